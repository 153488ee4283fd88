use std::time::{Duration, Instant};

use super::*;
use crate::access::{Admitted, Guests, Zone, Zones};
use crate::capsule::tests::TestSite;
use crate::capsule::{Capsule, Reader, load};
use crate::content::Folder;
use crate::document::{Block, Document, words};
use crate::exchange::Identity;
use crate::fingerprint::Fingerprint;
use crate::generator::Options;
use crate::path::CapsulePath;
use crate::search::Index;
use std::sync::Arc;

const FILES: &[(&str, &str)] = &[
    ("old.md", "---\ndate: 2020-01-01\n---\n# Old\n\nA [Needle](/new) in hay.\n"),
    ("new.md", "---\ndate: 2024-01-01\n---\n# New\n\nnEEDLEs everywhere, NADEL and ÉPINGLE too.\n"),
    ("named.md", "# Of needles\n\nNothing else.\n"),
    ("draft.md", "---\ndraft: true\n---\nneedle\n"),
    ("unlisted.md", "---\nunlisted: true\n---\nneedle\n"),
    ("left.md", "---\nsearch: false\n---\nneedle\n"),
    ("404.md", "needle\n"),
    ("menu.gph", "By hand\n[1|A needle|/new|server|port]\n"),
    ("search.md", "# The search of the web\n"),
];

fn options() -> Options {
    Options { search: true, ..Options::default() }
}

fn indexed(capsule: &Arc<Capsule>) -> SearchIndex {
    let index = SearchIndex::of(Index::in_memory().unwrap()).unwrap();
    assert_eq!(index.follow(capsule, Pace::Whole, &|| true).unwrap(), 0);
    index
}

fn asked(typed: &str) -> Asked<'_> {
    let until = Instant::now() + Duration::from_secs(600);
    Asked { typed, page: 1, reader: Reader::Client(None), until }
}

fn labels(document: &Document) -> Vec<String> {
    let entries = document
        .blocks
        .iter()
        .filter_map(|block| if let Block::Entries(entries) = block { Some(entries) } else { None });
    entries.flatten().map(|entry| entry.label.clone()).collect()
}

fn found(capsule: &Arc<Capsule>, index: &SearchIndex, typed: &str) -> Vec<String> {
    labels(&capsule.search(Some(index), asked(typed)).unwrap())
}

fn sentences(document: &Document) -> Vec<String> {
    let paragraphs = document.blocks.iter().filter_map(|block| {
        if let Block::Paragraph(content) = block { Some(words(content)) } else { None }
    });
    paragraphs.collect()
}

/// A folder that is changed and read again.
struct Changing(tempfile::TempDir);

impl Changing {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, text: &str) {
        let file = self.0.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    fn read(&self, before: Option<&Capsule>) -> Arc<Capsule> {
        self.read_with(&options(), before)
    }

    fn read_with(&self, options: &Options, before: Option<&Capsule>) -> Arc<Capsule> {
        let opened = Arc::new(Folder::open(self.0.path()).unwrap());
        load(&opened, options, before).unwrap().0
    }
}

#[test]
fn pages_are_found_by_what_they_show() {
    let site = TestSite::with(&options(), FILES);
    let index = indexed(&site.capsule);
    let check = |typed, expected: &[&str]| {
        assert_eq!(found(&site.capsule, &index, typed), expected, "{typed}");
    };
    check("needle", &["Menu", "Old", "Of needles", "New"]);
    check("  NEEDLE  hay ", &["Old"]);
    check("epingle", &["New"]);
    check("old needle", &["Old"]);
    check("nowhere", &[]);
    check("year:2020", &["Old"]);
}

#[test]
fn a_template_is_found_by_what_it_writes() {
    let site = TestSite::with(
        &options(),
        &[
            ("_config.yml", "title: T\n"),
            ("_includes/inner.html", "Included sentence.\n"),
            (
                "a.md",
                "---\nlayout: page\n---\n{% include inner.html %}\n\n{% highlight rust %}\nlet x\n{% endhighlight %}\n![A described picture](x.png)\n",
            ),
        ],
    );
    let index = indexed(&site.capsule);
    for (typed, number) in [
        ("included", 1),
        ("\"let x\"", 1),
        ("described picture", 1),
        ("layout", 0),
        ("endhighlight", 0),
        ("include", 1),
        ("\"layout\"", 0),
    ] {
        assert_eq!(found(&site.capsule, &index, typed).len(), number, "{typed}");
    }
}

