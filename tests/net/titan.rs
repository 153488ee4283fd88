//! Uploads from clients, over TLS and to a server of its own: each line as Lagrange, Alhena,
//! Rogallo and titan(1) send it, and what each has to see.
//!
//! | client | sends an edited page as | opens a source by |
//! |---|---|---|
//! | Lagrange | `;mime=text/plain;size=N`, the port always spelled out | a URL that ends in `;edit` |
//! | Alhena | `;size=N;mime=text/gemini`, a query last | `;edit`, a query behind it |
//! | Rogallo | `;size=N;mime=text/plain` | `;edit` |
//! | titan(1) | `;size=N` | nothing |

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

#[path = "titan/application.rs"]
mod application;
#[path = "titan/authors.rs"]
mod authors;
#[path = "titan/full.rs"]
mod full;
#[path = "titan/killed.rs"]
mod killed;
#[path = "titan/knocks.rs"]
mod knocks;
#[path = "titan/other_rules.rs"]
mod other_rules;
#[path = "../benches/process.rs"]
mod process;
#[path = "titan/random.rs"]
mod random;
#[path = "../support/mod.rs"]
mod support;
#[path = "titan/table.rs"]
mod table;
#[path = "titan/writer.rs"]
mod writer;

use std::fs;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use writer::{Client, Program};

/// A page as its author wrote it.
const PI: &str = "---\ntitle: Pi\n---\nIt is **about** three.\n";

fn program() -> Program {
    Program::start(&[
        ("index.md", "# Home\n"),
        ("notes/pi.md", PI),
        ("days/2026-01-02-a.md", "# A\n"),
    ])
}

fn begins(answer: &str, expected: &str) {
    assert!(answer.starts_with(expected), "{answer:?} does not begin with {expected:?}");
}

/// The line by which a client announces so many bytes.
type Ask = fn(usize) -> String;

#[tokio::test]
async fn each_client_opens_a_page_changes_it_and_is_led_to_it() {
    let program = program();
    let (anna, port) = (program.anna(), program.port());
    let clients: [(&str, String, Ask); 3] = [
        ("Lagrange", ";edit".to_owned(), |size| format!(";mime=text/plain;size={size}")),
        ("Alhena", ";edit?a=b".to_owned(), |size| format!(";size={size};mime=text/gemini?a=b")),
        ("Rogallo", ";edit".to_owned(), |size| format!(";size={size};mime=text%2Fplain")),
    ];
    for (name, edit, upload) in clients {
        let opened = anna.ask(&format!("titan://example.org:{port}/notes/pi{edit}")).await;
        let (head, text) = opened.split_once("\r\n").unwrap();
        assert_eq!(head, "20 text/markdown; charset=utf-8", "{name}");
        assert_eq!(text, program.file("notes/pi.md"), "{name}");
        let text = format!("{text}\n{name} was here.\n");
        let parameters = upload(text.len());
        let line = format!("titan://example.org:{port}/notes/pi{parameters}");
        let answer = anna.send(&line, text.as_bytes()).await;
        assert_eq!(answer, format!("30 gemini://example.org:{port}/notes/pi\r\n"), "{name}");
        assert_eq!(program.file("notes/pi.md"), text, "{name}");
        let shown = program.stranger().ask(&format!("gemini://example.org:{port}/notes/pi")).await;
        assert!(shown.contains(&format!("{name} was here.")), "{name}: {shown}");
    }
}

#[tokio::test]
async fn a_script_sends_a_page_without_a_type() {
    let program = program();
    let (anna, port) = (program.anna(), program.port());
    let line = format!("titan://example.org:{port}/new;size=7");
    begins(&anna.send(&line, b"# New\n\n").await, "30 gemini://example.org");
    assert_eq!(program.file("new.md"), "# New\n\n");
    // It has not seen what is there, and says so or not.
    let line = format!("titan://example.org:{port}/notes/pi;size=5");
    begins(&anna.send(&line, b"Four\n").await, "50 This page is made from another text");
    assert_eq!(program.file("notes/pi.md"), PI);
    let line = format!("titan://example.org:{port}/notes/pi;size=5;token=replace");
    begins(&anna.send(&line, b"Four\n").await, "30 ");
    assert_eq!(program.file("notes/pi.md"), "Four\n");
}

#[tokio::test]
async fn what_lagrange_shows_does_not_replace_what_it_is_made_from() {
    let program = program();
    let (anna, port) = (program.anna(), program.port());
    let shown = anna.ask(&format!("gemini://example.org:{port}/notes/pi")).await;
    let (_, shown) = shown.split_once("\r\n").unwrap();
    let size = shown.len();
    let line = format!("titan://example.org:{port}/notes/pi;mime=text/gemini;size={size}");
    let answer = anna.send(&line, shown.as_bytes()).await;
    begins(&answer, "50 This page is made from another text");
    assert!(answer.contains(&format!("titan://example.org:{port}/notes/pi;edit")), "{answer}");
    assert_eq!(program.file("notes/pi.md"), PI);
    assert_eq!(program.history(&["show", "/notes/pi@1"]), shown);
}

