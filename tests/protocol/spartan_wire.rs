//! Whole Spartan exchanges, byte for byte: every kind of request and what is answered.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

use std::time::Duration;

use propus::generator::Options;
use propus::site::{Footer, Style};
use support::plain::{site_on_all, spartan};
use support::{Served, ask};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

fn served() -> Served {
    let options = Options { search: true, ..Options::default() };
    site_on_all(
        &[
            ("index.md", b"# Home\n\nThe [notes](notes/), a [search](/search).\n"),
            ("notes/index.md", b"# Notes\n\nAll of them.\n"),
            ("notes/pi.md", b"# Pi\n\nSmall boxes.\n"),
            (
                "own.gmi",
                b"# Own\n=> gemini://example.org/notes/pi Pi\n=> /search Find\n```\n=> /search\n```\n\
                  => gemini://b.example/ B\n",
            ),
            ("a b.md", b"# Blank\n"),
            ("data.txt", b"one\n.\ntwo\n"),
            ("old.txt", b"caf\xe9\n"),
            ("dot.bin", b"\x00\n.\n\xff"),
            (".git/config", b"secret\n"),
        ],
        &options,
        Style { footer: Footer::Off, ..Style::default() },
    )
}

async fn answer(served: &Served, request: &[u8]) -> String {
    String::from_utf8_lossy(&ask(spartan(served), request).await).into_owned()
}