#[test]
fn a_result_says_where_the_words_stand() {
    let site = TestSite::with(&options(), FILES);
    let index = indexed(&site.capsule);
    let page = |typed| site.capsule.search(Some(&index), asked(typed)).unwrap();
    let check = |typed, expected: &[&str]| assert_eq!(sentences(&page(typed)), expected, "{typed}");
    assert_eq!(page("needle hay").title, "Search: needle hay");
    check("needle hay", &["One page.", "A [Needle] in [hay]."]);
    check("nothing", &["One page.", "[Nothing] else."]);
    check("of needles", &["One page.", "Nothing else."]);
    check("zzzz", &["No page was found."]);
    check("zzzz yyyy", &["No page holds all of these words."]);
    check(
        "hay zzzz",
        &[
            "No page holds all of these words, but some of them are found. One page.",
            "A Needle in [hay].",
        ],
    );
    check(
        "neelde hay",
        &[
            "No page holds all of these words, but some of them are found. One page.",
            "A Needle in [hay].",
        ],
    );
    assert_eq!(labels(&page("neelde hay")), ["Did you mean: needle hay", "Old"]);
    let unindexed = site.capsule.search(None, asked("needle")).unwrap();
    assert_eq!(sentences(&unindexed), ["No page was found.", "So far 0 of 4 pages can be found."]);
}

#[test]
fn results_come_in_pages_of_ten() {
    let texts: Vec<String> = (0..25).map(|number| format!("{number:02}.md")).collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|name| (name.as_str(), "needle")).collect();
    let site = TestSite::with(&options(), &files);
    let index = indexed(&site.capsule);
    let page = |page| site.capsule.search(Some(&index), Asked { page, ..asked("needle") }).unwrap();
    let numbers: Vec<usize> = (1..=4).map(|number| labels(&page(number)).len()).collect();
    assert_eq!(numbers, [10, 10, 5, 5], "who asks for more gets the last");
    let all: std::collections::BTreeSet<String> =
        (1..=3).flat_map(|number| labels(&page(number))).collect();
    assert_eq!(all.len(), 25);
    assert_eq!(sentences(&page(2))[0], "25 pages. Page 2 of 3.");
    let footer = |number| {
        let footer = page(number).footer;
        footer.iter().map(|link| words(&link.content)).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(footer(1), "More results, Search again");
    assert_eq!(footer(2), "More results, Earlier results, Search again");
    assert_eq!(footer(3), "Earlier results, Search again");
}

#[test]
fn the_search_has_its_path_alone() {
    let site = TestSite::with(&options(), FILES);
    assert_eq!(site.warnings, ["search.md: it is not served: the search is served at /search"]);
}

#[test]
fn what_changes_is_found_as_it_is() {
    let folder = Changing::new();
    folder.write("_config.yml", "title: T\n");
    folder.write("_includes/inner.html", "before\n");
    folder.write("kept.md", "---\n---\nA needle.\n");
    folder.write("gone.md", "---\n---\nA needle.\n");
    folder.write("includes.md", "---\n---\n{% include inner.html %}\n");
    let first = folder.read(None);
    let index = indexed(&first);
    assert_eq!(found(&first, &index, "needle").len(), 2);
    folder.write("kept.md", "---\n---\nA changed pin.\n");
    folder.write("added.md", "---\n---\nAnother needle.\n");
    folder.write("_includes/inner.html", "afterwards\n");
    std::fs::remove_file(folder.0.path().join("gone.md")).unwrap();
    let second = folder.read(Some(&first));
    assert_eq!(index.follow(&second, Pace::Whole, &|| false).unwrap(), 0);
    assert_eq!(found(&second, &index, "needle"), [""; 0], "what is old is not found any more");
    index.follow(&second, Pace::Whole, &|| true).unwrap();
    assert_eq!(found(&second, &index, "needle"), ["Added"]);
    assert_eq!(found(&second, &index, "pin"), ["Kept"]);
    assert_eq!(found(&second, &index, "afterwards"), ["Includes"]);
    assert_eq!(found(&second, &index, "before"), [""; 0]);
}

