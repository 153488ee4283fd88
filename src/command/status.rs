//! `propus status`: a running server is asked what it has counted. How that looks is for `shown`.

mod bars;
mod shown;

use std::io::{self, IsTerminal, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use jiff::tz::TimeZone;

use self::shown::{Layout, shown};
use super::error::CommandError;
use super::redraw::{self, Redraw};
use super::sockets;
use crate::cli;
use crate::config::{usual_file, usual_sockets_in_words};
use crate::counters::Status;
use crate::exchange::Socket;
use crate::settings::value::{MetricsAddress, written_socket};
use crate::terminal;

/// Time that the server has for its whole answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// The most bytes of an answer.
const LONGEST: u64 = 8 << 20;

/// Advice where the configuration file names the socket.
const STALE: &str = "; a server that was started before metrics was changed in the file tells at \
                     the old place until it is started again: name that place with --metrics, or \
                     start the server again";

/// Advice where the socket may not be used.
const DENIED: &str = "; ask as root, or as a member of the group of the server's user";

/// Asks a server and prints what it says.
///
/// # Errors
/// Fails when it is not said where to ask, or nobody answers there.
pub fn status(arguments: &cli::Status, out: &mut dyn Write) -> Result<(), CommandError> {
    if arguments.watch {
        return watch(arguments, out);
    }
    out.write_all(asked(arguments)?.as_bytes()).map_err(CommandError::Output)
}

/// Asks a server again and again, until nobody looks on: on a terminal in the place of what it said
/// before, elsewhere one answer after the other. A server that is started again meanwhile is
/// waited for, where a person sees that.
fn watch(arguments: &cli::Status, out: &mut dyn Write) -> Result<(), CommandError> {
    let mut redraw = if redraw::is_possible() && !arguments.json {
        Redraw::on_terminal(out)
    } else {
        Redraw::in_stream(out)
    };
    let mut text = asked(arguments)?;
    loop {
        // Texts of several lines need something between them.
        if !redraw.replaces() && !arguments.json {
            text.push('\n');
        }
        redraw.show(&text)?;
        redraw.wait(arguments.interval)?;
        text = match asked(arguments) {
            Err(error) if redraw.replaces() => format!("propus: {error}\n"),
            other => other?,
        };
    }
}

/// What a server says, as it is written.
fn asked(arguments: &cli::Status) -> Result<String, CommandError> {
    let advice = if arguments.config.is_some() && arguments.metrics.is_none() { STALE } else { "" };
    let (socket, text) = first_answer(&sockets(arguments)?, advice)?;
    Ok(if arguments.json {
        text.trim_end().to_owned() + "\n"
    } else {
        let status: Status = serde_json::from_str(&text).map_err(|_| {
            let reason = "what answers there is no propus, or not of this version";
            no_status(&socket, reason.to_owned(), advice)
        })?;
        shown(&status, &layout())
    })
}

/// Answer of the first server that gives one, and the socket where it does.
fn first_answer(
    sockets: &[Socket],
    advice: &'static str,
) -> Result<(Socket, String), CommandError> {
    let mut failed = CommandError::NoMetrics(usual_sockets_in_words());
    for socket in sockets {
        match ask_in_time(socket) {
            Ok(text) => return Ok((socket.clone(), text)),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                failed = no_status(socket, error.to_string(), DENIED);
            }
            Err(error) => failed = no_status(socket, error.to_string(), advice),
        }
    }
    Err(failed)
}

fn no_status(socket: &Socket, reason: String, advice: &'static str) -> CommandError {
    CommandError::NoStatus { socket: written_socket(socket), reason, advice }
}

/// Where to ask: where it is said; else at what servers open by themselves, and where the
/// configuration that is found says.
fn sockets(arguments: &cli::Status) -> Result<Vec<Socket>, CommandError> {
    match (&arguments.metrics, &arguments.config) {
        (Some(MetricsAddress::At(socket)), _) => return Ok(vec![socket.clone()]),
        (Some(MetricsAddress::Off), _) => return Ok(Vec::new()),
        (None, Some(file)) => return sockets::of_file(file),
        (None, None) => {}
    }
    let mut sockets = sockets::usual();
    match usual_file().as_deref().map(sockets::of_file) {
        Some(Ok(named)) => sockets.extend(named),
        // The server whose configuration it is may be somebody else's.
        Some(Err(error)) if sockets.is_empty() => return Err(error),
        Some(Err(_)) | None => {}
    }
    sockets.dedup();
    Ok(sockets)
}

