//! The search, asked for over both protocols.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

use propus::generator::Options;
use propus::site::{Charset, Style};
use support::{Served, ask, gemini, gopher, site_with};

const FILES: &[(&str, &[u8])] = &[
    ("index.md", b"# Home\n\nWelcome.\n"),
    ("hay/a.md", b"# First\n\nA [needle](/) in the hay.\n"),
    ("hay/needle.md", b"# The needle\n\nNothing else.\n"),
    ("2026-05-04-news.md", b"# News\n\nWe found the needle.\n"),
    ("signs.md", "# Signs\n\n=> /x is no link, and `# thimble` no heading\n".as_bytes()),
];

fn searched() -> Served {
    searched_as(Style::default())
}

fn searched_as(style: Style) -> Served {
    site_with(FILES, &Options { search: true, ..Options::default() }, style)
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
    iOne page.\t\tnull.host\t1\r\n\
    i\t\tnull.host\t1\r\n\
    1First\t/hay/a\texample.org\t70\r\n\
    i\t\tnull.host\t1\r\n\
    iA [needle] in the [hay].\t\tnull.host\t1\r\n\
    i\t\tnull.host\t1\r\n\
    i___________________________________________________________________\t\tnull.host\t1\r\n\
    7Search again\t/search\texample.org\t70\r\n\
    1Home\t/\texample.org\t70\r\n.\r\n";

#[tokio::test]
async fn words_are_found_however_they_are_sent() {
    let served = searched();
    for line in [
        "/search\tneedle hay",
        "/search\tneedle  hay\t+",
        "/search?needle%20hay",
        "/7/search\tneedle hay",
    ] {
        assert_eq!(menu(&served, line).await, RESULT, "{line}");
    }
    let found = page(&served, "/search?needle%20hay").await;
    let expected = "20 text/gemini; charset=utf-8\r\n# Search: needle hay\n\nOne page.\n\n\
        => /hay/a First\n\nA [needle] in the [hay].\n\n=> /search Search again\n=> / Home\n";
    assert_eq!(found, expected);
}

#[tokio::test]
async fn who_types_nothing_is_told_what_to_type() {
    let served = searched();
    for line in ["/search", "/search\t", "/search?", "/search\t   ", "/search/2"] {
        let answer = menu(&served, line).await;
        assert!(answer.starts_with("iSearch for\t\tnull.host\t1\r\n"), "{line}: {answer}");
        assert!(
            answer.contains("\r\n7Search for\t/search\texample.org\t70\r\n"),
            "{line}: {answer}"
        );
    }
    let help = "iType one or more words. Also: \"small boxes\" for words that stand\t\tnull.host\t1\r\n\
        itogether, -word for pages without it, tag:word, intitle:word and\t\tnull.host\t1\r\n\
        iyear:2024.\t\tnull.host\t1\r\n";
    assert!(menu(&served, "/search").await.contains(help));
    let german = site_with(
        &[("_config.yml", b"lang: de\n"), ("index.md", b"# Start\n")],
        &Options { search: true, ..Options::default() },
        Style::default(),
    );
    let asked = menu(&german, "/search").await;
    assert!(asked.contains("iEin Wort oder mehrere. Auch: \"kleine Kisten\" "), "{asked}");
    for url in ["/search", "/search?", "/search/2"] {
        assert_eq!(page(&served, url).await, "10 Search for\r\n", "{url}");
    }
    assert!(menu(&served, "/search\t!").await.contains("+INFO: 7Search for\t/search\t"));
    let ascii = searched_as(Style { charset: Charset::Ascii, ..Style::default() });
    assert!(menu(&ascii, "/search").await.is_ascii());
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
    assert!(page(&served, "/search/2?needle").await.starts_with("51 "));
}

#[tokio::test]
async fn what_is_too_much_for_one_page_is_on_the_next() {
    let names: Vec<String> = (0..12).map(|number| format!("{number:02}.md")).collect();
    let files: Vec<(&str, &[u8])> =
        names.iter().map(|name| (name.as_str(), &b"A small box.\n"[..])).collect();
    let served =
        site_with(&files, &Options { search: true, ..Options::default() }, Style::default());
    let first = page(&served, "/search?small%20%22box%22").await;
    assert!(first.contains("\n12 pages. Page 1 of 2.\n"), "{first}");
    assert!(first.contains("\n=> /search/2?small%20%22box%22 More results\n"), "{first}");
    let second = page(&served, "/search/2?small%20%22box%22").await;
    assert!(second.contains("\n12 pages. Page 2 of 2.\n"), "{second}");
    assert!(second.contains("\n=> /search?small%20%22box%22 Earlier results\n"), "{second}");
    let first = menu(&served, "/search\tsmall \"box\"").await;
    let item = "1More results\t/search/2?small%20%22box%22\texample.org\t70\r\n";
    assert!(first.contains(item), "{first}");
    let second = menu(&served, "/search/2?small%20%22box%22").await;
    assert!(second.contains("i12 pages. Page 2 of 2.\t"), "{second}");
    for past in ["/search/3?box", "/search/1000?box"] {
        assert!(page(&served, past).await.contains("\n12 pages. Page 2 of 2.\n"), "{past}");
    }
    for none in ["/search/1?box", "/search/0?box", "/search/1001?box", "/search/x?box"] {
        assert!(page(&served, none).await.starts_with("51 "), "{none}");
    }
}

#[tokio::test]
async fn what_may_have_been_meant_is_a_link() {
    let served = searched();
    let found = page(&served, "/search?neelde").await;
    let suggested = "\nNo page was found.\n\n=> /search?needle Did you mean: needle\n";
    assert!(found.contains(suggested), "{found}");
    let found = menu(&served, "/search\tneelde").await;
    assert!(
        found.contains("1Did you mean: needle\t/search?needle\texample.org\t70\r\n"),
        "{found}"
    );
}

#[tokio::test]
async fn what_a_page_says_is_no_markup_among_the_results() {
    let served = searched();
    let found = page(&served, "/search?thimble").await;
    let excerpt = found.lines().find(|line| line.contains("[thimble]")).unwrap();
    assert!(!excerpt.starts_with("=>") && !excerpt.starts_with('#'), "{found}");
    let found = page(&served, "/search?=%3E%20/evil%20%23%20x%0Ay").await;
    assert!(found.contains("# Search: => /evil # x y\n"), "{found}");
    assert!(found.lines().all(|line| !line.starts_with("=> /evil")), "{found}");
}
