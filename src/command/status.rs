//! `propus status`: a running server is asked what it has counted. How that looks is for `shown`.

mod bars;
mod shown;

use std::io::{self, IsTerminal, Write};

use jiff::tz::TimeZone;

use self::shown::{Layout, shown};
use super::ask::Place;
use super::error::CommandError;
use super::redraw::{self, Redraw};
use crate::cli;
use crate::counters::Status;
use crate::terminal;

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
    let place = Place { metrics: arguments.metrics.as_ref(), config: arguments.config.as_deref() };
    let (socket, text) = place.ask("/status")?;
    Ok(if arguments.json {
        text.trim_end().to_owned() + "\n"
    } else {
        let status: Status = serde_json::from_str(&text).map_err(|_| place.no_propus(&socket))?;
        shown(&status, &layout())
    })
}

/// Layout for standard output: a terminal with its width, or something else.
fn layout() -> Layout {
    let width = terminal::size(io::stdout()).columns;
    Layout { width, blocks: io::stdout().is_terminal(), zone: TimeZone::system() }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};
    use std::os::unix::net::UnixListener;
    use std::path::{Path, PathBuf};
    use std::thread;
    use std::time::Duration;

    use super::*;
    use crate::command::ask::STALE;
    use crate::command::ask::tests::answer;

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
}
