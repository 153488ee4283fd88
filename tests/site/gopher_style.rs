//! What an operator may choose of how Gopher clients see a capsule: its characters, what links lead
//! to, the footer.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

use propus::generator::Options;
use propus::site::{Charset, Footer, Pages, Style};
use support::{Served, ask, gemini, gopher, site_with};

const FILES: &[(&str, &[u8])] = &[
    (
        "index.md",
        "# “Über”\n\nNaïve – it’s *fine*: [Café](caf%C3%A9.md), [Notes](notes/), [Pi](notes/pi.md), [](ü/日.png).\n\n\
         ```\n┌──┐\n│é→│\n└──┘\n```\n\n| Größe | x |\n|---|---|\n| ß | 1 |\n"
            .as_bytes(),
    ),
    ("café.md", b"# Caf\xc3\xa9\n\nText.\n"),
    ("notes/index.md", b"# Notes\n\n- [Pi](pi.md)\n"),
    ("notes/pi.md", b"# Pi\n\nSmall.\n"),
    ("ü/日.png", b"\x89PNG"),
    ("ü/über.txt", b"x\n"),
    ("hand/gophermap", "iÆsop\t\t\t\n│ è  │\n1Café\t/café\n*\n".as_bytes()),
    ("hand/naïve.md", "# Naïve\n".as_bytes()),
];

fn styled(style: Style) -> Served {
    site_with(FILES, &Options::default(), style)
}

async fn menu(served: &Served, selector: &str) -> String {
    String::from_utf8(ask(gopher(served), format!("{selector}\r\n").as_bytes()).await).unwrap()
}

async fn page(served: &Served, path: &str) -> String {
    let request = format!("gemini://example.org{path}\r\n");
    String::from_utf8(ask(gemini(served, Some("example.org")), request.as_bytes()).await).unwrap()
}

#[tokio::test(start_paused = true)]
async fn an_old_machine_gets_nothing_but_ascii() {
    let config: (&str, &[u8]) =
        ("_config.yml", "title: Übersicht\nauthor: {name: Ægir}\npermalink: /:title\n".as_bytes());
    let style = Style { charset: Charset::Ascii, ..Style::default() };
    let served = site_with(&[FILES, &[config]].concat(), &Options::default(), style);
    for selector in [
        "",
        "/index.txt",
        "/café",
        "/café.txt",
        "/notes/",
        "/ü/",
        "/ü.txt",
        "/hand/",
        "/caps.txt",
        "/ü/über.txt\t!",
    ] {
        let answer = menu(&served, selector).await;
        assert!(answer.is_ascii(), "{selector}: {answer}");
    }
    let root = menu(&served, "").await;
    for line in [
        "i\"Uber\"\t",
        "iNaive - it's _fine_: Cafe, Notes, Pi, .\t",
        "1Cafe\t/caf%C3%A9\texample.org\t70",
        "i    +--+\t",
        "i    |e>|\t",
        "i    Grosse  x\t",
        "i    ss      1\t",
    ] {
        assert!(root.contains(&format!("\r\n{line}")) || root.starts_with(line), "{line}: {root}");
    }
    let hand = menu(&served, "/hand/").await;
    assert!(hand.starts_with("iAEsop\t"), "{hand}");
    assert!(
        hand.contains("\r\ni| e  |\t") && hand.contains("\r\n1Naive\t/hand/na%C3%AFve\t"),
        "{hand}"
    );
    assert!(menu(&served, "/caps.txt").await.contains("ServerDefaultEncoding=us-ascii\r\n"));
    assert!(page(&served, "/").await.contains("# “Über”"), "Gemini keeps its characters");
}

#[tokio::test(start_paused = true)]
async fn signs_on_gopher_are_those_of_a_keyboard() {
    let text = "# Don’t\n\nÜber[^n] “b” — c… `“d”`\n\n[^n]: Note.\n";
    let files: &[(&str, &[u8])] = &[("index.md", text.as_bytes())];
    let served = site_with(files, &Options::default(), Style::default());
    let root = menu(&served, "").await;
    assert!(root.starts_with("iDon't\t"), "{root}");
    assert!(root.contains("\r\niÜber¹ \"b\" -- c... `“d”`\t"), "{root}");
    assert!(root.contains("\r\ni¹ Note.\t"), "{root}");
    let plain = menu(&served, "/index.txt").await;
    assert!(plain.contains("\r\nÜber¹ \"b\" -- c... `“d”`\r\n"), "{plain}");
    let gemini = page(&served, "/").await;
    assert!(gemini.contains("\nÜber¹ “b” — c… `“d”`\n"), "{gemini}");
    let style = Style { charset: Charset::Ascii, ..Style::default() };
    let root = menu(&site_with(files, &Options::default(), style), "").await;
    assert!(root.contains("\r\niUber(1) \"b\" -- c... `\"d\"`\t"), "{root}");
    assert!(root.contains("\r\ni(1) Note.\t"), "{root}");
}

#[tokio::test(start_paused = true)]
async fn links_lead_to_text_where_the_operator_wants_it() {
    let served = styled(Style { pages: Pages::Text, ..Style::default() });
    let root = menu(&served, "").await;
    assert!(root.contains("\r\n0Pi\t/notes/pi.txt\texample.org\t70\r\n"), "{root}");
    assert!(
        root.contains("\r\n1Notes\t/notes/\texample.org\t70\r\n"),
        "what leads on is a menu: {root}"
    );
    assert!(menu(&served, "/notes/").await.contains("0Pi\t/notes/pi.txt\t"));
    assert!(menu(&served, "/index.txt").await.contains("gopher://example.org/0/notes/pi.txt\r\n"));
    assert!(
        menu(&served, "/notes/pi").await.starts_with("iPi\t"),
        "the menu is there all the same"
    );
    assert!(page(&served, "/").await.contains("=> /notes/pi Pi\n"));
}

/// The lines under a page, on Gopher and on Gemini, without what leads to them.
async fn footer(footer: Footer) -> (Vec<String>, Vec<String>) {
    let served = styled(Style { footer, ..Style::default() });
    let menu = menu(&served, "/notes/pi").await;
    let below = menu.split("Small.\t\tnull.host\t1\r\n").nth(1).unwrap();
    let display = |line: &str| line.split('\t').next().unwrap().trim_matches('_').to_owned();
    let page = page(&served, "/notes/pi").await;
    let links =
        page.lines().filter_map(|line| line.strip_prefix("=> ")).map(str::to_owned).collect();
    (below.lines().map(display).filter(|line| line.len() > 1).collect(), links)
}

#[tokio::test(start_paused = true)]
async fn the_foot_is_what_the_operator_wants() {
    let gopher =
        ["1Up: Notes", "1Home", "0This page as plain text", "hThis page on Gemini (example.org)"];
    let gemini = ["/notes/ Up: Notes", "/ Home"];
    assert_eq!(
        footer(Footer::Usual).await,
        (gopher.map(str::to_owned).into(), gemini.map(str::to_owned).into())
    );
    let (full_gopher, full_gemini) = footer(Footer::Full).await;
    assert_eq!(full_gopher, gopher);
    assert_eq!(full_gemini[2], "gopher://example.org/1/notes/pi This page on Gopher");
    assert_eq!(
        footer(Footer::Ways).await,
        (gopher[..2].iter().map(|it| (*it).to_owned()).collect(), gemini.map(str::to_owned).into())
    );
    assert_eq!(footer(Footer::Off).await, (Vec::new(), Vec::new()));
}
