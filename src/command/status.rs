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
use crate::cli::{self, Serve, ServeSettings, Typed};
use crate::config::Config;
use crate::counters::Status;
use crate::exchange::Socket;
use crate::settings::server::METRICS;
use crate::settings::value::written_socket;

/// Time that the server has for its whole answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// The most bytes of an answer.
const LONGEST: u64 = 8 << 20;
/// The columns that are written where nobody says how many there are.
const USUAL_WIDTH: usize = 80;

/// Advice where the configuration file names the socket.
const STALE: &str = "; a server that was started before metrics was changed in the file tells at \
                     the old place until it is started again: name that place with --metrics, or \
                     start the server again";

/// Asks a server and prints what it says.
///
/// # Errors
/// Fails when it is not said where to ask, or nobody answers there.
pub fn status(arguments: &cli::Status, out: &mut dyn Write) -> Result<(), CommandError> {
    let socket = socket(arguments)?;
    let advice = if arguments.config.is_some() && arguments.metrics.is_none() { STALE } else { "" };
    let text =
        ask_in_time(&socket).map_err(|error| no_status(&socket, error.to_string(), advice))?;
    let written = if arguments.json {
        text.trim_end().to_owned() + "\n"
    } else {
        let status: Status = serde_json::from_str(&text).map_err(|_| {
            let reason = "what answers there is no propus, or not of this version";
            no_status(&socket, reason.to_owned(), advice)
        })?;
        shown(&status, &layout())
    };
    out.write_all(written.as_bytes()).map_err(CommandError::Output)
}

fn no_status(socket: &Socket, reason: String, advice: &'static str) -> CommandError {
    CommandError::NoStatus { socket: written_socket(socket), reason, advice }
}

fn socket(arguments: &cli::Status) -> Result<Socket, CommandError> {
    let mut typed = Typed::default();
    if arguments.metrics.is_some() {
        typed = typed.with(&METRICS, arguments.metrics.clone());
    }
    let serve = Serve { config: arguments.config.clone(), settings: ServeSettings(typed) };
    Config::new(&serve)?.metrics.ok_or(CommandError::NoMetrics)
}

/// Layout for standard output: a terminal with its width, or something else.
fn layout() -> Layout {
    let terminal = io::stdout().is_terminal();
    let mut width = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    if width.is_none() && terminal {
        let size = rustix::termios::tcgetwinsize(io::stdout());
        width = size.ok().map(|size| usize::from(size.ws_col));
    }
    let width = width.filter(|width| *width > 0);
    Layout { width: width.unwrap_or(USUAL_WIDTH), blocks: terminal, zone: TimeZone::system() }
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
