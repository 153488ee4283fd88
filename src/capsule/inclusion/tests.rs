use crate::access::{Admitted, Guests, Zone, Zones};
use crate::capsule::tests::TestSite;
use crate::generator::Options;
use crate::path::CapsulePath;

const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEG\n";

/// A site with a zone for members, and the server's own files in `state`.
fn site(files: &[(&str, &str)]) -> TestSite {
    let path = CapsulePath::literal("/members/").unwrap();
    let members = Zone { path, admitted: Admitted::Any, guests: Guests::default(), listed: false };
    let options = Options {
        zones: Zones::new(vec![members]),
        kept_back: vec!["state".to_owned()],
        ..Options::default()
    };
    TestSite::with(&options, files)
}

/// The text of a page and its warnings.
fn shown(site: &TestSite, path: &str) -> (String, Vec<String>) {
    let warnings = site.capsule.page(site.page(path)).unwrap().warnings;
    (site.text(path).trim().to_owned(), warnings.iter().map(ToString::to_string).collect())
}

#[test]
fn a_page_of_jekyll_shows_nothing_that_is_kept_from_its_readers() {
    const NAMES: &[&str] =
        &["members/list.txt", "members/a.md", "state/a.txt", ".env", "a.key.pem", "key.txt"];
    let index: String =
        NAMES.iter().map(|name| format!("{{% include_relative {name} %}}\n")).collect();
    let index = format!("---\n---\n{index}");
    let mut files = vec![
        ("_config.yml", "title: Site\n"),
        ("index.md", index.as_str()),
        ("open.md", "---\n---\n{% include open.html %} {% include_relative near.txt %}"),
        ("_includes/open.html", "open"),
        ("near.txt", "near"),
        ("members/index.md", "---\n---\n{% include open.html %} {% include_relative list.txt %}"),
    ];
    files.extend(NAMES.iter().map(|name| (*name, if *name == "key.txt" { KEY } else { "secret" })));
    let site = site(&files);
    let warnings = (3..).zip(NAMES).map(|(line, name)| {
        format!(
            "index.md:{line}:1: \"{name}\" cannot be included: there is no such file that this page \
             may show"
        )
    });
    assert_eq!(shown(&site, "/"), (String::new(), warnings.collect()));
    assert_eq!(shown(&site, "/open.html"), ("open near".to_owned(), Vec::new()));
    assert_eq!(shown(&site, "/members/"), ("open secret".to_owned(), Vec::new()));
}

#[test]
fn a_chapter_shows_nothing_that_is_kept_from_its_readers() {
    const KEPT: &[(&str, &str)] = &[
        ("members/list.txt", "it is in a zone, and this page is not"),
        ("members/unlisted.md", "it is in a zone, and this page is not"),
        ("../state/a.txt", "it is one of the server's own files"),
        ("../propus.toml", "hidden files are not shown"),
        ("key.txt", "it holds a secret"),
        ("draft.md", "its author keeps it back"),
        ("later.md", "its author keeps it back"),
    ];
    let chapter: String =
        KEPT.iter().map(|(name, _)| format!("{{{{#include {name}}}}}\n")).collect();
    let site = site(&[
        ("book.toml", ""),
        ("src/SUMMARY.md", "- [One](one.md)\n- [Two](two.md)\n- [Three](members/three.md)\n"),
        ("src/one.md", &chapter),
        ("src/two.md", "{{#include ../code/a.rs}} {{#include part.md}}"),
        ("src/members/three.md", "{{#include list.txt}}"),
        ("src/members/list.txt", "secret"),
        ("src/members/unlisted.md", "secret"),
        ("src/draft.md", "---\ndraft: true\n---\nsecret"),
        ("src/later.md", "---\ndate: 9999-01-01\n---\nsecret"),
        ("src/part.md", "part"),
        ("src/key.txt", KEY),
        ("code/a.rs", "fn a() {}"),
        ("state/a.txt", "secret"),
        ("propus.toml", "secret"),
    ]);
    let warnings = (1..).zip(KEPT).map(|(line, (name, reason))| {
        format!("src/one.md:{line}: {name} can't be included: {reason}")
    });
    assert_eq!(shown(&site, "/one.html"), (String::new(), warnings.collect()));
    assert_eq!(shown(&site, "/two.html"), ("fn a() {} part".to_owned(), Vec::new()));
    assert_eq!(shown(&site, "/members/three.html"), ("secret".to_owned(), Vec::new()));
}

#[test]
fn a_menu_shows_nothing_that_is_kept_from_its_readers() {
    let site = site(&[
        ("gophermap", "=members/list.txt\n=state/a.txt\n=.env\n=key.txt\n=none.txt\n"),
        ("members/list.txt", "secret"),
        ("state/a.txt", "secret"),
        (".env", "secret"),
        ("key.txt", KEY),
    ]);
    let page = site.capsule.page(site.page("/")).unwrap();
    let warnings: Vec<String> = page.warnings.iter().map(ToString::to_string).collect();
    let expected = [
        "gophermap:1: =members/list.txt: it is in a zone, and this page is not",
        "gophermap:2: =state/a.txt: it is one of the server's own files",
        "gophermap:3: =.env: no file of the capsule can have that name",
        "gophermap:4: =key.txt: it holds a secret",
        "gophermap:5: =none.txt: there is no such file in the capsule (propus runs no programs)",
    ];
    assert_eq!(warnings, expected);
}
