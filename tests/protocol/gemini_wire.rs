//! Whole Gemini exchanges, byte for byte: every kind of odd input and what is answered.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

use std::time::Duration;

use support::{HOST, Running, Served, ask, gemini, short_limits, small_site};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

async fn answer(served: &Served, request: &[u8]) -> String {
    String::from_utf8_lossy(&ask(gemini(served, Some(HOST)), request).await).into_owned()
}

/// Sends each line with its CR LF, and looks at how the answers begin.
async fn check(cases: &[(&str, &str)]) {
    let served = small_site();
    for (line, expected) in cases {
        let answer = answer(&served, format!("{line}\r\n").as_bytes()).await;
        assert!(answer.starts_with(expected), "{line:?}: {answer:?}");
        let header = answer.split("\r\n").next().unwrap();
        assert!(!header.contains(char::is_control), "{header:?}");
        assert!(
            answer.starts_with("20 ") || answer.len() == header.len() + 2,
            "a body without success: {answer:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn pages_and_files_are_served() {
    check(&[
        ("gemini://example.org/", "20 text/gemini; charset=utf-8"),
        ("gemini://example.org", "20 text/gemini"),
        ("gemini://EXAMPLE.org./", "20 text/gemini"),
        ("gemini://example.org:1965/", "20 text/gemini"),
        ("gemini://example.org/notes/", "20 text/gemini"),
        ("gemini://example.org/notes/pi", "20 text/gemini"),
        ("gemini://example.org/a%20b", "20 text/gemini"),
        ("gemini://example.org/data.txt", "20 text/plain; charset=utf-8\r\none\n.\ntwo\n"),
        ("gemini://example.org/notes/pi.txt", "20 text/plain; charset=utf-8\r\n"),
        ("gemini://example.org/dot.bin", "20 application/octet-stream\r\n"),
        ("gemini://example.org/?a%20query", "20 text/gemini"),
        ("gemini://example.org/notes/pi?x", "20 text/gemini"),
    ])
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_folder_has_a_slash_at_its_end() {
    check(&[
        ("gemini://example.org/notes", "31 /notes/\r\n"),
        ("gemini://example.org/notes?query", "31 /notes/\r\n"),
    ])
    .await;
}

#[tokio::test(start_paused = true)]
async fn dot_segments_lead_to_the_clean_uri() {
    check(&[
        ("gemini://example.org/notes/../data.txt", "31 /data.txt\r\n"),
        ("gemini://example.org/./a%20b", "31 /a%20b\r\n"),
        ("gemini://example.org/..", "59 "),
        ("gemini://example.org/notes/../../x", "59 "),
        ("gemini://example.org/%2e%2e/etc/passwd", "59 "),
    ])
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_is_not_there_is_not_found() {
    let long = format!("gemini://example.org/{}", "a".repeat(1003));
    assert_eq!(long.len(), 1024);
    check(&[
        ("gemini://example.org/nothing", "51 "),
        (&long, "51 "),
        ("gemini://example.org/a%2Fb", "51 "),
        ("gemini://example.org/..%2f..%2fetc/passwd", "51 "),
        ("gemini://example.org/a%5Cb", "51 "),
        ("gemini://example.org/%FF", "51 "),
        ("gemini://example.org/%C0%AF", "51 "),
        ("gemini://example.org//a", "51 "),
        ("gemini://example.org//", "51 "),
        ("gemini://example.org/.git/config", "51 "),
        ("gemini://example.org/%2egit/config", "51 "),
        ("gemini://example.org/.hidden", "51 "),
    ])
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_breaks_a_rule_is_a_bad_request() {
    let long = format!("gemini://example.org/{}", "a".repeat(1004));
    check(&[
        (&long, "59 "),
        ("", "59 "),
        ("/path", "59 "),
        ("//example.org/", "59 "),
        ("hello", "59 "),
        ("gemini://user@example.org/", "59 "),
        ("gemini://:pw@example.org/", "59 "),
        ("gemini://@example.org/", "59 "),
        ("gemini://example.org/#x", "59 "),
        ("gemini://example.org/#", "59 "),
        ("gemini://example.org/a b", "59 "),
        ("gemini://example.org/a\rb", "59 "),
        ("gemini://example.org/a\0b", "59 "),
        ("gemini://example.org/a\x1b[2Jb", "59 "),
        ("gemini://example.org/%", "59 "),
        ("gemini://example.org/%G1", "59 "),
        ("gemini://example.org/%00", "59 "),
        ("gemini://example.org/%0D", "59 "),
        ("gemini://example.org/%0D%0A20%20text", "59 "),
    ])
    .await;
    assert!(answer(&small_site(), b"gemini://example.org/\xff\r\n").await.starts_with("59 "));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_ours_is_refused() {
    check(&[
        ("https://example.org/", "53 "),
        ("http://example.org/", "53 "),
        ("gopher://example.org/", "53 "),
        ("titan://example.org/x;size=1", "53 "),
        ("gemini://example.com/", "53 "),
        ("gemini://127.0.0.1/", "53 "),
        ("gemini://example.org:70/", "53 "),
    ])
    .await;
    let served = small_site();
    let other_name = ask(gemini(&served, Some("example.com")), b"gemini://example.org/\r\n").await;
    assert!(other_name.starts_with(b"53 "));
    let no_name = ask(gemini(&served, None), b"gemini://example.org/\r\n").await;
    assert!(no_name.starts_with(b"20 "));
}

#[tokio::test(start_paused = true)]
async fn a_line_that_is_too_long_is_answered_before_its_end() {
    let began = Instant::now();
    assert!(answer(&small_site(), &[b'a'; 1026]).await.starts_with("59 "));
    assert!(answer(&small_site(), &[b'a'; 5000]).await.starts_with("59 "));
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn a_bare_line_feed_is_waited_on() {
    let began = Instant::now();
    assert!(answer(&small_site(), b"gemini://example.org/\n").await.starts_with("59 "));
    assert!(began.elapsed() >= Duration::from_secs(10));
}

#[tokio::test(start_paused = true)]
async fn only_the_first_line_counts() {
    let answer =
        answer(&small_site(), b"gemini://example.org/data.txt\r\ngemini://example.org/nothing\r\n")
            .await;
    assert_eq!(answer, "20 text/plain; charset=utf-8\r\none\n.\ntwo\n");
}

#[tokio::test(start_paused = true)]
async fn who_leaves_before_the_end_of_the_line_gets_no_answer() {
    let mut stream = gemini(&small_site(), Some(HOST));
    stream.write_all(b"gemini://example.org/").await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert_eq!(answer, b"");
}

#[tokio::test(start_paused = true)]
async fn who_says_nothing_gets_no_answer() {
    assert_eq!(answer(&small_site(), b"").await, "");
}

#[cfg(unix)]
#[tokio::test]
async fn no_fifo_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let made =
        std::process::Command::new("mkfifo").arg(folder.path().join("pipe.txt")).status().unwrap();
    assert!(made.success());
    std::fs::write(folder.path().join("data.txt"), "one\n").unwrap();
    let served = support::serve(folder);
    assert!(answer(&served, b"gemini://example.org/pipe.txt\r\n").await.starts_with("51 "));

    // One that takes the place of a file after the folder was read.
    let data = served.folder.path().join("data.txt");
    std::fs::remove_file(&data).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&data).status().unwrap().success());
    let late = tokio::time::timeout(
        Duration::from_secs(5),
        answer(&served, b"gemini://example.org/data.txt\r\n"),
    )
    .await;
    assert!(late.is_ok_and(|answer| answer.starts_with("51 ") || answer.starts_with("40 ")));
}

#[tokio::test]
async fn tls_12_and_13_are_spoken_and_end_with_a_farewell() {
    let running = Running::start(small_site(), short_limits());
    for version in tokio_rustls::rustls::ALL_VERSIONS {
        let tcp = TcpStream::connect(running.gemini).await.unwrap();
        let mut stream = support::shake_hands(tcp, HOST, &[version]).await.unwrap();
        stream.write_all(b"gemini://example.org/data.txt\r\n").await.unwrap();
        let mut answer = Vec::new();
        // Without close_notify this is an error.
        stream.read_to_end(&mut answer).await.unwrap();
        assert!(answer.starts_with(b"20 text/plain"), "{version:?}");
    }
}

#[tokio::test]
async fn a_client_may_connect_by_address_or_by_another_name() {
    let running = Running::start(small_site(), short_limits());
    for (name, expected) in [("127.0.0.1", "20 "), ("example.com", "53 ")] {
        let mut stream = running.connect(name).await.unwrap();
        stream.write_all(b"gemini://example.org/\r\n").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with(expected), "{name}: {answer}");
    }
}

#[tokio::test]
async fn plain_text_is_dropped_in_silence() {
    let running = Running::start(small_site(), short_limits());
    let mut stream = TcpStream::connect(running.gemini).await.unwrap();
    stream.write_all(b"gemini://example.org/\r\n").await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert_eq!(answer, b"");
}

#[tokio::test]
async fn tls_11_is_told_the_version() {
    // A ClientHello of TLS 1.1 with one cipher suite and no extensions.
    let mut hello = vec![0x16, 3, 1, 0, 45, 1, 0, 0, 41, 3, 2];
    hello.extend([7; 32]);
    hello.extend([0, 0, 2, 0x00, 0x2f, 1, 0]);
    let running = Running::start(small_site(), short_limits());
    let mut stream = TcpStream::connect(running.gemini).await.unwrap();
    stream.write_all(&hello).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    // An alert record: fatal, protocol_version.
    assert_eq!((answer.first(), &answer[5..]), (Some(&0x15), [2, 70].as_slice()), "{answer:?}");
}

#[tokio::test]
async fn a_file_that_became_shorter_ends_without_a_farewell() {
    let served = support::site(&[("index.md", b"# Home\n"), ("big.bin", &[7; 4_000_000])]);
    let running = Running::start(served, short_limits());
    let mut stream = running.connect(HOST).await.unwrap();
    stream.write_all(b"gemini://example.org/big.bin\r\n").await.unwrap();
    let mut some = vec![0; 1000];
    stream.read_exact(&mut some).await.unwrap();
    let file = std::fs::OpenOptions::new()
        .write(true)
        .open(running.served.folder.path().join("big.bin"))
        .unwrap();
    file.set_len(10).unwrap();
    let error = stream.read_to_end(&mut some).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof);
    assert!(some.len() < 4_000_000 && running.serves().await);
}
