//! Letters of readers to the author, over both protocols: whole exchanges in memory, and with the
//! built server.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

#[path = "letters/program.rs"]
mod program;
#[path = "letters/published.rs"]
mod published;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use propus::access::{Admitted, Guests, Zone, Zones};
use propus::exchange::{Identity, Peer};
use propus::fingerprint::Fingerprint;
use propus::generator::Options;
use propus::letters::{Letterbox, Letters, Rules};
use propus::path::CapsulePath;
use propus::site::{Footer, Site, Style};
use propus::state::HostState;
use support::plain::{finger, nex, spartan};
use support::{Served, ask, gemini_from, gopher, site_with};
use tempfile::TempDir;

const RULES: Rules = Rules { anyone: false, an_hour: 3, a_day: 10, longest: 200 };
const ANYONE: Rules = Rules { anyone: true, ..RULES };

const FILES: &[(&str, &[u8])] = &[
    ("index.md", b"# Home\n\nWelcome.\n"),
    ("notes/pi.md", b"---\ntitle: Pi\n---\nIt is about three.\n"),
    ("notes/de.md", b"---\ntitle: Kreis\nlang: de\n---\nRund.\n"),
    ("2026-05-04-news.md", b"# News\n\nAll new.\n"),
    ("own.gmi", b"# Own\n\nAs it is.\n"),
    ("data.txt", b"data\n"),
    ("secret/plan.md", b"# Plan\n\nHush.\n"),
];

/// A site that takes letters, and the state that they are in.
struct Post {
    served: Served,
    state: TempDir,
}

impl Post {
    fn new(rules: Rules) -> Self {
        Self::with(Some(rules), Style::default())
    }

    fn with(rules: Option<Rules>, style: Style) -> Self {
        Self::of(FILES, rules, style)
    }

    fn of(files: &[(&str, &[u8])], rules: Option<Rules>, style: Style) -> Self {
        let secret = Zone {
            path: CapsulePath::literal("/secret/").unwrap(),
            admitted: Admitted::Listed(vec![Fingerprint::of(b"anna")]),
            guests: Guests::default(),
            listed: false,
        };
        let options = Options {
            letters: rules.is_some(),
            search: true,
            zones: Zones::new(vec![secret]),
            ..Options::default()
        };
        let state = tempfile::tempdir().unwrap();
        let Served { site, folder } = site_with(files, &options, style);
        let letterbox = Letterbox::of(HostState::of(state.path(), "example.org"));
        letterbox.make().unwrap();
        let letters = rules.map(|rules| Arc::new(Letters::new(rules, letterbox)));
        let site: Site = Arc::into_inner(site).unwrap().with_letters(letters);
        Self { served: Served { site: Arc::new(site), folder }, state }
    }

    async fn page(&self, url: &str, who: Option<&str>) -> String {
        let identity = who.map(|name| Arc::new(identity(name)));
        let peer = Peer { address: Ipv4Addr::LOCALHOST.into(), identity };
        let stream = gemini_from(&self.served, Some("example.org"), peer);
        let request = format!("gemini://example.org{url}\r\n");
        String::from_utf8(ask(stream, request.as_bytes()).await).unwrap()
    }

    async fn menu(&self, line: &str) -> String {
        let request = format!("{line}\r\n");
        String::from_utf8(ask(gopher(&self.served), request.as_bytes()).await).unwrap()
    }

    fn folder(&self) -> PathBuf {
        self.state.path().join("example.org/letters")
    }

    /// The files of letters, as they are.
    fn kept(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder()).unwrap().map(|it| it.unwrap().path());
        let mut files: Vec<PathBuf> =
            entries.filter(|it| it.extension().is_some_and(|it| it == "letter")).collect();
        files.sort();
        files.iter().map(|file| fs::read_to_string(file).unwrap()).collect()
    }
}

fn identity(name: &str) -> Identity {
    Identity {
        certificate: Fingerprint::of(name.as_bytes()),
        public_key: Fingerprint::of(b"key"),
        not_before: Timestamp::MIN,
        not_after: if name == "late" { Timestamp::UNIX_EPOCH } else { Timestamp::MAX },
        name: Some(Arc::from(name)),
    }
}

