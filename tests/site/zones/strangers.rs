//! Strangers learn nothing of a hidden zone: whatever they ask, they get the same answer with and
//! without what is in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::RngSeed;
use propus::access::{Admitted, Guests, Zone, Zones};
use propus::capsule::{self, Reader};
use propus::content::rules::{Gone, Redirect};
use propus::content::{Folder, Location, Pattern, Rules};
use propus::exchange::{Form, Protocol, Refusal, Request, Response};
use propus::generator::Options;
use propus::path::CapsulePath;
use propus::site::Site;

use super::{fs, path, site_with};

const ZONES: &[&str] = &["/zone/", "/b/inner/", "/solo"];

/// A file: its name, and the lines of its front matter.
type File = (String, Vec<&'static str>);

fn files() -> impl Strategy<Value = Vec<File>> {
    let folder =
        select(vec!["", "a/", "b/", "zone/", "zone/deep/", "b/inner/", "b/other/", "_posts/"]);
    let name = select(vec![
        "index.md",
        "README.md",
        "x.md",
        "solo.md",
        "zone.md",
        "x.gmi",
        "y.txt",
        "2026-01-01-first.md",
        "2026-01-02-second.md",
        "2026-01-03-third.md",
    ]);
    let fields = subsequence(
        vec![
            "title: Some title",
            "tags: [one]",
            "category: two",
            "permalink: /zone/p/",
            "permalink: /a/p",
            "permalink: /b/inner/p.html",
            "redirect_from: /old/",
            "redirect_from: [/a/old, /zone/old]",
        ],
        0..4,
    )
    .prop_map(|mut fields| {
        // No key stands twice.
        fields.dedup_by_key(|field| field.split(':').next());
        fields
    });
    let file = (folder, name, fields)
        .prop_map(|(folder, name, fields): (&str, &str, _)| (format!("{folder}{name}"), fields));
    prop::collection::vec(file, 1..12)
}

fn options() -> Options {
    let zone = |at: &&str| Zone {
        path: path(at),
        admitted: Admitted::Any,
        guests: Guests::default(),
        listed: false,
    };
    let location = Location { file: "propus.toml".to_owned(), line: 1 };
    let redirect = |from: &str, to: &str| Redirect {
        from: Pattern::new(from).unwrap(),
        to: to.to_owned(),
        permanent: true,
        location: location.clone(),
    };
    let gone = |from: &str| Gone { from: Pattern::new(from).unwrap(), location: location.clone() };
    let rules = Rules {
        redirects: vec![
            redirect("/zone/moved/*", "/a/$1"),
            redirect("/b/inner/away", "https://example.org/"),
            redirect("/in", "/zone/x"),
            redirect("/solo.txt", "/a/x"),
        ],
        gone: vec![gone("/zone/gone"), gone("/b/inner/**"), gone("/a/gone")],
        files: Vec::new(),
    };
    Options {
        zones: Zones::new(ZONES.iter().map(zone).collect()),
        search: true,
        rules: Arc::new(rules),
        ..Options::default()
    }
}

/// Paths that strangers may think of, given those that there are.
fn guesses(site: &Site, files: &[File]) -> BTreeSet<CapsulePath> {
    let mut texts: Vec<String> = site.with_capsule(|capsule| {
        let all = capsule.visible_to(Reader::Author).resources();
        all.map(|(path, _)| path.to_string()).collect()
    });
    texts.extend(files.iter().map(|(name, _)| format!("/{name}")));
    texts.extend(
        [
            "/zone",
            "/zone/none",
            "/zone/moved/x",
            "/zone/gone",
            "/zone/robots.txt",
            "/b",
            "/b/inner",
            "/b/inner/none",
            "/b/inner/away",
            "/solo",
            "/solo/below",
            "/old",
            "/a/old",
            "/zone/old",
            "/in",
            "/a/gone",
            "/posts/page/2/",
            "/page/2/",
            "/feed.xml",
            "/atom.xml",
            "/robots.txt",
            "/caps.txt",
            "/favicon.txt",
            "/search",
            "/tags/one/",
            "/tags/",
            "/x",
        ]
        .map(str::to_owned),
    );
    let mut guesses = BTreeSet::new();
    for text in texts {
        let stem = text.trim_end_matches('/');
        let short = stem.rsplit_once('.').map_or(stem, |(short, _)| short);
        for stem in [stem, short] {
            for end in ["", "/", ".txt", ".md", ".gmi", ".html", "/index.md"] {
                guesses.extend(CapsulePath::literal(&format!("{stem}{end}")).ok());
            }
        }
    }
    guesses
}

/// All that a stranger gets, byte for byte.
fn answer(site: &Site, at: &CapsulePath, form: Form, query: Option<&str>) -> String {
    let paths = vec![at.clone()];
    let request = Request { paths, form, query: query.map(str::to_owned) };
    let served_at = if form.protocol == Protocol::Gopher { site.served_at(&request) } else { None };
    let response = match site.handle(&request, None) {
        Response::Stream(stream) => {
            format!("{:?} {:?}", stream.media, stream.body.read_whole().unwrap())
        }
        other @ (Response::Page(_)
        | Response::Redirection(_)
        | Response::Prompt(_)
        | Response::Refused(_)) => format!("{other:?}"),
    };
    format!("{response} at {served_at:?}")
}

fn check(files: &[File], config: Option<&str>) {
    let dir = tempfile::tempdir().unwrap();
    if let Some(config) = config {
        fs::write(dir.path().join(config), "title: Site\n").unwrap();
    }
    for (number, (name, fields)) in files.iter().enumerate() {
        let file = dir.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let front = if fields.is_empty() {
            String::new()
        } else {
            format!("---\n{}\n---\n", fields.join("\n"))
        };
        fs::write(file, format!("{front}A word, number {number}.\n")).unwrap();
    }
    let options = options();
    let read = || {
        let folder = Arc::new(Folder::open(dir.path()).unwrap());
        site_with(capsule::load(&folder, &options, None).unwrap().0)
    };
    let full = read();
    let guesses = guesses(&full, files);
    let hidden: Vec<String> = full.with_capsule(|capsule| {
        let is_hidden = |path: &CapsulePath| options.zones.of(path).is_some();
        let seen = capsule.visible_to(Reader::Author);
        let pages = seen.pages().filter(|it| is_hidden(&it.path)).map(|it| it.source.to_string());
        let files = seen.files().map(|it| it.source.to_string());
        let files = files.filter(|it| capsule.path_of(it).is_some_and(is_hidden));
        pages.chain(files).collect()
    });
    for name in hidden {
        fs::remove_file(dir.path().join(name)).unwrap();
    }
    let without = read();
    for form in Protocol::ALL.into_iter().flat_map(|it| [Form::of(it), Form::text(it)]) {
        for at in &guesses {
            let got = answer(&full, at, form, None);
            assert_eq!(got, answer(&without, at, form, None), "{at} as {form:?}");
            if options.zones.of(at).is_some() {
                let refusal = match form.protocol {
                    Protocol::Gemini => Refusal::NoCertificate,
                    Protocol::Gopher | Protocol::Spartan | Protocol::Nex | Protocol::Finger => {
                        Refusal::NotFound
                    }
                };
                let refused = format!("{:?} at None", Response::Refused(refusal));
                assert_eq!(got, refused, "{at} as {form:?}");
            }
        }
        let found = |site| answer(site, &path("/search"), form, Some("word"));
        assert_eq!(found(&full), found(&without), "a search as {form:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, rng_seed: RngSeed::Fixed(1965), ..ProptestConfig::default() })]

    #[test]
    fn strangers_get_the_same_with_and_without_what_a_zone_holds(files in files(), jekyll: bool) {
        check(&files, jekyll.then_some("_config.yml"));
    }
}

#[test]
fn no_rule_answers_for_a_path_in_a_zone() {
    check(&[("index.md".to_owned(), vec![]), ("zone/x.md".to_owned(), vec![])], None);
}

#[test]
fn the_post_beside_a_hidden_one_leads_to_the_next() {
    let file = |name: &str| (name.to_owned(), vec!["title: Some title"]);
    let files =
        ["2026-01-01-first.md", "zone/2026-01-02-second.md", "a/2026-01-03-third.md"].map(file);
    check(&files, None);
}

#[test]
fn a_folder_is_in_no_menu_for_hidden_pages() {
    let file = |name: &str| (name.to_owned(), vec![]);
    check(&["index.md", "b/y.txt", "b/inner/x.md"].map(file), Some("_config.yml"));
}

#[test]
fn the_page_with_the_name_of_a_zone_is_closed_whatever_is_in_the_zone() {
    let file = |name: &str| (name.to_owned(), vec!["title: Some title"]);
    check(&["zone.md", "zone/x.md"].map(file), Some("_config.yml"));
}