async fn check(cases: &[(&str, &str)]) {
    let served = served();
    for (request, expected) in cases {
        let got = answer(&served, request.as_bytes()).await;
        assert_eq!(got, *expected, "{request:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_is_gemtext_with_a_bare_type() {
    check(&[
        ("example.org /notes/pi 0\r\n", "2 text/gemini\r\n# Pi\n\nSmall boxes.\n"),
        ("example.org /notes/pi.txt 0\r\n", "2 text/plain\r\nPi\n==\n\nSmall boxes.\n"),
        // A port is no part of the host, and some send one.
        ("EXAMPLE.org:300 /a%20b 0\r\n", "2 text/gemini\r\n# Blank\n"),
        ("example.org /a%20b 0\n", "2 text/gemini\r\n# Blank\n"),
    ])
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_full_footer_names_each_protocol_by_which_links_can_be_followed() {
    let style = Style { footer: Footer::Full, ..Style::default() };
    let served = site_on_all(&[("a.md", b"# A\n")], &Options::default(), style);
    let page = answer(&served, b"example.org /a 0\r\n").await;
    let footer = "\n=> / Home\n=> gemini://example.org/a This page on Gemini\n\
                  => gopher://example.org/1/a This page on Gopher\n\
                  => nex://example.org/a/ This page on Nex\n";
    assert!(page.ends_with(footer), "{page}");
}

#[tokio::test(start_paused = true)]
async fn files_are_sent_as_they_are() {
    let served = served();
    let data = answer(&served, b"example.org /data.txt 0\r\n").await;
    assert_eq!(data, "2 text/plain\r\none\n.\ntwo\n");
    let bytes = ask(spartan(&served), b"example.org /dot.bin 0\r\n").await;
    assert_eq!(bytes, b"2 application/octet-stream\r\n\x00\n.\n\xff");
}

#[tokio::test(start_paused = true)]
async fn a_link_that_takes_words_is_a_line_that_asks_for_them() {
    let served = served();
    let home = answer(&served, b"example.org / 0\r\n").await;
    assert!(home.contains("\n=> /notes/ notes\n=: /search search\n"), "{home}");
    let own = answer(&served, b"example.org /own 0\r\n").await;
    let expected = "2 text/gemini\r\n# Own\n=> /notes/pi Pi\n=: /search Find\n```\n=> /search\n```\n\
                    => gemini://b.example/ B\n";
    assert_eq!(own, expected);
}

#[tokio::test(start_paused = true)]
async fn a_redirect_is_a_path_of_the_host() {
    check(&[
        ("example.org /notes 0\r\n", "3 /notes/\r\n"),
        ("example.org /notes/../a%20b 0\r\n", "3 /a%20b\r\n"),
    ])
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_is_said_in_a_line() {
    let missing = "4 There is nothing under that name\r\n";
    check(&[
        ("example.org /none 0\r\n", missing),
        ("example.org /.git/config 0\r\n", missing),
        ("example.org //x 0\r\n", missing),
        ("b.example / 0\r\n", "4 That host is not served here\r\n"),
        ("example.org /%2e%2e/x 0\r\n", "4 The path goes above the root\r\n"),
        ("example.org notes 0\r\n", "4 The path does not begin with a slash\r\n"),
        ("example.org / x\r\n", "4 The length of the data is not a number\r\n"),
        (
            "GET /\r\n",
            "4 A request is a host, a path and the length of the data, such as example.org / 0\r\n",
        ),
        (
            "example.org /é 0\r\n",
            "4 A request line is ASCII; percent-encode the other characters of a path\r\n",
        ),
    ])
    .await;
    let long = format!("example.org /{} 0\r\n", "a".repeat(1100));
    let told = answer(&served(), long.as_bytes()).await;
    assert_eq!(told, "4 The request line is longer than 1100 bytes\r\n");
}

#[tokio::test]
async fn words_arrive_as_data_and_are_searched_for() {
    let served = served();
    let question = answer(&served, b"example.org /search 0\r\n").await;
    assert!(question.starts_with("2 text/gemini\r\n# Search for\n"), "{question}");
    assert!(question.contains("\n=: /search Search for\n=> / Home\n"), "{question}");
    let found = answer(&served, b"example.org /search 5\r\nboxes").await;
    assert!(found.starts_with("2 text/gemini\r\n") && found.contains("/notes/pi "), "{found}");
}

#[tokio::test]
async fn words_may_come_in_a_write_of_their_own() {
    let served = served();
    let mut stream = spartan(&served);
    stream.write_all(b"example.org /search 5\r\n").await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    stream.write_all(b"boxes").await.unwrap();
    let mut found = String::new();
    stream.read_to_string(&mut found).await.unwrap();
    assert!(found.contains("/notes/pi "), "{found}");
}

#[tokio::test]
async fn data_is_refused_where_no_words_are_taken_and_where_they_are_too_many() {
    let upload = "4 Nothing can be uploaded here; words are taken by the search and by letters\r\n";
    let words = "4 The words are too long; at most 200 characters are searched for\r\n";
    let (most, more) = ("é".repeat(200), "é".repeat(201));
    let served = served();
    let said = |path: &str, data: &str| {
        let request = format!("example.org {path} {}\r\n{data}", data.len());
        let served = &served;
        async move { answer(served, request.as_bytes()).await }
    };
    for path in ["/", "/notes/pi", "/data.txt", "/none", "/notes"] {
        assert_eq!(said(path, "# Mine\n").await, upload, "{path}");
    }
    assert!(said("/search", &most).await.starts_with("2 text/gemini\r\n"));
    assert_eq!(said("/search", &more).await, words);
    assert_eq!(said("/search", &"x".repeat(100_000)).await, words);
    let wrong = ask(spartan(&served), b"example.org /search 1\r\n\xff").await;
    assert_eq!(wrong, b"4 The text that was sent is not UTF-8\r\n");
}

#[tokio::test(start_paused = true)]
async fn data_that_does_not_come_is_not_waited_for_for_ever() {
    let served = served();
    let late = answer(&served, b"example.org /search 10\r\nbox").await;
    assert_eq!(late, "4 The data ended before the length that was said\r\n");
    let unwanted = answer(&served, b"example.org / 18446744073709551615\r\nbox").await;
    assert!(unwanted.starts_with("4 Nothing can be uploaded here"), "{unwanted}");
    let mut silent = spartan(&served);
    silent.write_all(b"example.org / 0").await.unwrap();
    let mut told = String::new();
    silent.read_to_string(&mut told).await.unwrap();
    assert_eq!(told, "4 The request did not end with CR LF in time\r\n");
}
