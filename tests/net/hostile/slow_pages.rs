//! Crowds that ask for pages which take long to convert: all others are answered before them.

use std::io::ErrorKind::WouldBlock;
use std::process::Command;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::program::{Program, ask, until};
use super::support::{HOST, connect, site};

/// More of them than are converted at a time, on any machine.
const SLOW_PAGES: usize = 12;
/// The clients of each.
const CLIENTS: usize = 30;

/// A program with a page, a file, and pages that take long.
fn program() -> Program {
    let slow = format!("# Slow\n\n{}", "- an *item* with a [link](index.md)\n".repeat(30_000));
    let names: Vec<String> = (0..SLOW_PAGES).map(|number| format!("slow-{number}.md")).collect();
    let mut files: Vec<(&str, &[u8])> =
        vec![("index.md", b"# Home\n"), ("other.md", b"# Other\n"), ("file.bin", &[7; 100_000])];
    files.extend(names.iter().map(|name| (name.as_str(), slow.as_bytes())));
    Program::serving(site(&files), 4096)
}

/// Clients who have asked for the slow pages and wait.
async fn crowd(program: &Program) -> Vec<TcpStream> {
    let mut crowd = Vec::new();
    for client in 0..SLOW_PAGES * CLIENTS {
        let mut stream = TcpStream::connect(program.gopher).await.unwrap();
        let line = format!("/slow-{}\r\n", client % SLOW_PAGES);
        stream.write_all(line.as_bytes()).await.unwrap();
        crowd.push(stream);
    }
    crowd
}

#[tokio::test]
async fn a_crowd_on_slow_pages_keeps_nobody_from_a_page_or_a_file() {
    let program = program();
    program.serves().await;
    let crowd = crowd(&program).await;
    let other = ask(&mut TcpStream::connect(program.gopher).await.unwrap(), b"/other\r\n").await;
    assert!(other.starts_with(b"iOther\t"), "{}", String::from_utf8_lossy(&other));
    let waits = |it: &TcpStream| it.try_read(&mut [0]).is_err_and(|e| e.kind() == WouldBlock);
    assert!(crowd.iter().any(waits), "it went behind all slow pages");
    let mut gemini = connect(program.gemini, HOST).await.unwrap();
    let line = format!("gemini://{HOST}:{}/file.bin\r\n", program.gemini.port());
    assert!(ask(&mut gemini, line.as_bytes()).await.len() > 100_000);
    program.serves().await;
}

#[tokio::test]
async fn a_reload_is_taken_up_and_its_state_told_while_pages_are_converted() {
    let program = program();
    program.serves().await;
    let _crowd = crowd(&program).await;
    program.signal("-HUP");
    until("all is read again", || program.has_said("were read again")).await;
    let status = Command::new(env!("CARGO_BIN_EXE_propus"))
        .args(["status", "--metrics", &program.metrics()])
        .output()
        .unwrap();
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
}