const LINK: &str = "=> /letters/notes/pi Write to the author\n";

#[tokio::test]
async fn under_a_page_a_link_leads_to_a_letter_to_its_author() {
    let post = Post::new(RULES);
    let page = post.page("/notes/pi", None).await;
    assert!(page.ends_with(&format!("=> /notes/ Up: Notes\n=> / Home\n{LINK}")), "{page}");
    let text = post.page("/notes/pi.txt", None).await;
    assert!(text.contains("Write to the author"), "{text}");
    let german = post.page("/notes/de", None).await;
    assert!(german.ends_with("=> /letters/notes/de An den Autor schreiben\n"), "{german}");
    let home = post.page("/", None).await;
    assert!(home.ends_with("=> /letters/ Write to the author\n"), "{home}");
}

#[tokio::test]
async fn only_under_pages_that_are_converted_and_nowhere_without_letters() {
    let post = Post::new(ANYONE);
    for url in ["/notes/", "/posts/", "/feed.xml", "/search?three", "/data.txt", "/own"] {
        let page = post.page(url, None).await;
        assert!(page.starts_with("20 ") && !page.contains("/letters/"), "{url}: {page}");
    }
    let off = Post::with(None, Style::default());
    for url in ["/", "/notes/pi"] {
        assert!(!off.page(url, None).await.contains("letters"), "{url}");
    }
    assert!(off.page("/letters/notes/pi?hello", Some("anna")).await.starts_with("51 "));
    assert!(off.page("/robots.txt", None).await.starts_with("51 "));
    let bare = Post::with(Some(ANYONE), Style { footer: Footer::Off, ..Style::default() });
    assert!(!bare.page("/notes/pi", None).await.contains("/letters/"));
}

#[tokio::test]
async fn a_reader_is_asked_for_a_certificate_and_then_for_the_letter() {
    let post = Post::new(RULES);
    assert!(post.page("/letters/notes/pi", None).await.starts_with("60 "));
    assert!(post.page("/letters/notes/pi?hello", None).await.starts_with("60 "));
    assert!(post.page("/letters/notes/pi", Some("late")).await.starts_with("62 "));
    let asked = "10 Write to the author of \"Pi\"\r\n";
    for query in ["", "?", "?%20%0A", "?%E2%80%AE%E2%80%8B"] {
        let url = format!("/letters/notes/pi{query}");
        assert_eq!(post.page(&url, Some("anna")).await, asked, "{url}");
    }
    let german = post.page("/letters/notes/de", Some("anna")).await;
    assert_eq!(german, "10 An den Autor von „Kreis“ schreiben\r\n");
    assert_eq!(post.kept().len(), 0);
    let open = Post::new(ANYONE);
    assert_eq!(open.page("/letters/notes/pi", None).await, asked);
}

#[tokio::test]
async fn a_letter_is_kept_as_it_was_written_and_its_reader_is_thanked() {
    let post = Post::new(RULES);
    let url = "/letters/notes/pi?Dear%20author%0D%0A%0D%0Ahow%20do%20you%1F%20cool%20it%3F";
    assert!(post.page(url, Some("anna")).await.starts_with("59 "), "no URL holds a control");
    let url = "/letters/notes/pi?%E2%80%AEDear%20author%0D%0A%0D%0Ahow%09do%20you%20cool%20it%3F";
    let expected = "20 text/gemini; charset=utf-8\r\n# Thank you, the author will read it\n\n\
                    > Dear author\n>\n> how do you cool it?\n\n=> /notes/pi Pi\n";
    assert_eq!(post.page(url, Some("anna")).await, expected);
    let [letter] = post.kept().try_into().unwrap();
    let (facts, text) = letter.split_once('\n').unwrap();
    assert_eq!(text, "Dear author\n\nhow do you cool it?");
    let fingerprint = Fingerprint::of(b"anna");
    for fact in [
        "\"path\":\"/notes/pi\"".to_owned(),
        "\"title\":\"Pi\"".to_owned(),
        format!("\"who\":\"SHA256:{fingerprint:x}\""),
        "\"name\":\"anna\"".to_owned(),
        "\"protocol\":\"gemini\"".to_owned(),
    ] {
        assert!(facts.contains(&fact), "{fact} in {facts}");
    }
    assert!(!facts.contains("127.0.0.1"), "{facts}");
}