#[test]
fn an_index_that_is_taken_up_again_knows_what_has_not_changed() {
    let site = TestSite::with(&options(), FILES);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("index");
    let opened = || SearchIndex::of(Index::open(&file).unwrap()).unwrap();
    opened().follow(&site.capsule, Pace::Whole, &|| true).unwrap();
    let index = opened();
    let told = |index| sentences(&site.capsule.search(index, asked("hay")).unwrap());
    assert_eq!(told(Some(&index)), told(None), "nothing can be said of any page yet");
    // No page is looked at: it would be found before that.
    index.follow(&site.capsule, Pace::Whole, &|| false).unwrap();
    assert_eq!(found(&site.capsule, &index, "hay"), ["Old"]);
}

#[test]
fn what_is_as_it_was_is_not_looked_at_again() {
    let folder = Changing::new();
    folder.write("_config.yml", "title: T\nlang: de\n");
    for number in 0..5 {
        let text = "---\ntitle: A page\ntags: [a, b]\n---\nneedle\n";
        folder.write(&format!("{number}.md"), text);
    }
    let first = folder.read(None);
    let index = indexed(&first);
    for before in [None, Some(&*first)] {
        let looked_at = std::cell::Cell::new(0);
        let count = || {
            looked_at.set(looked_at.get() + 1);
            true
        };
        index.follow(&folder.read(before), Pace::Whole, &count).unwrap();
        assert_eq!(looked_at.get(), 0);
    }
}

#[test]
fn what_a_page_of_a_book_includes_is_found_as_it_is_by_now() {
    let folder = Changing::new();
    folder.write("book.toml", "[book]\ntitle = \"B\"\n");
    folder.write("src/SUMMARY.md", "- [A](a.md)\n");
    folder.write("src/a.md", "# A\n\n{{#include part.txt}}\n");
    folder.write("src/part.txt", "before\n");
    let first = folder.read(None);
    let index = indexed(&first);
    assert_eq!(found(&first, &index, "before"), ["A"]);
    folder.write("src/part.txt", "afterwards\n");
    let second = folder.read(Some(&first));
    index.follow(&second, Pace::Whole, &|| true).unwrap();
    assert_eq!(found(&second, &index, "afterwards"), ["A"]);
    assert_eq!(found(&second, &index, "before"), [""; 0]);
}

#[test]
fn pages_that_show_others_have_their_turns_and_one_for_each_snapshot() {
    let folder = Changing::new();
    folder.write("_config.yml", "title: T\n");
    folder.write("_includes/inner.html", "before\n");
    for number in 0..4 {
        folder.write(&format!("{number}.md"), "---\n---\n{% include inner.html %}\n");
    }
    let mut capsule = folder.read(None);
    let index = indexed(&capsule);
    let follow = |capsule: &Arc<Capsule>, most: usize| {
        let looked_at = std::cell::Cell::new(0);
        let go_on = || {
            looked_at.set(looked_at.get() + 1);
            looked_at.get() <= most
        };
        index.follow(capsule, Pace::Whole, &go_on).unwrap();
        looked_at.get().min(most)
    };
    assert_eq!(follow(&capsule, 9), 0, "they have been looked at for this one");
    folder.write("_includes/inner.html", "afterwards\n");
    for turn in 1..=4 {
        capsule = folder.read(Some(&capsule));
        assert_eq!(follow(&capsule, 1), 1);
        assert_eq!(found(&capsule, &index, "afterwards").len(), turn, "each time another one");
    }
    assert_eq!(follow(&capsule, 9), 3);
    assert_eq!(follow(&capsule, 9), 0);
}

/// One zone.
fn club(admitted: Admitted, listed: bool) -> Zones {
    let path = CapsulePath::literal("/club/").unwrap();
    Zones::new(vec![Zone { path, admitted, guests: Guests::default(), listed }])
}

