//! Whole Finger exchanges, byte for byte: every kind of request and what is answered.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

use propus::generator::Options;
use propus::site::{Charset, Footer, Style};
use support::plain::{finger, site_on_all};
use support::{Served, ask};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const STYLE: Style = Style {
    width: 67,
    links: propus::render::LinkStyle::AfterBlock,
    charset: Charset::Utf8,
    finger_charset: Charset::Ascii,
    pages: propus::site::Pages::Menu,
    date: propus::site::DatePlace::Foot,
    footer: Footer::Off,
    sheet: propus::site::WebSheet::File,
    cache: 1 << 20,
};

fn served_with(files: &[(&str, &[u8])], style: Style) -> Served {
    let options = Options { search: true, ..Options::default() };
    site_on_all(files, &options, style)
}

fn served() -> Served {
    let files: &[(&str, &[u8])] = &[
        ("index.md", b"# Home\n\nWelcome.\n"),
        ("ann.md", "# Ann\n\n“Über” [notes](notes/).\n".as_bytes()),
        ("~bob.md", b"# Bob\n\nIn [a picture](/cat.png).\n"),
        ("finger/carl.txt", b"Carl\n.\nfar away"),
        ("plan.md", b"# Plan\n\nSleep.\n"),
        ("notes/index.md", b"# Notes\n"),
        ("cat.png", b"\x89PNG\r\n\x1a\n"),
    ];
    served_with(files, STYLE)
}

async fn answer(served: &Served, page: Option<&str>, request: &[u8]) -> String {
    String::from_utf8_lossy(&ask(finger(served, page), request).await).into_owned()
}

#[tokio::test(start_paused = true)]
async fn a_name_is_a_page_as_text_in_ascii_whose_lines_end_in_cr_lf() {
    let served = served();
    let ann = "Ann\r\n===\r\n\r\n\"Uber\" notes [1].\r\n\r\n[1] finger://example.org/notes/\r\n";
    for request in ["ann\r\n", "ann\n", "/W ann\r\n", " /w  ann \r\n", "/ann\r\n"] {
        assert_eq!(answer(&served, None, request.as_bytes()).await, ann, "{request:?}");
    }
    let bob = answer(&served, None, b"bob\r\n").await;
    let expected =
        "Bob\r\n===\r\n\r\nIn a picture [1].\r\n\r\n[1] gemini://example.org/cat.png\r\n";
    assert_eq!(bob, expected);
    assert_eq!(answer(&served, None, b"carl.txt\r\n").await, "Carl\r\n. \r\nfar away");
    assert_eq!(answer(&served, None, b"notes\r\n").await, "Notes\r\n=====\r\n");
}

#[tokio::test(start_paused = true)]
async fn who_names_nobody_gets_the_page_for_that() {
    let home = "Home\r\n====\r\n\r\nWelcome.\r\n";
    let served = served();
    for request in ["\r\n", "\n", "/W\r\n", " \r\n"] {
        assert_eq!(answer(&served, None, request.as_bytes()).await, home, "{request:?}");
        let plan = answer(&served, Some("/plan"), request.as_bytes()).await;
        assert_eq!(plan, "Plan\r\n====\r\n\r\nSleep.\r\n", "{request:?}");
    }
    let files: &[(&str, &[u8])] = &[("index.md", b"# Home\n"), ("now.md", b"# Now\n")];
    let now = answer(&served_with(files, STYLE), None, b"\r\n").await;
    assert_eq!(now, "Now\r\n===\r\n");
    let mut stream = finger(&served, None);
    stream.shutdown().await.unwrap();
    let mut ended = String::new();
    stream.read_to_string(&mut ended).await.unwrap();
    assert_eq!(ended, home);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_forwarded() {
    let served = served();
    for request in ["ann@example.org\r\n", "@example.org\r\n", "/W ann@b@c\r\n"] {
        let told = answer(&served, None, request.as_bytes()).await;
        assert_eq!(told, "This server forwards nothing; ask the other host itself.\r\n");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_is_said_in_a_line() {
    let served = served();
    let missing = "There is nothing under that name.\r\n";
    for request in ["nobody\r\n", "../etc/passwd\r\n", ".git/config\r\n", "%00\r\n"] {
        assert_eq!(answer(&served, None, request.as_bytes()).await, missing, "{request:?}");
    }
    let broken = "The request breaks a rule of the protocol.\r\n";
    assert_eq!(answer(&served, None, b"a\0b\r\n").await, broken);
    let long = format!("{}\r\n", "a".repeat(1024));
    assert_eq!(answer(&served, None, long.as_bytes()).await, broken);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_text_is_had_elsewhere() {
    let served = served();
    let picture = "That is no text.\r\ngemini://example.org/cat.png\r\n\
                   gopher://example.org/I/cat.png\r\nspartan://example.org/cat.png\r\n\
                   nex://example.org/cat.png\r\n";
    assert_eq!(answer(&served, None, b"cat.png\r\n").await, picture);
    let search = answer(&served, None, b"search\r\n").await;
    assert!(search.starts_with("Finger has no way to send words for that.\r\n"), "{search}");
    assert!(search.contains("\r\ngemini://example.org/search\r\n"), "{search}");
}

#[tokio::test(start_paused = true)]
async fn other_letters_may_be_sent_and_a_page_says_where_it_is_too() {
    let files: &[(&str, &[u8])] = &[("ann.md", "# Ann\n\n“Über”.\n".as_bytes())];
    let style = Style { finger_charset: Charset::Utf8, footer: Footer::Usual, ..STYLE };
    let ann = answer(&served_with(files, style), None, b"ann\r\n").await;
    assert!(ann.starts_with("Ann\r\n===\r\n\r\n\"Über\".\r\n"), "{ann}");
    assert!(ann.ends_with("\r\nThis page on Gemini <gemini://example.org/ann>\r\n"), "{ann}");
}