/// Layout for standard output: a terminal with its width, or something else.
fn layout() -> Layout {
    let width = terminal::size(io::stdout()).columns;
    Layout { width, blocks: io::stdout().is_terminal(), zone: TimeZone::system() }
}

/// Answer of the server within [`PATIENCE`]. A limit for each step would let it send a byte at a
/// time.
fn ask_in_time(socket: &Socket) -> io::Result<String> {
    let (sender, receiver) = mpsc::channel();
    let socket = socket.clone();
    thread::spawn(move || sender.send(ask(&socket)));
    receiver.recv_timeout(PATIENCE).unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

/// Body of the server's answer.
fn ask(socket: &Socket) -> io::Result<String> {
    match socket {
        Socket::Loopback(address) => ask_on(TcpStream::connect(address)?),
        Socket::Unix(path) => ask_on(UnixStream::connect(path)?),
    }
}

fn ask_on(mut stream: impl Read + Write) -> io::Result<String> {
    stream.write_all(b"GET /status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(LONGEST).read_to_string(&mut answer)?;
    let body = answer.strip_prefix("HTTP/1.1 200 ").and_then(|rest| rest.split_once("\r\n\r\n"));
    body.map(|(_, body)| body.to_owned()).ok_or_else(|| {
        io::Error::new(io::ErrorKind::InvalidData, "what answers there is no propus")
    })
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};
    use std::os::unix::net::UnixListener;
    use std::path::{Path, PathBuf};

    use super::*;

    /// Answers one request, and gives it back.
    fn answer(mut stream: impl Read + Write, answer: &str) -> String {
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            request.extend(byte);
        }
        stream.write_all(answer.as_bytes()).unwrap();
        String::from_utf8(request).unwrap()
    }

    #[test]
    fn the_body_of_an_answer_is_the_status() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let socket = Socket::Loopback(listener.local_addr().unwrap());
        let ask = |said: &'static str| {
            thread::scope(|scope| {
                let server = scope.spawn(|| answer(listener.accept().unwrap().0, said));
                let told = ask_in_time(&socket);
                assert!(server.join().unwrap().starts_with("GET /status HTTP/1.1\r\n"));
                told
            })
        };
        assert_eq!(ask("HTTP/1.1 200 OK\r\nA: b\r\n\r\n{}\n").unwrap(), "{}\n");
        let error = ask("HTTP/1.1 404 Not Found\r\n\r\n{}").unwrap_err();
        assert!(error.to_string().contains("no propus"), "{error}");
        assert_eq!(ask("59 No\r\n").unwrap_err().kind(), io::ErrorKind::InvalidData);
    }

    /// The command, once, without a word on where to ask.
    fn nowhere() -> cli::Status {
        let interval = Duration::from_secs(1);
        cli::Status { config: None, metrics: None, json: false, watch: false, interval }
    }

    /// Output of the command, or its error, where a server answers so at a Unix socket.
    fn told(answered: &str, arguments: &cli::Status, folder: &Path) -> Result<String, String> {
        let listener = UnixListener::bind(folder.join("s")).unwrap();
        let answered = answered.to_owned();
        let server = thread::spawn(move || answer(listener.accept().unwrap().0, &answered));
        let mut out = Vec::new();
        let done = status(arguments, &mut out).map_err(|error| error.to_string());
        let request = "GET /status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assert_eq!(server.join().unwrap(), request);
        std::fs::remove_file(folder.join("s")).unwrap();
        done.map(|()| String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_status_is_shown_to_people_and_to_programs() {
        let folder = tempfile::tempdir().unwrap();
        let name = format!("unix:{}", folder.path().join("s").display());
        let counted = Status { version: "1.2.3".to_owned(), ..Status::default() };
        let body = serde_json::to_string(&counted).unwrap();
        let arguments = |json| cli::Status { metrics: name.parse().ok(), json, ..nowhere() };
        let good = format!("HTTP/1.1 200 OK\r\n\r\n{body}\n\n");
        let json = told(&good, &arguments(true), folder.path());
        assert_eq!(json, Ok(format!("{body}\n")));
        let text = told(&good, &arguments(false), folder.path()).unwrap();
        assert_eq!(text, shown(&counted, &layout()));
        let other = "HTTP/1.1 200 OK\r\n\r\n<html>";
        let strange = format!(
            "{name}: no running propus answers: what answers there is no propus, or not of this \
             version"
        );
        assert_eq!(told(other, &arguments(false), folder.path()), Err(strange));
        assert_eq!(told(other, &arguments(true), folder.path()), Ok("<html>\n".to_owned()));
    }

    #[test]
    fn the_place_where_to_ask_comes_from_the_file_or_is_typed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        std::fs::create_dir(path.join("capsule")).unwrap();
        let named = |text: &str| {
            let file = path.join("propus.toml");
            std::fs::write(&file, format!("{text}\n[[host]]\ncapsule = \"capsule\"\n")).unwrap();
            file
        };
        let refused = |config: Option<PathBuf>, metrics: Option<&str>| {
            let metrics = metrics.map(|text| text.parse().unwrap());
            let arguments = cli::Status { config, metrics, ..nowhere() };
            let mut out = Vec::new();
            let error = status(&arguments, &mut out).unwrap_err();
            assert!(out.is_empty());
            error.to_string()
        };
        let in_file = format!("metrics = \"unix:{}\"", path.join("a").display());
        let nobody = |socket: &str, advice: &str| {
            format!(
                "unix:{}: no running propus answers: No such file or directory (os error \
                 2){advice}",
                path.join(socket).display()
            )
        };
        assert_eq!(refused(Some(named(&in_file)), None), nobody("a", STALE));
        let typed = format!("unix:{}", path.join("b").display());
        assert_eq!(refused(Some(named(&in_file)), Some(&typed)), nobody("b", ""));
        assert_eq!(refused(None, Some(&typed)), nobody("b", ""));
    }

    #[test]
    fn a_server_is_asked_until_nobody_looks_on() {
        /// Takes so many texts.
        struct Reader(Vec<String>);
        impl Write for Reader {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                if self.0.len() == 2 {
                    return Err(io::ErrorKind::BrokenPipe.into());
                }
                self.0.push(String::from_utf8(bytes.to_vec()).unwrap());
                Ok(bytes.len())
            }

            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let metrics = listener.local_addr().unwrap().to_string();
        let arguments = cli::Status {
            config: None,
            metrics: Some(metrics.parse().unwrap()),
            json: true,
            watch: true,
            interval: Duration::from_millis(10),
        };
        let server = thread::spawn(move || {
            for said in ["{\"a\":1}\n", "{\"a\":2}", "{}"] {
                answer(listener.accept().unwrap().0, &format!("HTTP/1.1 200 OK\r\n\r\n{said}"));
            }
        });
        let mut reader = Reader(Vec::new());
        let error = status(&arguments, &mut reader).unwrap_err();
        assert!(
            matches!(error, CommandError::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
        );
        assert_eq!(reader.0, ["{\"a\":1}\n", "{\"a\":2}\n"]);
        server.join().unwrap();
        // Nobody is there any more.
        assert!(matches!(status(&arguments, &mut reader), Err(CommandError::NoStatus { .. })));
    }

    #[test]
    fn a_unix_socket_is_asked_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        let listener = UnixListener::bind(&path).unwrap();
        let server = thread::spawn(move || {
            answer(listener.accept().unwrap().0, "HTTP/1.1 200 OK\r\n\r\nbody")
        });
        assert_eq!(ask_in_time(&Socket::Unix(path)).unwrap(), "body");
        server.join().unwrap();
    }
}
