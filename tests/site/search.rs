//! The search, asked for over both protocols.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

use propus::generator::Options;
use propus::site::Style;
use support::{Served, ask, gemini, gopher, site_with};

const FILES: &[(&str, &[u8])] = &[
    ("index.md", b"# Home\n\nWelcome.\n"),
    ("hay/a.md", b"# First\n\nA [needle](/) in the hay.\n"),
    ("hay/needle.md", b"# The needle\n\nNothing else.\n"),
    ("2026-05-04-news.md", b"# News\n\nWe found the needle.\n"),
];

fn searched() -> Served {
    site_with(FILES, &Options { search: true, ..Options::default() }, Style::default())
}

async fn menu(served: &Served, line: &str) -> String {
    String::from_utf8(ask(gopher(served), format!("{line}\r\n").as_bytes()).await).unwrap()
}

async fn page(served: &Served, url: &str) -> String {
    let request = format!("gemini://example.org{url}\r\n");
    String::from_utf8(ask(gemini(served, Some("example.org")), request.as_bytes()).await).unwrap()
}

const RESULT: &str = "iSearch: needle hay\t\tnull.host\t1\r\n\
    i==================\t\tnull.host\t1\r\n\
    i\t\tnull.host\t1\r\n\
    iOne page holds all of these words.\t\tnull.host\t1\r\n\
    i\t\tnull.host\t1\r\n\
    1First\t/hay/a\texample.org\t70\r\n\
    i\t\tnull.host\t1\r\n\
    iA needle in the hay.\t\tnull.host\t1\r\n\
    i\t\tnull.host\t1\r\n\
    i___________________________________________________________________\t\tnull.host\t1\r\n\
    7Search again\t/search\texample.org\t70\r\n\
    1Home\t/\texample.org\t70\r\n.\r\n";

#[tokio::test]
async fn words_are_found_however_they_are_sent() {
    let served = searched();
    for line in [
        "/search\tneedle hay",
        "search\tNeedle  HAY\t+",
        "/search?needle%20hay",
        "/7/search\tneedle hay",
    ] {
        assert_eq!(menu(&served, line).await, RESULT, "{line}");
    }
    let found = page(&served, "/search?needle%20hay").await;
    let expected = "20 text/gemini; charset=utf-8\r\n# Search: needle hay\n\nOne page holds all of these words.\n\n\
        => /hay/a First\n\nA needle in the hay.\n\n=> /search Search again\n=> / Home\n";
    assert_eq!(found, expected);
}

#[tokio::test]
async fn who_types_nothing_is_told_what_to_type() {
    let served = searched();
    for line in ["/search", "/search\t", "/search?", "/search\t   "] {
        let answer = menu(&served, line).await;
        assert!(answer.starts_with("iSearch this capsule\t\tnull.host\t1\r\n"), "{line}: {answer}");
        assert!(
            answer.contains("\r\n7Search this capsule\t/search\texample.org\t70\r\n"),
            "{line}: {answer}"
        );
    }
    for url in ["/search", "/search?"] {
        let answer = page(&served, url).await;
        assert!(answer.starts_with("10 Search this capsule: Type one or more words."), "{answer}");
    }
    assert!(menu(&served, "/search\t!").await.contains("+INFO: 7Search this capsule\t/search\t"));
}

#[tokio::test]
async fn menus_that_list_pages_lead_to_the_search() {
    let served = searched();
    let item = "7Search\t/search\texample.org\t70\r\n";
    for selector in ["", "/hay/", "/posts/"] {
        assert_eq!(menu(&served, selector).await.matches(item).count(), 1, "{selector}");
    }
    assert!(!menu(&served, "/hay/a").await.contains("/search"));
    assert!(page(&served, "/").await.contains("\n=> /search Search\n"));
}

#[tokio::test]
async fn there_is_no_search_unless_it_is_wanted() {
    let served = site_with(FILES, &Options::default(), Style::default());
    assert!(!menu(&served, "").await.contains("/search"));
    assert!(menu(&served, "/search\tneedle").await.starts_with("3Not found: /search\t"));
    assert!(page(&served, "/search?needle").await.starts_with("51 "));
}
