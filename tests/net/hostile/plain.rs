//! The same clients, on Spartan, Nex and Finger.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use propus::generator::Options;
use propus::net::Limits;
use propus::site::Style;
use socket2::SockRef;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::support::plain::running_on_all;
use super::support::{Running, short_limits, site_with};
use super::{all_gone, is_let_go, served};

fn running() -> Running {
    running_on_all(served(), short_limits())
}

/// Spartan, Nex, Finger.
fn addresses(running: &Running) -> [SocketAddr; 3] {
    running.plain.unwrap()
}

#[tokio::test]
async fn one_byte_a_while_is_let_go_on_each_of_them() {
    let running = running();
    for address in addresses(&running) {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let began = Instant::now();
        while running.connection_limit.in_use() > 0 || began.elapsed() < Duration::from_millis(200)
        {
            let _ = stream.write_all(b"g").await;
            sleep(Duration::from_millis(50)).await;
            assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
        }
    }
    assert!(running.serves().await);
}

#[tokio::test]
async fn a_silent_client_is_let_go_on_each_of_them() {
    let running = running();
    for address in addresses(&running) {
        assert!(is_let_go(&mut TcpStream::connect(address).await.unwrap()).await);
    }
    assert!(all_gone(&running).await && running.serves().await);
}

#[tokio::test]
async fn resets_harm_nobody_on_any_of_them() {
    let running = running();
    let lines = [&b"example.org /big.bin 0\r\n"[..], b"/big.bin\n", b"\r\n"];
    for (address, line) in addresses(&running).into_iter().zip(lines).cycle().take(60) {
        let stream = TcpStream::connect(address).await.unwrap();
        SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
        drop(stream);
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(line).await.unwrap();
        stream.read_exact(&mut [0; 3]).await.unwrap();
        SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
        drop(stream);
    }
    assert!(all_gone(&running).await && running.serves().await);
}

#[tokio::test]
async fn an_endless_line_is_answered_and_let_go_on_each_of_them() {
    let running = running();
    for address in addresses(&running) {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let endless = async { while stream.write_all(&[b'a'; 4096]).await.is_ok() {} };
        assert!(timeout(Duration::from_secs(5), endless).await.is_ok());
    }
    assert!(all_gone(&running).await && running.serves().await);
}

#[tokio::test]
async fn endless_data_is_read_in_part_and_let_go() {
    let running = running();
    let [spartan, ..] = addresses(&running);
    for line in [
        "example.org / 18446744073709551615\r\n",
        "example.org /search 999999999\r\n",
        "other.example / 999999999\r\n",
    ] {
        let mut stream = TcpStream::connect(spartan).await.unwrap();
        stream.write_all(line.as_bytes()).await.unwrap();
        let endless = async { while stream.write_all(&[b'a'; 4096]).await.is_ok() {} };
        assert!(timeout(Duration::from_secs(5), endless).await.is_ok(), "{line}");
    }
    assert!(all_gone(&running).await && running.serves().await);
}

#[tokio::test]
async fn who_owes_data_keeps_nobody_out() {
    let options = Options { search: true, ..Options::default() };
    let served = site_with(&[("index.md", b"# Home\n")], &options, Style::default());
    let limits = Limits { connections: 20, per_address: 1000, ..Limits::default() };
    let running = running_on_all(served, limits);
    let [spartan, ..] = addresses(&running);
    let mut owing = Vec::new();
    for round in 0..60 {
        let mut stream = TcpStream::connect(spartan).await.unwrap();
        let path = ["/search", "/", "/none"][round % 3];
        let _ = stream.write_all(format!("example.org {path} 5\r\n").as_bytes()).await;
        owing.push(stream);
        sleep(Duration::from_millis(2)).await;
    }
    assert!(running.serves().await);
    assert!(running.connection_limit.in_use() <= 20);
}

#[tokio::test]
async fn a_reader_that_stops_is_let_go_on_spartan_and_nex() {
    let running = running();
    let [spartan, nex, _] = addresses(&running);
    for (address, line) in [(spartan, &b"example.org /big.bin 0\r\n"[..]), (nex, b"/big.bin\n")] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(line).await.unwrap();
        stream.read_exact(&mut [0; 1000]).await.unwrap();
        assert!(all_gone(&running).await, "it takes nothing more");
        drop(stream);
    }
    assert!(running.serves().await);
}

#[tokio::test]
async fn garbage_is_answered_or_let_go_on_each_of_them() {
    let running = running();
    for address in addresses(&running) {
        for garbage in [
            &b"\x16\x03\x01\x02\x00\x01"[..],
            b"\x00\x00\x00\r\n",
            b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n",
            b"\xff\xfe\xfd\n",
            b"\r",
            b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n",
        ] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let _ = stream.write_all(garbage).await;
            assert!(is_let_go(&mut stream).await, "{garbage:?}");
        }
    }
    assert!(all_gone(&running).await && running.serves().await);
}
