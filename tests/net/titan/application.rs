//! Uploads for the path of an application: it is handed them, and nobody else is.

use std::io::{Read, Write};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt;

use super::begins;
use super::support::HOST;
use super::writer::Program;

/// An application for a path that takes up to a kilobyte, and one that takes none.
fn tables(folder: &Path) -> String {
    let socket = |name: &str| folder.join(name).display().to_string();
    format!(
        "[[host.scgi]]\npath = '/wiki/'\nsocket = '{}'\nlargest-upload = '1 KiB'\n\
         [[host.scgi]]\npath = '/deaf/'\nsocket = '{}'\nlargest-upload = '1 MiB'\n\
         [[host.scgi]]\npath = '/poll/'\nsocket = '{}'\n\
         [[host.zone]]\npath = '/wiki/inner/'\n[[host.zone.identity]]\nname = 'owner'\n\
         fingerprint = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'\n",
        socket("wiki.sock"),
        socket("deaf.sock"),
        socket("poll.sock")
    )
}

/// Answers each call with its variables and its body, until the test ends.
fn answer_at(socket: &Path) {
    let listener = UnixListener::bind(socket).unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut length = Vec::new();
            while length.last() != Some(&b':') {
                let mut byte = [0];
                if stream.read_exact(&mut byte).is_err() {
                    break;
                }
                length.push(byte[0]);
            }
            length.pop();
            let length: usize = String::from_utf8(length).unwrap().parse().unwrap();
            let mut call = vec![0; length + 1];
            stream.read_exact(&mut call).unwrap();
            let call = String::from_utf8(call).unwrap();
            let size = call.split('\0').nth(1).unwrap().parse().unwrap();
            let mut body = vec![0; size];
            let whole = stream.read_exact(&mut body).is_ok();
            let answer = format!("20 text/plain\r\n{whole} {}\n", call.replace('\0', "\n"));
            let _ = stream.write_all(answer.as_bytes());
            let _ = stream.write_all(&body);
        }
    });
}

#[tokio::test]
async fn an_application_is_handed_the_uploads_to_its_path() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["wiki.sock", "poll.sock"] {
        answer_at(&folder.path().join(name));
    }
    let program = Program::configured(&[("index.md", "# Home\n")], &tables(folder.path()));
    let (anna, port) = (program.anna(), program.port());
    let ask = |path: &str| format!("titan://{HOST}:{port}{path}");
    let upload = ask("/wiki/a%20b;size=5;mime=text/plain;token=x%20y?q");
    let answer = anna.send(&upload, b"Hello and more").await;
    begins(&answer, "20 text/plain\r\ntrue CONTENT_LENGTH\n5\nSCGI\n1\n");
    for part in [
        "\nSERVER_PROTOCOL\nTITAN\n",
        "\nSCRIPT_NAME\n/wiki\nPATH_INFO\n/a b\n",
        "\nCONTENT_TYPE\ntext/plain\nTITAN_TOKEN\nx y\n",
        "\nTLS_CLIENT_HASH\nSHA256:",
    ] {
        assert!(answer.contains(part), "{part:?} in {answer}");
    }
    assert!(answer.ends_with("\n,\nHello"), "{answer}");
    // Without words on its type it is what Titan says.
    let answer = program.stranger().send(&ask("/wiki/;size=0"), b"").await;
    assert!(answer.contains("CONTENT_TYPE\ntext/gemini\n") && !answer.contains("TITAN_TOKEN"));
    let answer = anna.ask(&ask("/wiki/a;edit")).await;
    begins(&answer, "20 text/plain\r\ntrue CONTENT_LENGTH\n0\n");
    assert!(!answer.contains("CONTENT_TYPE"), "{answer}");
    let whole = vec![b'x'; 1024];
    assert!(anna.send(&ask("/wiki/;size=1024"), &whole).await.ends_with(&"x".repeat(1024)));
    begins(&anna.send(&ask("/wiki/;size=1025"), &[whole, vec![b'x']].concat()).await, "59 ");
    begins(&anna.send(&ask("/wiki/inner/a;size=1"), b"x").await, "61 ");
    begins(&anna.send(&ask("/wiki/;size=1;token=%00"), b"x").await, "59 ");
    // The others take none: nothing is written anywhere.
    begins(&anna.send(&ask("/poll/;size=1"), b"x").await, "53 ");
    begins(&anna.send(&ask("/notes/;size=1"), b"x").await, "53 ");
}

#[tokio::test]
async fn an_application_that_does_not_want_all_is_heard() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::configured(&[("index.md", "# Home\n")], &tables(folder.path()));
    let upload = format!("titan://{HOST}:{}/deaf/a;size=500000", program.port());
    let body = vec![b'x'; 500_000];
    // Nobody is there yet: all bytes are read, or the client would not see why.
    let began = Instant::now();
    begins(&program.anna().send(&upload, &body).await, "43 ");
    assert!(began.elapsed() < Duration::from_secs(20));
    let listener = UnixListener::bind(folder.path().join("deaf.sock")).unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            // It answers at once, and neither reads nor ends.
            let mut stream = stream.unwrap();
            stream.write_all(b"59 Not such a one\r\n").unwrap();
            std::mem::forget(stream);
        }
    });
    let began = Instant::now();
    assert_eq!(program.anna().send(&upload, &body).await, "59 Not such a one\r\n");
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn half_an_upload_is_not_passed_off_for_a_whole_one() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("wiki.sock");
    let listener = UnixListener::bind(&socket).unwrap();
    let program = Program::configured(&[("index.md", "# Home\n")], &tables(folder.path()));
    let mut stream = program.anna().connect().await;
    let line = format!("titan://{HOST}:{}/wiki/a;size=9\r\nhalf", program.port());
    stream.write_all(line.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let heard = tokio::task::spawn_blocking(move || {
        let mut heard = Vec::new();
        listener.accept().unwrap().0.read_to_end(&mut heard).unwrap();
        heard
    });
    let heard = heard.await.unwrap();
    assert!(heard.ends_with(b","), "{}", String::from_utf8_lossy(&heard));
}
