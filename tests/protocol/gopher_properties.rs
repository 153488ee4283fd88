//! What is true of every menu, tried on capsules that nobody would write: names, titles and texts
//! are unkind, and every selector that is written is asked for again.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use propus::exchange::{Form, Protocol, Response};
use propus::generator::Options;
use propus::protocol::gopher::{Asked, parse};
use propus::site::{Charset, Pages, Style};
use support::{Served, site_with};
use unicode_width::UnicodeWidthStr;

/// Parts of names that mean something to a client, a server or a URL.
const NAMES: &[&str] = &[
    "a",
    "%",
    "%41",
    "?",
    "#",
    " ",
    ";",
    "&",
    "+",
    "=",
    "~",
    "'",
    "\"",
    "<b>",
    ":",
    "|",
    "é",
    "e\u{301}",
    "日本",
    "🚀",
    "👩\u{200d}🚀",
    "سلام",
    "URL:",
    "1",
    "0",
    "-",
    "$",
    "!",
    ".",
    "README",
];
/// Parts of texts.
const TEXTS: &[&str] = &[
    "# ",
    "words ",
    "日本語",
    "👩\u{200d}🚀",
    "e\u{301}",
    "שלום עולם ",
    "\n\n",
    "- ",
    "> ",
    "```\n",
    "| a | b |\n|-|-|\n| c | d |\n",
    "https://example.org/a-b/c?d=e ",
    "[here](gopher://example.net/7/find%09two%20words) ",
    "[x](gopher://example.net) ",
    "\u{1b}[31m",
    "\t",
    ".",
    "a-very-long-word-that-does-not-fit-into-a-line-of-forty-columns ",
    "“q” ",
    "![pic](https://example.net/a.png) ",
];

fn name() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(NAMES), 1..4).prop_map(|parts| parts.concat())
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(TEXTS), 0..12).prop_map(|parts| parts.concat())
}

/// Pages and files, in folders, with texts and menus.
fn files() -> impl Strategy<Value = Vec<(String, String)>> {
    let ending = prop::sample::select(
        &[".md", ".txt", ".gmi", ".png", "", "/index.md", "/gophermap", ".gph"][..],
    );
    prop::collection::vec((name(), ending, text()), 1..7).prop_map(|files| {
        files
            .into_iter()
            .map(|(name, ending, text)| {
                // Lines of menus stay as wide as they are written, and one with a TAB is a link.
                let short =
                    |line: &str| line.replace('\t', " ").chars().take(12).collect::<String>();
                let text = match ending {
                    "/gophermap" => text
                        .lines()
                        .map(short)
                        .chain(["*".to_owned()])
                        .collect::<Vec<_>>()
                        .join("\n"),
                    ".gph" => text.lines().map(short).collect::<Vec<_>>().join("\n"),
                    _ => text,
                };
                (format!("{}{ending}", name.trim_start_matches('.')), text)
            })
            .collect()
    })
}

fn style() -> impl Strategy<Value = Style> {
    (40..=200_usize, any::<bool>(), any::<bool>()).prop_map(|(width, ascii, texts)| Style {
        width,
        charset: if ascii { Charset::Ascii } else { Charset::Utf8 },
        pages: if texts { Pages::Text } else { Pages::Menu },
        ..Style::default()
    })
}

/// The capsule, unless the files can't lie in one folder: a name may be a folder's and a file's.
fn capsule(files: &[(String, String)], style: Style) -> Option<Served> {
    let mut folders = BTreeSet::new();
    for (name, _) in files {
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        folders.insert(folder.to_owned());
    }
    let names: BTreeSet<&String> = files.iter().map(|(name, _)| name).collect();
    if files
        .iter()
        .any(|(name, _)| name.is_empty() || name == "/index.md" || folders.contains(name))
    {
        return None;
    }
    // `a%20b` and `a b` are told apart by selectors only where not both are there: the exact name
    // comes first.
    let decoded = |name: &str| percent_decode_str(name).decode_utf8_lossy().into_owned();
    if names.iter().any(|name| decoded(name) != **name) {
        return None;
    }
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    Some(site_with(&files, &Options { search: true, ..Options::default() }, style))
}

/// The answer to a selector.
fn ask(served: &Served, selector: &str) -> Response {
    match parse(selector.as_bytes()) {
        Ok(Asked::Item(request)) => served.site.handle(&request, None),
        other => panic!("{selector:?} is {other:?}"),
    }
}

/// What an answer is, for comparison.
fn told(response: Response) -> String {
    match response {
        Response::Page(page) => format!("{:?} {}", page.form, String::from_utf8_lossy(&page.text)),
        Response::Stream(stream) => format!("{} of {}", stream.media.mime, stream.body.size()),
        Response::Prompt(prompt) => prompt.title.into_owned(),
        other @ (Response::Redirection(_) | Response::Refused(_)) => {
            panic!("{other:?}")
        }
    }
}

/// Checks a menu line, and gives the selector that is to be asked for.
fn check_line(line: &str, style: Style) -> Option<&str> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [first, selector, host, port] = fields[..] else { panic!("not four fields: {line:?}") };
    assert!(!line.contains(|it: char| it.is_control() && it != '\t'), "{line:?}");
    let (kind, display) = first.split_at_checked(1).unwrap();
    assert!(display.width() <= style.width, "{} columns: {line:?}", display.width());
    assert!(style.charset == Charset::Utf8 || line.is_ascii(), "{line:?}");
    assert!(port.parse::<u16>().is_ok() && !host.is_empty(), "{line:?}");
    let own = host == "example.org" && !selector.starts_with("URL:");
    (own && !"i3".contains(kind)).then_some(selector)
}

/// Walks over all menus of a capsule: every line is well formed, every selector leads somewhere,
/// decoded too.
fn check_capsule(served: &Served, style: Style) {
    let (mut seen, mut ahead) = (BTreeSet::new(), vec![String::new()]);
    while let Some(selector) = ahead.pop() {
        if !seen.insert(selector.clone()) {
            continue;
        }
        let answer = ask(served, &selector);
        let decoded = percent_decode_str(&selector).decode_utf8().unwrap();
        let again = told(ask(served, &decoded));
        if let Response::Page(page) = &answer
            && page.form == Form::of(Protocol::Gopher)
        {
            let text = String::from_utf8(page.text.to_vec()).unwrap();
            for line in text.split_terminator("\r\n") {
                ahead.extend(check_line(line, style).map(str::to_owned));
            }
        }
        assert_eq!(told(answer), again, "{selector:?} and {decoded:?}");
    }
    assert!(seen.len() > 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, rng_seed: RngSeed::Fixed(1436), max_global_rejects: 4096, ..ProptestConfig::default() })]

    #[test]
    fn every_selector_is_found_again_and_every_line_is_well_formed(files in files(), style in style()) {
        let served = capsule(&files, style);
        prop_assume!(served.is_some());
        check_capsule(&served.unwrap(), style);
    }

    #[test]
    fn no_url_is_broken_in_plain_text(words in prop::collection::vec("[a-z]{1,12}", 0..20), tail in "[a-z/-]{0,149}[a-z]", width in 40..=200_usize) {
        let url = format!("https://example.org/{tail}");
        let text = format!("{} {url} {}\n", words.join(" "), words.join(" "));
        let served = site_with(&[("page.md", text.as_bytes())], &Options::default(), Style { width, ..Style::default() });
        let answer = told(ask(&served, "/page.txt"));
        assert!(answer.lines().any(|line| line.split(' ').any(|word| word.starts_with(&url))), "{url} in {answer}");
    }
}
