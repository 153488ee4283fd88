//! Clients that mean no good, on real sockets. After each, a fresh client is served.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

#[path = "hostile/plain.rs"]
mod plain;
#[path = "../benches/process.rs"]
mod process;
#[path = "hostile/program.rs"]
mod program;
// Elsewhere a machine has but one address of its own.
#[cfg(target_os = "linux")]
#[path = "hostile/seats.rs"]
mod seats;
#[path = "hostile/slow_pages.rs"]
mod slow_pages;
#[path = "../support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use propus::net::Limits;
use socket2::SockRef;
use support::{HOST, Running, Served, short_limits, site};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

/// More than all the buffers on the way hold.
const BIG: usize = 16 << 20;

fn served() -> Served {
    site(&[("index.md", b"# Home\n"), ("big.bin", &vec![7; BIG])])
}

fn running() -> Running {
    Running::start(served(), short_limits())
}

/// Waits until all permits are free, for five seconds at most.
async fn all_gone(running: &Running) -> bool {
    for _ in 0..100 {
        if running.connection_limit.in_use() == 0 {
            return true;
        }
        sleep(Duration::from_millis(50)).await;
    }
    false
}

/// Reads until the other side is gone, for five seconds at most.
async fn is_let_go(stream: &mut (impl AsyncReadExt + Unpin)) -> bool {
    let mut rest = Vec::new();
    timeout(Duration::from_secs(5), stream.read_to_end(&mut rest)).await.is_ok()
}

#[tokio::test]
async fn one_byte_a_while_is_let_go() {
    let running = running();
    let mut gemini = running.connect(HOST).await.unwrap();
    let mut gopher = TcpStream::connect(running.gopher).await.unwrap();
    let began = Instant::now();
    while running.connection_limit.in_use() > 0 && began.elapsed() < Duration::from_secs(5) {
        let _ = gemini.write_all(b"g").await;
        let _ = gopher.write_all(b"g").await;
        sleep(Duration::from_millis(100)).await;
    }
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    assert!(running.serves().await);
}

#[tokio::test]
async fn a_silent_client_is_let_go() {
    let running = running();
    let mut before_handshake = TcpStream::connect(running.gemini).await.unwrap();
    let mut after_handshake = running.connect(HOST).await.unwrap();
    let mut gopher = TcpStream::connect(running.gopher).await.unwrap();
    assert!(is_let_go(&mut before_handshake).await);
    assert!(is_let_go(&mut after_handshake).await);
    assert!(is_let_go(&mut gopher).await);
    assert!(all_gone(&running).await && running.serves().await);
}

#[tokio::test]
async fn a_reset_after_connecting_harms_nobody() {
    let running = running();
    for address in [running.gemini, running.gopher].repeat(50) {
        let stream = TcpStream::connect(address).await.unwrap();
        SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
        drop(stream);
    }
    assert!(all_gone(&running).await && running.serves().await);
}

#[tokio::test]
async fn a_reset_in_the_middle_of_an_answer_harms_nobody() {
    let running = running();
    for _ in 0..10 {
        let mut stream = TcpStream::connect(running.gopher).await.unwrap();
        stream.write_all(b"/big.bin\r\n").await.unwrap();
        stream.read_exact(&mut [0; 1000]).await.unwrap();
        SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
        drop(stream);
        let mut stream = running.connect(HOST).await.unwrap();
        stream.write_all(b"gemini://example.org/big.bin\r\n").await.unwrap();
        stream.read_exact(&mut [0; 1000]).await.unwrap();
        SockRef::from(stream.get_ref().0).set_linger(Some(Duration::ZERO)).unwrap();
        drop(stream);
    }
    assert!(all_gone(&running).await && running.serves().await);
}

#[tokio::test]
async fn an_endless_line_is_answered_and_let_go() {
    let running = running();
    let (mut gopher, mut gemini) =
        (TcpStream::connect(running.gopher).await.unwrap(), running.connect(HOST).await.unwrap());
    let endless = async {
        let garbage = [b'a'; 4096];
        while gopher.write_all(&garbage).await.is_ok() {}
        while gemini.write_all(&garbage).await.is_ok() {}
    };
    assert!(timeout(Duration::from_secs(5), endless).await.is_ok());
    assert!(all_gone(&running).await && running.serves().await);
}