#[tokio::test]
async fn nobody_finds_a_letter_that_is_not_published() {
    let post = Post::new(RULES);
    post.page("/letters/notes/pi?xyzzy", Some("anna")).await;
    for url in ["/notes/pi", "/search?xyzzy", "/letters/notes/pi?", "/"] {
        let page = post.page(url, Some("anna")).await;
        assert!(!page.replace("Search: xyzzy", "").contains("xyzzy"), "{url}: {page}");
    }
}

#[tokio::test]
async fn letters_are_about_pages_alone_and_a_page_of_ones_own_comes_first() {
    let post = Post::new(ANYONE);
    for url in ["/letters/none", "/letters/notes/", "/letters/posts/", "/letters/data.txt"] {
        let answer = post.page(&format!("{url}?hello"), Some("anna")).await;
        assert!(answer.starts_with("51 "), "{url}: {answer}");
    }
    assert_eq!(post.kept().len(), 0);
    // The other names of a page are its own.
    for url in ["/letters/notes/pi.md", "/letters/notes/pi/", "/letters/notes/pi.txt"] {
        let answer = post.page(url, None).await;
        assert_eq!(answer, "10 Write to the author of \"Pi\"\r\n", "{url}");
    }
    assert!(post.page("/letters", None).await.starts_with("10 Write to the author of \"Home\""));
    let files: &[(&str, &[u8])] =
        &[("pi.md", b"# Pi\n"), ("e.md", b"# E\n"), ("letters/pi.md", b"# My letters\n")];
    let post = Post::of(files, Some(ANYONE), Style::default());
    let own = post.page("/letters/pi?hello", Some("anna")).await;
    assert!(own.contains("# My letters\n"), "{own}");
    assert!(post.menu("/letters/pi\thello").await.starts_with("iMy letters\t"));
    assert_eq!(post.kept().len(), 0);
    assert!(post.page("/letters/e?hello", Some("anna")).await.starts_with("20 "));
}

#[tokio::test]
async fn letters_tell_nobody_what_a_zone_hides() {
    for rules in [RULES, ANYONE] {
        let post = Post::new(rules);
        for query in ["", "?hello"] {
            for who in [None, Some("bert")] {
                let page = post.page(&format!("/secret/plan{query}"), who).await;
                for path in ["plan", "none"] {
                    let answer = post.page(&format!("/letters/secret/{path}{query}"), who).await;
                    assert_eq!(answer, page, "{path}");
                }
            }
        }
        assert_eq!(post.kept().len(), 0);
        let asked = post.page("/letters/secret/plan", Some("anna")).await;
        assert_eq!(asked, "10 Write to the author of \"Plan\"\r\n");
        assert!(post.page("/letters/secret/plan?x", Some("anna")).await.starts_with("20 "));
        let menus = [post.menu("/letters/secret/plan").await, post.menu("/letters/x/plan").await];
        assert_eq!(menus[0].replace("secret", "x"), menus[1]);
        assert!(menus[0].starts_with("3Not found"), "{}", menus[0]);
    }
}

#[tokio::test]
async fn so_many_letters_are_taken_and_then_one_is_told_to_wait() {
    let post = Post::new(RULES);
    for number in 0..3 {
        let answer = post.page(&format!("/letters/?{number}"), Some("anna")).await;
        assert!(answer.starts_with("20 "), "{answer}");
    }
    let answer = post.page("/letters/?more", Some("anna")).await;
    let seconds: u32 = answer.strip_prefix("44 ").unwrap().trim_end().parse().unwrap();
    assert!((3500..=3600).contains(&seconds));
    assert!(post.page("/letters/?mine", Some("bert")).await.starts_with("20 "));
    let long = post.page(&format!("/letters/?{}", "x".repeat(201)), Some("bert")).await;
    assert_eq!(long, "59 The letter is too long; at most 200 characters are taken\r\n");
    assert_eq!(post.kept().len(), 4);
}

