//! Machines of thirty years ago: a modem of 9600 baud, a network stack with a window of one
//! kilobyte. They get every byte.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use propus::net::Limits;
use socket2::{Domain, Protocol, SockAddr, Socket, Type};
use support::{Running, site};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

/// What a modem of 9600 baud takes in a tenth of a second, in bytes.
const TENTH: usize = 96;

fn running() -> Running {
    let mut page = String::from("# A page with many lines\n\n");
    for line in 0..40 {
        let _ = write!(page, "Line {line} leads to [the start](/).\n\n");
    }
    let text: String = (0..2000).map(|line| format!("line {line}\n")).collect();
    let bytes: Vec<u8> = (0..60_000_u32).map(|it| it.to_le_bytes()[1]).collect();
    let files: [(&str, &[u8]); 3] =
        [("page.md", page.as_bytes()), ("text.txt", text.as_bytes()), ("bytes.bin", &bytes)];
    Running::start(site(&files), Limits::default())
}

/// Connects with so small a receive buffer that the window is about a kilobyte.
async fn connect(address: SocketAddr) -> TcpStream {
    let socket =
        Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP)).unwrap();
    socket.set_recv_buffer_size(1024).unwrap();
    tokio::task::spawn_blocking(move || {
        socket.connect(&SockAddr::from(address)).unwrap();
        socket.set_nonblocking(true).unwrap();
        TcpStream::from_std(socket.into()).unwrap()
    })
    .await
    .unwrap()
}

/// Asks, reads pieces of that size with a rest between them, and gives the answer.
async fn ask(address: SocketAddr, selector: &str, piece: usize, rest: Duration) -> Vec<u8> {
    let mut stream = connect(address).await;
    // Each byte comes for itself, as it is typed.
    for byte in format!("{selector}\r\n").bytes() {
        stream.write_all(&[byte]).await.unwrap();
    }
    let (mut answer, mut buffer) = (Vec::new(), vec![0; piece]);
    loop {
        let read = stream.read(&mut buffer).await.unwrap();
        if read == 0 {
            return answer;
        }
        answer.extend_from_slice(&buffer[..read]);
        sleep(rest).await;
    }
}

/// What everyone else gets.
async fn usual(running: &Running, selector: &str) -> Vec<u8> {
    running.ask_gopher(format!("{selector}\r\n").as_bytes()).await.unwrap()
}

#[tokio::test]
async fn a_menu_arrives_whole_at_9600_baud() {
    let running = running();
    let expected = usual(&running, "/page").await;
    assert!(expected.len() > 3000 && expected.ends_with(b".\r\n"), "{}", expected.len());
    let answer = ask(running.gopher, "/page", TENTH, Duration::from_millis(100)).await;
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn every_kind_of_answer_arrives_whole_through_a_window_of_a_kilobyte() {
    let running = running();
    for selector in [
        "/page",
        "/page.txt",
        "/text.txt",
        "/bytes.bin",
        "/caps.txt",
        "URL:https://example.org/",
        "/no",
    ] {
        let answer = ask(running.gopher, selector, 512, Duration::ZERO).await;
        assert_eq!(answer, usual(&running, selector).await, "{selector}");
    }
    assert!(usual(&running, "/text.txt").await.len() > 20_000);
    assert_eq!(usual(&running, "/bytes.bin").await.len(), 60_000);
}
