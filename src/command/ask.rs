//! `Place`: a running server of this machine is asked for one of its documents, where it tells its
//! metrics. What becomes of the document is for the commands that ask.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::error::CommandError;
use super::sockets;
use crate::config::usual_sockets_in_words;
use crate::exchange::Socket;
use crate::settings::value::{MetricsAddress, written_socket};

/// Time that the server has for its whole answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// The most bytes of an answer.
const LONGEST: u64 = 8 << 20;

/// Advice where the configuration file names the socket.
pub(super) const STALE: &str = "; a server that was started before metrics was changed in the file tells at the old place \
     until it is started again: name that place with --metrics, or start the server again";

/// Advice where the socket may not be used.
const DENIED: &str = "; ask as root, or as a member of the group of the server's user";

/// Where a server is asked, as far as somebody said.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The address itself.
    pub(super) metrics: Option<&'a MetricsAddress>,
    /// The configuration that names it.
    pub(super) config: Option<&'a Path>,
}

impl Place<'_> {
    /// A document of the first server that answers, and the socket where it does.
    ///
    /// # Errors
    /// Fails when it is not said where to ask, or nobody answers there.
    pub(super) fn ask(&self, document: &'static str) -> Result<(Socket, String), CommandError> {
        let mut failed = CommandError::NoMetrics(usual_sockets_in_words());
        for socket in self.sockets()? {
            match ask_in_time(&socket, document) {
                Ok(text) => return Ok((socket, text)),
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    failed = no_status(&socket, error.to_string(), DENIED);
                }
                Err(error) => failed = no_status(&socket, error.to_string(), self.advice()),
            }
        }
        Err(failed)
    }

    /// The error of an answer that no propus of this version gives.
    pub(super) fn no_propus(&self, socket: &Socket) -> CommandError {
        let reason = "what answers there is no propus, or not of this version";
        no_status(socket, reason.to_owned(), self.advice())
    }

    fn advice(&self) -> &'static str {
        if self.config.is_some() && self.metrics.is_none() { STALE } else { "" }
    }

    /// Where it is said; else those of the server that the configuration is for.
    fn sockets(&self) -> Result<Vec<Socket>, CommandError> {
        match self.metrics {
            Some(MetricsAddress::At(socket)) => return Ok(vec![socket.clone()]),
            Some(MetricsAddress::Off) => return Ok(Vec::new()),
            None => {}
        }
        let usual = sockets::usual();
        match sockets::configuration(self.config) {
            Ok(config) => Ok(sockets::of(&config)),
            Err(error) if self.config.is_some() || usual.is_empty() => Err(error),
            // A server goes on while its file is wrong, and that is when one wants to see it.
            Err(_) => Ok(usual),
        }
    }
}

fn no_status(socket: &Socket, reason: String, advice: &'static str) -> CommandError {
    CommandError::NoStatus { socket: written_socket(socket), reason, advice }
}

/// Answer of the server within [`PATIENCE`]. A limit for each step would let it send a byte at a
/// time.
fn ask_in_time(socket: &Socket, document: &'static str) -> io::Result<String> {
    let (sender, receiver) = mpsc::channel();
    let socket = socket.clone();
    thread::spawn(move || sender.send(ask(&socket, document)));
    receiver.recv_timeout(PATIENCE).unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

/// Body of the server's answer.
fn ask(socket: &Socket, document: &str) -> io::Result<String> {
    match socket {
        Socket::Loopback(address) => ask_on(TcpStream::connect(address)?, document),
        Socket::Unix(path) => ask_on(UnixStream::connect(path)?, document),
    }
}

fn ask_on(mut stream: impl Read + Write, document: &str) -> io::Result<String> {
    let request =
        format!("GET {document} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.take(LONGEST).read_to_string(&mut answer)?;
    let body = answer.strip_prefix("HTTP/1.1 200 ").and_then(|rest| rest.split_once("\r\n\r\n"));
    body.map(|(_, body)| body.to_owned()).ok_or_else(|| {
        io::Error::new(io::ErrorKind::InvalidData, "what answers there is no propus")
    })
}

#[cfg(test)]
pub(super) mod tests {
    use std::net::{Ipv4Addr, TcpListener};
    use std::os::unix::net::UnixListener;

    use super::*;

    /// Answers one request, and gives it back.
    pub(in crate::command) fn answer(mut stream: impl Read + Write, answer: &str) -> String {
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
    fn the_body_of_an_answer_is_the_document() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let socket = Socket::Loopback(listener.local_addr().unwrap());
        let ask = |said: &'static str| {
            thread::scope(|scope| {
                let server = scope.spawn(|| answer(listener.accept().unwrap().0, said));
                let told = ask_in_time(&socket, "/status");
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
        assert_eq!(ask_in_time(&Socket::Unix(path), "/knocks").unwrap(), "body");
        server.join().unwrap();
    }
}
