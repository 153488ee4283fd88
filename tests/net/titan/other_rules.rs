//! Uploads that are on their way while the configuration changes: the process that began with them
//! does not know any more who may write.

use propus::history::Kind;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use super::begins;
use super::knocks::becomes;
use super::support::HOST;
use super::writer::Program;

const ZONE: &str = "[[host.upload]]\npath = '/'\ndelete = true\n\
     [[host.upload.identity]]\nname = 'anna'\nfingerprint = 'ANNA'\n\
     [[host.upload.identity]]\nname = 'bert'\nfingerprint = 'BERT'\n";

/// The half of a text, and the rest of it.
const HALVES: [&str; 2] = ["# Half of it\n\n", "and the rest.\n"];

/// Begins an upload.
async fn half(program: &Program, path: &str) -> TlsStream<TcpStream> {
    let mut stream = program.anna().connect().await;
    let size = HALVES.concat().len();
    let line = format!("titan://{HOST}:{}{path};size={size};token=replace\r\n", program.port());
    stream.write_all(line.as_bytes()).await.unwrap();
    stream.write_all(HALVES[0].as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
    stream
}

/// Ends it, and reads the answer.
async fn rest(mut stream: TlsStream<TcpStream>) -> String {
    stream.write_all(HALVES[1].as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn what_is_on_its_way_when_its_writer_is_removed_is_not_written() {
    let program = Program::configured(&[("a.md", "# A\n")], ZONE);
    let (old, new) = (half(&program, "/a").await, half(&program, "/new").await);
    assert!(program.id("remove", &["--write", "anna"]).0);
    let edit = format!("titan://{HOST}:{}/a;edit", program.port());
    becomes("61 ", async || program.anna().ask(&edit).await).await;
    for stream in [old, new] {
        begins(&rest(stream).await, "40 The server was given other rules while your text was");
    }
    assert_eq!(program.file("a.md"), "# A\n");
    assert!(!program.has("new.md"));
    let history = program.versions();
    let entries = history.entries().unwrap();
    let kinds: Vec<Kind> = entries.iter().map(|entry| entry.facts.kind).collect();
    assert_eq!(kinds, [Kind::Unwritten; 2]);
    assert_eq!(history.read(1).unwrap().1, HALVES.concat().as_bytes());
    // Who still may is not disturbed.
    let line = format!("titan://{HOST}:{}/a;size=4;token=replace", program.port());
    begins(&program.bert().send(&line, b"# B\n").await, "30 ");
}
