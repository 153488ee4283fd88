//! Whole Nex exchanges, byte for byte: every kind of request and what is answered.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

use propus::generator::Options;
use propus::site::Style;
use support::plain::{nex, site_on_all};
use support::{Served, ask};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

fn served() -> Served {
    let options = Options { search: true, ..Options::default() };
    site_on_all(
        &[
            ("index.md", "# Home\n\n“Naïve” notes: [Pi](notes/pi.md).\n".as_bytes()),
            ("notes/index.md", b"# Notes\n\nAll of them.\n"),
            (
                "notes/pi.md",
                b"# Pi\n\nSmall boxes, [data](/data.txt), [elsewhere](gemini://b.example/).\n",
            ),
            ("data.txt", b"one\r\n.\ntwo\n"),
            ("dot.bin", b"\x00\n.\n\xff"),
            (".git/config", b"secret\n"),
        ],
        &options,
        Style::default(),
    )
}

async fn answer(served: &Served, request: &[u8]) -> String {
    String::from_utf8_lossy(&ask(nex(served), request).await).into_owned()
}

#[tokio::test(start_paused = true)]
async fn a_directory_is_text_with_link_lines() {
    let served = served();
    let rule = "_".repeat(67);
    let pi = answer(&served, b"/notes/pi/\n").await;
    let expected = format!(
        "Pi\n==\n\nSmall boxes, data, elsewhere.\n=> /data.txt data\n=> gemini://b.example/ elsewhere\n\n{rule}\n\
         => /notes/ Up: Notes\n=> / Home\n=> gemini://example.org/notes/pi This page on Gemini\n"
    );
    assert_eq!(pi, expected);
    // Whether a slash ends the path is for the client to look at.
    for request in ["/notes/pi\r\n", "notes/pi\n", "//notes/pi/\r\n"] {
        assert_eq!(answer(&served, request.as_bytes()).await, expected, "{request:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_empty_path_is_the_home_page() {
    let served = served();
    let home = answer(&served, b"\n").await;
    assert!(home.starts_with("Home\n====\n\n“Naïve” notes: Pi.\n=> /notes/pi/ Pi\n"), "{home}");
    for request in ["\r\n", "/\n", "/\r\n"] {
        assert_eq!(answer(&served, request.as_bytes()).await, home, "{request:?}");
    }
    let mut stream = nex(&served);
    stream.shutdown().await.unwrap();
    let mut ended = String::new();
    stream.read_to_string(&mut ended).await.unwrap();
    assert_eq!(ended, home, "some clients end the stream instead of the line");
}

#[tokio::test(start_paused = true)]
async fn a_folder_needs_no_slash() {
    let served = served();
    let notes = answer(&served, b"/notes/\n").await;
    assert!(notes.starts_with("Notes\n=====\n"), "{notes}");
    assert_eq!(answer(&served, b"/notes\n").await, notes);
}

#[tokio::test(start_paused = true)]
async fn files_are_sent_as_they_are() {
    let served = served();
    assert_eq!(answer(&served, b"/data.txt\n").await, "one\r\n.\ntwo\n");
    assert_eq!(ask(nex(&served), b"/dot.bin\n").await, b"\x00\n.\n\xff");
    let text = answer(&served, b"/notes/pi.txt\n").await;
    assert!(text.contains("\n[1] nex://example.org/data.txt\n[2] gemini://b.example/\n"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn what_is_missing_is_a_line_of_prose_and_a_way_home() {
    let served = served();
    let missing = "There is nothing under that name.\n\n=> / Home\n";
    for request in ["/none\n", "/.git/config\n", "/../x\n", "/%2e%2e/x\n", "/%00\n"] {
        assert_eq!(answer(&served, request.as_bytes()).await, missing, "{request:?}");
    }
    assert_eq!(ask(nex(&served), b"/\xff\n").await, missing.as_bytes());
    let broken = "The request breaks a rule of the protocol.\n\n=> / Home\n";
    assert_eq!(answer(&served, b"/a\tb\n").await, broken);
    let long = format!("/{}\n", "a".repeat(2048));
    assert_eq!(answer(&served, long.as_bytes()).await, broken);
}

#[tokio::test(start_paused = true)]
async fn words_are_typed_elsewhere() {
    let told = answer(&served(), b"/search\n").await;
    let expected = "Search for\n\nNex has no way to send words.\n\n\
                    => gemini://example.org/search On Gemini\n\
                    => gopher://example.org/7/search On Gopher\n\
                    => spartan://example.org/search On Spartan\n=> / Home\n";
    assert_eq!(told, expected);
}

#[tokio::test(start_paused = true)]
async fn a_silent_client_is_let_go_without_an_answer() {
    let mut silent = nex(&served());
    silent.write_all(b"/no").await.unwrap();
    let mut told = String::new();
    silent.read_to_string(&mut told).await.unwrap();
    assert_eq!(told, "");
}