#[tokio::test]
async fn whoever_may_not_write_hears_it_though_much_is_still_to_come() {
    let program = program();
    let (anna, stranger, port) = (program.anna(), program.stranger(), program.port());
    let other = program.other();
    let body = vec![b'x'; 900_000];
    let large = format!(";size={}", body.len());
    let at = |path: &str| format!("titan://example.org:{port}{path}{large}");
    begins(&stranger.send(&at("/notes/pi"), &body).await, "60 ");
    let refused = other.send(&at("/notes/pi"), &body).await;
    begins(&refused, "61 ");
    assert!(refused.contains("SHA256:"), "{refused}");
    begins(&anna.send(&at("/feed.xml"), &body).await, "50 This page is made by ");
    begins(&anna.send(&at("/_config.yml"), &body).await, "50 No page can have that name");
    let missing = format!("titan://example.org:{port}/a;mime=text/plain");
    begins(&anna.send(&missing, b"").await, "59 An upload says how many bytes follow");
    let foreign = "titan://example.com/a;size=1";
    begins(&anna.send(foreign, b"x").await, "53 ");
    let huge = format!("titan://example.org:{port}/a;size=99999999999");
    begins(&anna.send(&huge, b"").await, "59 That is too large; at most 10485760 bytes");
    assert_eq!(program.file("notes/pi.md"), PI);
    assert!(!program.has("a.md"));
}

#[tokio::test]
async fn where_uploads_are_off_nobody_writes() {
    let program = Program::without_uploads(&[("index.md", "# Home\n")]);
    let (anna, port) = (program.anna(), program.port());
    let line = format!("titan://example.org:{port}/a;size=3");
    begins(&anna.send(&line, b"abc").await, "53 Nobody can write here");
    begins(&anna.ask(&format!("titan://example.org:{port}/;edit")).await, "53 ");
    assert!(!program.has("a.md") && !program.state().exists());
}

#[tokio::test]
async fn an_upload_that_ends_early_leaves_nothing() {
    let program = program();
    let (anna, port) = (program.anna(), program.port());
    for (size, sent) in [(10, 9), (200_000, 150_000)] {
        let mut stream = anna.connect().await;
        let line = format!("titan://example.org:{port}/a;size={size}\r\n");
        stream.write_all(line.as_bytes()).await.unwrap();
        stream.write_all(&vec![b'x'; sent]).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = Vec::new();
        // It is closed, with a farewell or without.
        let _ = stream.read_to_end(&mut answer).await;
        assert!(answer.is_empty(), "{}", String::from_utf8_lossy(&answer));
        assert!(!program.has("a.md"));
    }
    begins(&anna.ask(&format!("gemini://example.org:{port}/")).await, "20 ");
    let arriving = fs::read_dir(program.state().join("example.org/arriving")).unwrap();
    assert_eq!(arriving.count(), 0);
}

#[tokio::test]
async fn bytes_beyond_the_size_are_none_of_the_page() {
    let program = program();
    let (anna, port) = (program.anna(), program.port());
    let line = format!("titan://example.org:{port}/a;size=3");
    begins(&anna.send(&line, b"abcdef\n").await, "30 ");
    assert_eq!(program.file("a.md"), "abc");
}

#[tokio::test]
async fn a_version_that_was_opened_outlives_a_restart() {
    let mut program = program();
    let anna = program.anna();
    let edit = format!("titan://example.org:{}/notes/pi;edit", program.port());
    begins(&anna.ask(&edit).await, "20 text/markdown");
    program.restart();
    let anna = program.anna();
    let line = format!("titan://example.org:{}/notes/pi;size=5", program.port());
    begins(&anna.send(&line, b"Four\n").await, "30 ");
    assert_eq!(program.history(&["/notes/pi"]).lines().count(), 1);
    program.history(&["undo", "/notes/pi"]);
    assert_eq!(program.file("notes/pi.md"), PI);
}

#[tokio::test]
async fn a_draft_is_stored_and_said_to_be_none_for_readers() {
    let program = program();
    let (anna, port) = (program.anna(), program.port());
    let text = "---\ndraft: true\n---\nNot yet.\n";
    let line = format!("titan://example.org:{port}/later;size={}", text.len());
    let answer = anna.send(&line, text.as_bytes()).await;
    begins(&answer, "20 text/gemini; charset=utf-8\r\n# Stored\n");
    assert!(answer.contains("later.md") && program.has("later.md"), "{answer}");
}

#[tokio::test]
async fn many_who_write_at_once_are_all_answered() {
    let program = program();
    let port = program.port();
    let mut tasks = Vec::new();
    for number in 0..12 {
        let anna: Client = program.anna();
        tasks.push(tokio::spawn(async move {
            let text = format!("# Page {number}\n");
            let size = text.len();
            let line = format!("titan://example.org:{port}/many/{number};size={size}");
            (number, anna.send(&line, text.as_bytes()).await)
        }));
    }
    for task in tasks {
        let (number, answer) =
            tokio::time::timeout(Duration::from_secs(60), task).await.unwrap().unwrap();
        begins(&answer, &format!("30 gemini://example.org:{port}/many/{number}"));
        assert_eq!(program.file(&format!("many/{number}.md")), format!("# Page {number}\n"));
    }
}
