//! What a server takes of a small machine when nobody asks for anything: memory and time to start,
//! with the shipped capsule and with 10,000 pages, and memory with thousands of idle connections.
//!
//! `cargo bench --bench footprint [-- CONNECTIONS]`, 5,000 when not said.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark that can't measure has nothing better to do than end"
)]

mod client;
mod generator;
mod process;
#[path = "../support/mod.rs"]
mod support;

use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use client::{Client, Question, Way};
use process::Process;
use support::{HOST, client_config};
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ALL_VERSIONS, ClientConnection};

/// Pages of the large site.
const PAGES: usize = 10_000;

fn main() {
    let connections = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(5000);
    rlimit::increase_nofile_limit(connections as u64 * 2).expect("descriptors");
    let folder = tempfile::tempdir().expect("a folder");
    let (site, certs) = (folder.path().join("site"), folder.path().join("certs"));
    generator::write_site(&site, PAGES).expect("a site");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("capsule");
    // The first start makes the certificate.
    start(&shipped, &certs, connections).address("gopher");
    for (name, site) in [("the shipped capsule", shipped), ("10,000 pages", site)] {
        let began = Instant::now();
        let mut server = start(&site, &certs, connections);
        let (gemini, gopher) = (server.address("gemini"), server.address("gopher"));
        let question = Question::new(gopher, Way::Plain, "\r\n".to_owned());
        assert!(!Client::new(&question).ask().expect("an answer").0.is_empty());
        println!("{name}: {:.3} s to the first answer", began.elapsed().as_secs_f64());
        // All pages are read once for their warnings.
        sleep(Duration::from_secs(8));
        println!(
            "  idle: {:.1} MB, at most {:.1} MB",
            megabytes(server.memory()),
            megabytes(server.peak_memory())
        );
        let held = hold(connections, gemini, gopher);
        println!(
            "  {} idle connections, half of them with TLS: {:.1} MB",
            held.0,
            megabytes(server.memory())
        );
    }
}

fn start(site: &Path, certs: &Path, connections: usize) -> Process {
    let most = (connections + 100).to_string();
    Process::start(
        Command::new(env!("CARGO_BIN_EXE_propus"))
            .args([
                "--allow-root",
                "--host",
                HOST,
                "--gemini",
                "127.0.0.1:0",
                "--gopher",
                "127.0.0.1:0",
                "--certs",
            ])
            .arg(certs)
            .args(["--max-connections", &most, "--max-per-address", &most])
            .arg(site),
    )
}

fn megabytes(bytes: Option<u64>) -> f64 {
    bytes.expect("a server that runs") as f64 / 1e6
}

/// Opens connections, those for Gemini up to the end of the handshake. How many, and what keeps
/// them open.
fn hold(count: usize, gemini: SocketAddr, gopher: SocketAddr) -> (usize, Vec<TcpStream>) {
    let tls = Arc::new(client_config(ALL_VERSIONS));
    let connect = |number: usize| {
        if number.is_multiple_of(2) {
            return TcpStream::connect(gopher).expect("a connection");
        }
        let mut stream = TcpStream::connect(gemini).expect("a connection");
        let name = ServerName::try_from(HOST).expect("a name");
        let mut private = ClientConnection::new(Arc::clone(&tls), name).expect("a configuration");
        while private.is_handshaking() {
            private.complete_io(&mut stream).expect("a handshake");
        }
        stream.flush().expect("a connection");
        stream
    };
    let held: Vec<TcpStream> = (0..count).map(connect).collect();
    // What the server lets go meanwhile does not count.
    let open = held.iter().filter(|stream| is_open(stream)).count();
    (open, held)
}

fn is_open(stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).expect("a connection");
    // A ticket may have come; the end has not.
    !matches!(stream.peek(&mut [0]), Ok(0))
}
