//! What a server takes of a small machine when nobody asks for anything: memory and time to start,
//! with the shipped capsule and with 10,000 pages, memory for each of thousands of idle connections,
//! and for each client that asks for a large file and reads none of it.
//!
//! Memory is that of both processes together, of what they share with others their share (PSS);
//! the figure that is aimed at stands beside it.
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
use tokio_rustls::rustls::{ALL_VERSIONS, ClientConfig, ClientConnection, StreamOwned};

/// Pages of the large site.
const PAGES: usize = 10_000;
/// Bytes of the file that is asked for and not read, and how many ask for it.
const UNREAD: u64 = 16 << 20;
const UNREADING: usize = 100;

/// Megabytes that are aimed at with the shipped capsule, and with the large site.
const IDLE: [f64; 2] = [10.0, 35.0];
/// Megabytes that are aimed at for an idle connection with TLS, and for a client that reads nothing.
const CONNECTION: f64 = 0.010;
const STALLED: f64 = 0.060;

fn main() {
    let connections = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(5000);
    rlimit::increase_nofile_limit(connections as u64 * 2).expect("descriptors");
    let folder = tempfile::tempdir().expect("a folder");
    let (site, certs) = (folder.path().join("site"), folder.path().join("certs"));
    generator::write_site(&site, PAGES).expect("a site");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("capsule");
    // The first start makes the certificate.
    start(&shipped, &certs, connections).address("gopher");
    let sites = [("the shipped capsule", shipped), ("10,000 pages", site)];
    for ((name, site), aim) in sites.into_iter().zip(IDLE) {
        let began = Instant::now();
        let mut server = start(&site, &certs, connections);
        let (_, gopher) = (server.address("gemini"), server.address("gopher"));
        let question = Question::new(gopher, Way::Plain, "\r\n".to_owned());
        assert!(!Client::new(&question).ask().expect("an answer").0.is_empty());
        println!("{name}: {:.3} s to the first answer", began.elapsed().as_secs_f64());
        // All pages are read once for their warnings.
        sleep(Duration::from_secs(8));
        println!(
            "  idle: {:.1} MB (aim {aim}), at most {:.1} MB",
            megabytes(server.memory()),
            megabytes(server.peak_memory())
        );
    }
    let site = folder.path().join("large");
    std::fs::create_dir(&site).expect("a folder");
    let file = std::fs::File::create(site.join("file.bin")).expect("a file");
    file.set_len(UNREAD).expect("a file");
    let mut server = start(&site, &certs, connections);
    let (gemini, gopher) = (server.address("gemini"), server.address("gopher"));
    let tls = Arc::new(client_config(ALL_VERSIONS));
    // What the first connections make, the later ones find.
    drop(hold(UNREADING, || private(gemini, &tls)));
    drop(hold(UNREADING, || TcpStream::connect(gopher).expect("a connection")));
    let idle = |connect: &dyn Fn() -> TcpStream| grown(&server, || hold(connections / 2, connect));
    let (each, _open) = idle(&|| TcpStream::connect(gopher).expect("a connection"));
    println!("an idle connection: {:.1} kB", each * 1e3);
    let (each, _private) = idle(&|| private(gemini, &tls));
    println!("with TLS: {:.1} kB (aim {:.1})", each * 1e3, CONNECTION * 1e3);
    let line = format!("gemini://{HOST}:{}/file.bin\r\n", gemini.port());
    let (each, _over_tls) =
        grown(&server, || hold(UNREADING, || asking(private_client(gemini, &tls), &line)));
    println!("a client that reads nothing, over TLS: {each:.3} MB (aim {STALLED:.3})");
    let (each, _plain) = grown(&server, || {
        hold(UNREADING, || {
            let mut stream = TcpStream::connect(gopher).expect("a connection");
            stream.write_all(b"/file.bin\r\n").expect("a connection");
            stream
        })
    });
    println!("over Gopher: {each:.3} MB (aim {STALLED:.3})");
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

/// Megabytes that a server has more for each of some connections, and the connections.
fn grown(server: &Process, hold: impl FnOnce() -> Vec<TcpStream>) -> (f64, Vec<TcpStream>) {
    let before = megabytes(server.memory());
    let held = hold();
    sleep(Duration::from_secs(2));
    let after = megabytes(server.memory());
    // What the server lets go meanwhile does not count.
    let open = held.iter().filter(|stream| is_open(stream)).count();
    ((after - before) / open as f64, held)
}

fn hold(count: usize, connect: impl Fn() -> TcpStream) -> Vec<TcpStream> {
    (0..count).map(|_| connect()).collect()
}

/// A connection up to the end of its handshake.
fn private(address: SocketAddr, tls: &Arc<ClientConfig>) -> TcpStream {
    private_client(address, tls).sock
}

fn private_client(
    address: SocketAddr,
    tls: &Arc<ClientConfig>,
) -> StreamOwned<ClientConnection, TcpStream> {
    let mut stream = TcpStream::connect(address).expect("a connection");
    let name = ServerName::try_from(HOST).expect("a name");
    let mut client = ClientConnection::new(Arc::clone(tls), name).expect("a configuration");
    while client.is_handshaking() {
        client.complete_io(&mut stream).expect("a handshake");
    }
    StreamOwned::new(client, stream)
}

/// The connection of a client that has asked.
fn asking(mut client: StreamOwned<ClientConnection, TcpStream>, line: &str) -> TcpStream {
    client.write_all(line.as_bytes()).expect("a connection");
    client.flush().expect("a connection");
    client.sock
}

fn is_open(stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).expect("a connection");
    // A ticket may have come; the end has not.
    !matches!(stream.peek(&mut [0]), Ok(0))
}
