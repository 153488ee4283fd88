//! Clients: each asks for one thing again and again, reads the answer to its end, and notes how
//! long that took.

#![allow(dead_code, reason = "each benchmark uses a part of it")]

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use socket2::{Domain, Socket, Type};
use tokio_rustls::rustls::client::Resumption;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, HandshakeKind, Stream};

use crate::support::{HOST, Shows, client_config};

/// How many clients ask at the same time.
const CLIENTS: usize = 4;
/// How long a client waits for something to come before it calls that a failure.
const PATIENCE: Duration = Duration::from_secs(30);

/// How a client comes in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// As to a Gopher server.
    Plain,
    /// As to a Spartan server.
    Spartan,
    /// As to a Nex server.
    Nex,
    /// With a full handshake each time.
    Full,
    /// With the ticket of the time before.
    Resumed,
}

impl Way {
    /// Whether there is TLS.
    pub(crate) fn is_private(self) -> bool {
        matches!(self, Self::Full | Self::Resumed)
    }
}

/// What is asked of whom.
#[derive(Clone)]
pub(crate) struct Question {
    pub(crate) address: SocketAddr,
    pub(crate) way: Way,
    pub(crate) line: Vec<u8>,
    pub(crate) upload: Option<Upload>,
}

/// What follows the line: so many bytes, others each time, from one with a certificate.
#[derive(Clone)]
pub(crate) struct Upload {
    pub(crate) bytes: usize,
    pub(crate) shows: Arc<CertifiedKey>,
}

impl Question {
    pub(crate) fn new(address: SocketAddr, way: Way, line: String) -> Self {
        Self { address, way, line: line.into_bytes(), upload: None }
    }

    /// The line, and what follows it.
    fn bytes(&self) -> Vec<u8> {
        /// Uploads so far, so that no two are the same.
        static UPLOADS: AtomicU64 = AtomicU64::new(0);
        let mut bytes = self.line.clone();
        if let Some(upload) = &self.upload {
            let number = UPLOADS.fetch_add(1, Ordering::Relaxed);
            let text = format!(
                "# Page {number}\n\n{}",
                "All that there is to say.\n".repeat(upload.bytes / 26 + 1)
            );
            bytes.extend_from_slice(&text.as_bytes()[..upload.bytes]);
        }
        bytes
    }
}

/// What a client keeps from one time to the next.
pub(crate) struct Client<'a> {
    question: &'a Question,
    from: Ipv4Addr,
    tls: Arc<ClientConfig>,
    answer: Vec<u8>,
}

impl<'a> Client<'a> {
    pub(crate) fn new(question: &'a Question) -> Self {
        let mut tls = client_config(tokio_rustls::rustls::ALL_VERSIONS);
        if let Some(upload) = &question.upload {
            tls.client_auth_cert_resolver = Arc::new(Shows(Arc::clone(&upload.shows)));
        }
        if question.way != Way::Resumed {
            tls.resumption = Resumption::disabled();
        }
        let from = Ipv4Addr::LOCALHOST;
        Self { question, from, tls: Arc::new(tls), answer: Vec::new() }
    }

    /// The same from another address of this machine, as readers have each their own.
    pub(crate) fn from(self, from: Ipv4Addr) -> Self {
        Self { from, ..self }
    }

    fn connect(&self) -> io::Result<TcpStream> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        if self.from != Ipv4Addr::LOCALHOST {
            socket.bind(&SocketAddr::from((self.from, 0)).into())?;
        }
        socket.connect(&self.question.address.into())?;
        Ok(socket.into())
    }

    /// Asks once. What was answered, and whether the handshake was spared.
    pub(crate) fn ask(&mut self) -> io::Result<(&[u8], bool)> {
        let mut tcp = self.connect()?;
        tcp.set_nodelay(true)?;
        tcp.set_read_timeout(Some(PATIENCE))?;
        self.answer.clear();
        if !self.question.way.is_private() {
            tcp.write_all(&self.question.bytes())?;
            tcp.read_to_end(&mut self.answer)?;
            return Ok((&self.answer, false));
        }
        let name = ServerName::try_from(HOST).expect("a name");
        let mut tls = ClientConnection::new(Arc::clone(&self.tls), name).expect("a configuration");
        let mut stream = Stream::new(&mut tls, &mut tcp);
        stream.write_all(&self.question.bytes())?;
        stream.read_to_end(&mut self.answer)?;
        Ok((&self.answer, tls.handshake_kind() == Some(HandshakeKind::Resumed)))
    }
}

/// Asks `count` times, with several clients at a time. How long each answer took, of `size` bytes.
///
/// Panics when an answer is not as it should be: then there is nothing to measure.
pub(crate) fn ask_often(question: &Question, count: usize, size: usize) -> Vec<Duration> {
    thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| scope.spawn(|| ask_in_turn(question, count / CLIENTS, size)))
            .collect();
        clients.into_iter().flat_map(|client| client.join().expect("a client")).collect()
    })
}

fn ask_in_turn(question: &Question, count: usize, size: usize) -> Vec<Duration> {
    let mut client = Client::new(question);
    if question.way == Way::Resumed {
        client.ask().expect("the first ticket");
    }
    let once = |_| {
        let began = Instant::now();
        let (answer, resumed) = client.ask().expect("an answer");
        assert_eq!(
            answer.len(),
            size,
            "{}",
            String::from_utf8_lossy(&answer[..answer.len().min(80)])
        );
        assert_eq!(resumed, question.way == Way::Resumed);
        began.elapsed()
    };
    (0..count).map(once).collect()
}