#[tokio::test]
async fn where_letters_can_not_be_kept_their_readers_hear_it() {
    let post = Post::new(RULES);
    fs::remove_dir_all(post.folder()).unwrap();
    let answer = post.page("/letters/?hello", Some("anna")).await;
    assert!(answer.starts_with("40 The server could not keep the letter"), "{answer}");
    let menu = Post::new(ANYONE);
    fs::remove_dir_all(menu.folder()).unwrap();
    let answer = menu.menu("/letters/\thello").await;
    assert!(answer.starts_with("3The letter could not be kept just now"), "{answer}");
}

#[tokio::test]
async fn on_gopher_letters_exist_only_for_anyone() {
    let post = Post::new(RULES);
    for line in ["/notes/pi", "/notes/pi.txt"] {
        assert!(!post.menu(line).await.contains("letters"), "{line}");
    }
    for line in ["/letters/notes/pi", "/letters/notes/pi\thello"] {
        assert!(post.menu(line).await.starts_with("3Not found"), "{line}");
    }
    let open = Post::new(ANYONE);
    let menu = open.menu("/notes/pi").await;
    let item = "7Write to the author\t/letters/notes/pi\texample.org\t70\r\n";
    assert!(menu.contains(&format!("1Home\t/\texample.org\t70\r\n{item}")), "{menu}");
    let text = open.menu("/notes/pi.txt").await;
    assert!(text.contains("Write to the author"), "{text}");
}

#[tokio::test]
async fn on_gopher_a_letter_is_typed_as_a_search_is() {
    let post = Post::new(ANYONE);
    let asked = post.menu("/letters/notes/pi").await;
    let expected = "iWrite to the author of \"Pi\"\t\tnull.host\t1\r\n\
        i===========================\t\tnull.host\t1\r\n\
        i\t\tnull.host\t1\r\ni\t\tnull.host\t1\r\n\
        7Write to the author of \"Pi\"\t/letters/notes/pi\texample.org\t70\r\n\
        1Home\t/\texample.org\t70\r\n.\r\n";
    assert_eq!(asked, expected);
    let thanks = post.menu("/letters/notes/pi\tHello there").await;
    assert!(thanks.starts_with("iThank you, the author will read it\t"), "{thanks}");
    assert!(thanks.contains("i> Hello there\t"), "{thanks}");
    assert!(thanks.contains("1Pi\t/notes/pi\texample.org\t70\r\n"), "{thanks}");
    let [letter] = post.kept().try_into().unwrap();
    assert!(letter.ends_with("\nHello there") && letter.contains("\"protocol\":\"gopher\""));
    assert!(letter.contains("\"who\":\"network ") && !letter.contains("127.0.0.1"), "{letter}");
    for line in ["/letters/notes/pi\t!", "/letters/notes/pi\t$", "/letters/notes/pi?x\t!"] {
        post.menu(line).await;
    }
    assert_eq!(post.kept().len(), 1, "who asks what an item is has written nothing");
    for number in 0..2 {
        post.menu(&format!("/letters/notes/pi\t{number}")).await;
    }
    let more = post.menu("/letters/notes/pi\tmore").await;
    assert!(more.starts_with("3Too many letters; the next one is taken in 60 minutes"), "{more}");
}

#[tokio::test]
async fn what_is_hostile_in_a_letter_is_a_quotation_in_the_thanks() {
    let post = Post::new(Rules { an_hour: 100, a_day: 100, longest: 1000, ..ANYONE });
    for (typed, quoted) in [
        ("%3D%3E%20gemini%3A%2F%2Fx%20y", "=> gemini://x y"),
        ("%23%20heading", "# heading"),
        ("%60%60%60%0A%3D%3E%20x", "```"),
        ("x%0D%0A20%20text%2Fgemini%0D%0A%0D%0A%3D%3E%20y", "x"),
    ] {
        let page = post.page(&format!("/letters/notes/pi?{typed}"), Some("anna")).await;
        let (_, body) = page.split_once("\r\n").unwrap();
        assert!(body.contains(&format!("\n> {quoted}\n")), "{body}");
        let lines = body.lines().filter(|line| !line.starts_with("> ") && !line.is_empty());
        let rest: Vec<&str> = lines.filter(|line| *line != ">").collect();
        assert_eq!(rest, ["# Thank you, the author will read it", "=> /notes/pi Pi"], "{typed}");
        assert_eq!(page.matches('\r').count(), 1);
    }
    let word = "w".repeat(900);
    for line in ["1menu\tsel\thost\t70", &word] {
        let menu = post.menu(&format!("/letters/notes/pi\t{line}")).await;
        for item in menu.lines().filter(|item| item.contains("menu") || item.contains("www")) {
            assert!(item.starts_with("i> ") && item.ends_with("\t\tnull.host\t1"), "{item}");
        }
    }
}