#[tokio::test]
async fn a_client_that_stops_reading_is_let_go() {
    let running = running();
    let mut gopher = TcpStream::connect(running.gopher).await.unwrap();
    gopher.write_all(b"/big.bin\r\n").await.unwrap();
    let mut gemini = running.connect(HOST).await.unwrap();
    gemini.write_all(b"gemini://example.org/big.bin\r\n").await.unwrap();
    assert!(all_gone(&running).await && running.serves().await);
}

#[tokio::test]
async fn a_slow_but_steady_reader_gets_all() {
    let served = site(&[("index.md", b"# Home\n"), ("file.bin", &[7; 1_000_000])]);
    let running = Running::start(served, short_limits());
    let mut stream = running.connect(HOST).await.unwrap();
    stream.write_all(b"gemini://example.org/file.bin\r\n").await.unwrap();
    let mut all = 0;
    let mut buffer = vec![0; 100_000];
    loop {
        let read = stream.read(&mut buffer).await.unwrap();
        if read == 0 {
            break;
        }
        all += read;
        sleep(Duration::from_millis(30)).await;
    }
    assert!(all > 1_000_000);
}

#[tokio::test]
async fn idle_sockets_keep_nobody_out() {
    let limits = Limits { connections: 20, per_address: 1000, ..Limits::default() };
    let running = Running::start(served(), limits);
    let mut idle = Vec::new();
    for round in 0..100 {
        let address = if round % 2 == 0 { running.gemini } else { running.gopher };
        idle.push(TcpStream::connect(address).await.unwrap());
    }
    assert!(running.serves().await);
    assert!(running.connection_limit.in_use() <= 20);
}

#[tokio::test]
async fn an_address_with_too_many_idle_sockets_loses_its_own() {
    let limits = Limits { connections: 1000, per_address: 5, ..Limits::default() };
    let running = Running::start(served(), limits);
    let mut first = TcpStream::connect(running.gopher).await.unwrap();
    let mut idle = Vec::new();
    for _ in 0..20 {
        idle.push(TcpStream::connect(running.gopher).await.unwrap());
    }
    assert!(is_let_go(&mut first).await && running.serves().await);
}

#[tokio::test]
async fn who_is_refused_is_told_why() {
    for (connections, per_address, gemini_says, gopher_says) in
        [(2, 100, "41 ", "3The server is busy"), (100, 2, "44 ", "3Too many connections")]
    {
        let limits = Limits { connections, per_address, ..Limits::default() };
        let running = Running::start(served(), limits);
        let mut served = Vec::new();
        for _ in 0..2 {
            let mut stream = TcpStream::connect(running.gopher).await.unwrap();
            stream.write_all(b"/big.bin\r\n").await.unwrap();
            stream.read_exact(&mut [0; 1000]).await.unwrap();
            served.push(stream);
        }
        let gemini = running.ask_gemini(b"gemini://example.org/\r\n").await.unwrap();
        assert!(gemini.starts_with(gemini_says.as_bytes()), "{}", String::from_utf8_lossy(&gemini));
        let gopher = running.ask_gopher(b"/\r\n").await.unwrap();
        assert!(gopher.starts_with(gopher_says.as_bytes()), "{}", String::from_utf8_lossy(&gopher));
        drop(served);
        assert!(all_gone(&running).await && running.serves().await);
    }
}

#[tokio::test]
async fn stopping_finishes_what_is_under_way() {
    let mut running = running();
    let mut under_way = TcpStream::connect(running.gopher).await.unwrap();
    under_way.write_all(b"/big.bin\r\n").await.unwrap();
    under_way.read_exact(&mut [0; 1000]).await.unwrap();
    let mut waiting = TcpStream::connect(running.gopher).await.unwrap();
    running.stop.cancel();
    let mut rest = Vec::new();
    under_way.read_to_end(&mut rest).await.unwrap();
    assert_eq!(rest.len(), BIG - 1000);
    assert!(is_let_go(&mut waiting).await);
    for task in running.tasks.drain(..) {
        timeout(Duration::from_secs(5), task).await.unwrap().unwrap();
    }
    assert!(TcpStream::connect(running.gopher).await.is_err());
}