#[test]
fn a_page_that_is_closed_is_not_suggested_from_any_more() {
    let zones = |closed: bool| {
        if closed { club(Admitted::Listed(Vec::new()), false) } else { Zones::default() }
    };
    let folder = Changing::new();
    folder.write("a.md", "# Open\n\nA needle.\n");
    folder.write("club/b.md", "# Club\n\nA xylophone.\n");
    let index = SearchIndex::of(Index::in_memory().unwrap()).unwrap();
    for (closed, expected) in [(false, 1), (true, 0), (false, 1)] {
        let options = Options { zones: zones(closed), ..options() };
        let capsule = folder.read_with(&options, None);
        index.follow(&capsule, Pace::Whole, &|| true).unwrap();
        assert_eq!(found(&capsule, &index, "xylophnoe").len(), expected, "{closed}");
    }
}

#[test]
fn what_was_withdrawn_is_not_quoted() {
    let folder = Changing::new();
    let read = |text: &str, before: Option<&Capsule>| {
        folder.write("a.md", text);
        folder.read(before)
    };
    let file = folder.0.path().join("index");
    let index = SearchIndex::open(&file).unwrap();
    let first = read("# A\n\nThe needle is a secret.\n", None);
    index.follow(&first, Pace::Whole, &|| true).unwrap();
    // Readers get the new one already, and the index does not know it yet.
    let second = read("# A\n\nThe needle is gone, and all.\n", Some(&first));
    let page = second.search(Some(&index), asked("needle")).unwrap();
    assert_eq!(sentences(&page), ["One page.", "The [needle] is gone, and all."]);
}

#[test]
fn nobody_finds_what_he_may_not_read() {
    let anna = Identity {
        certificate: Fingerprint::of(b"anna"),
        public_key: Fingerprint::of(b"anna's key"),
        not_before: jiff::Timestamp::MIN,
        not_after: jiff::Timestamp::MAX,
        name: None,
    };
    for listed in [false, true] {
        let zones = club(Admitted::Listed(vec![anna.certificate]), listed);
        let options = Options { zones, ..options() };
        let files = [
            ("a.md", "# Open\n\nA needle.\n"),
            ("club/b.md", "# Closed\n\nA needle, xylophone.\n"),
        ];
        let site = TestSite::with(&options, &files);
        let index = indexed(&site.capsule);
        let of = |typed, reader| {
            let page = site.capsule.search(Some(&index), Asked { reader, ..asked(typed) }).unwrap();
            (labels(&page), sentences(&page)[0].clone())
        };
        let (stranger, member) = (Reader::Client(None), Reader::Client(Some(&anna)));
        assert_eq!(of("needle", stranger), (vec!["Open".to_owned()], "One page.".to_owned()));
        assert_eq!(of("needle", member).0.len(), 2);
        assert_eq!(of("closed", stranger).0, [""; 0], "not by its title either");
        assert_eq!(of("xylophnoe", stranger).0, [""; 0], "nor is its word suggested");
        assert_eq!(of("xylophone", member).0, ["Closed"]);
    }
}

#[test]
fn an_author_hears_of_a_page_that_is_too_long_to_be_found_whole() {
    let long = "word ".repeat(300_000);
    let files = [("long.md", long.as_str()), ("short.md", "word\n")];
    let told = |options: &Options| {
        let site = TestSite::with(options, &files);
        let told = crate::capsule::page_warnings(&site.capsule, &|| true);
        told.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let expected =
        "long.md: a search finds what stands in the first 1048576 bytes of its text alone";
    assert_eq!(told(&options()), [expected]);
    assert_eq!(told(&Options::default()), [""; 0]);
}

#[test]
fn the_words_are_shown_from_whatever_holds_them() {
    let cases = [
        "# Hay\n\n## A needle\n\nHay.\n",
        "Hay.\n\n***\n\nA needle\n",
        "* Hay\n* A needle\n",
        "> Hay.\n>\n> A needle\n",
        "```\nHay\n    A needle\nHay\n```\n",
        "| A needle | hay |\n|---|---|\n| hay | hay |\n",
        "| hay | hay |\n|---|---|\n| hay | hay |\n| hay | A needle |\n",
        "A needle\n: Hay.\n",
        "Hay\n: Hay.\n: A needle\n",
        "Hay[^1].\n\n[^1]: A needle\n",
    ];
    for text in cases {
        let site = TestSite::with(&options(), &[("a.md", text)]);
        let index = indexed(&site.capsule);
        let page = site.capsule.search(Some(&index), asked("needle")).unwrap();
        assert_eq!(sentences(&page).last().unwrap(), "A [needle]", "{text}");
    }
}