#[tokio::test]
async fn crawlers_are_told_to_keep_away_unless_the_author_says_otherwise() {
    let post = Post::new(RULES);
    let text = "User-agent: *\nDisallow: /letters/\n";
    let robots = post.page("/robots.txt", None).await;
    assert_eq!(robots, format!("20 text/plain; charset=utf-8\r\n{text}"));
    assert_eq!(post.menu("/robots.txt").await, text.replace('\n', "\r\n"));
    let files: Vec<(&str, &[u8])> = vec![("robots.txt", b"mine\n")];
    let options = Options { letters: true, ..Options::default() };
    let served = site_with(&files, &options, Style::default());
    let answer = ask(gopher(&served), b"/robots.txt\r\n").await;
    assert_eq!(answer, b"mine\r\n");
    let closed = Options { letters: true, robots: false, ..Options::default() };
    let served = site_with(&[], &closed, Style::default());
    let answer = ask(gopher(&served), b"/robots.txt\r\n").await;
    assert_eq!(answer, b"User-agent: *\r\nDisallow: /\r\n");
}

#[tokio::test]
async fn by_spartan_letters_come_from_everybody_or_from_nobody() {
    let post = Post::new(ANYONE);
    let say = |path: &str, letter: &str| {
        let request = format!("example.org {path} {}\r\n{letter}", letter.len());
        let served = &post.served;
        async move { String::from_utf8(ask(spartan(served), request.as_bytes()).await).unwrap() }
    };
    let page = say("/notes/pi", "").await;
    assert!(page.contains("\n=: /letters/notes/pi Write to the author\n"), "{page}");
    let question = say("/letters/notes/pi", "").await;
    assert!(
        question.contains("\n=: /letters/notes/pi Write to the author of \"Pi\"\n"),
        "{question}"
    );
    let thanks = say("/letters/notes/pi", "Two\nlines: 100% é?").await;
    assert!(thanks.starts_with("2 text/gemini\r\n"), "{thanks}");
    assert!(post.kept()[0].contains("Two\nlines: 100% é?"), "{:?}", post.kept());
    let long = say("/letters/notes/pi", &"x".repeat(201)).await;
    assert_eq!(long, "4 The letter is too long; at most 200 characters are taken\r\n");
    let strict = Post::new(RULES);
    let page = ask(spartan(&strict.served), b"example.org /notes/pi 0\r\n").await;
    assert!(!String::from_utf8(page).unwrap().contains("letters"));
    let refused = ask(spartan(&strict.served), b"example.org /letters/notes/pi 2\r\nHi").await;
    assert!(refused.starts_with(b"4 "), "{refused:?}");
    assert!(strict.kept().is_empty());
}

#[tokio::test(start_paused = true)]
async fn where_nobody_can_type_nobody_is_asked_to_write() {
    let post = Post::new(ANYONE);
    let on_nex = String::from_utf8(ask(nex(&post.served), b"/notes/pi/\n").await).unwrap();
    let on_finger = ask(finger(&post.served, None), b"notes/pi\r\n").await;
    let on_finger = String::from_utf8(on_finger).unwrap();
    assert!(!on_nex.contains("letters") && !on_finger.contains("letters"), "{on_nex}{on_finger}");
    let none = ask(nex(&post.served), b"/letters/notes/pi\n").await;
    assert!(none.starts_with(b"There is nothing under that name"));
}
