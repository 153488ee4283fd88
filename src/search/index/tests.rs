use std::time::{Duration, Instant};

use proptest::prelude::*;
use rusqlite::Connection;

use super::*;
use crate::search::{Entry, Query};

/// What is indexed in these tests: title, tags, text, day, group.
const PAGES: &[(&str, &str, &str, Option<i32>, u16)] = &[
    ("Of needles", "sewing", "Nothing else.", None, 0),
    ("Old", "", "A needle in hay. Small boxes.", Some(18_000), 0),
    ("New", "", "Needles everywhere. Boxes, small ones.", Some(20_000), 0),
    ("東京案内", "", "東京大学は京都にありません。Rust言語", None, 0),
    ("ภาษาไทย", "", "ภาษาไทยไม่มีช่องว่าง", None, 0),
    ("Languages", "c++", "C++ and C# and c, a --long-option of .deb", None, 0),
    ("Club", "sewing", "A secret needle, xylophone.", None, 1),
];

fn index() -> Index {
    let index = Index::in_memory().unwrap();
    let entry = |title: &str, tags: &str, text: &str| Entry {
        title: title.to_owned(),
        tags: tags.to_owned(),
        text: text.to_owned(),
        ..Entry::default()
    };
    let written: Vec<Written<'_>> = PAGES
        .iter()
        .map(|(title, tags, text, ..)| Written {
            path: title,
            before: None,
            stamp: 1,
            around: 1,
            entry: entry(title, tags, text),
        })
        .collect();
    let known = index.write(&written).unwrap();
    let facts: Vec<(i64, Fact)> = known
        .iter()
        .zip(PAGES)
        .map(|(known, (.., day, group))| {
            (known.id, Fact { day: *day, year: day.map(|_| 2024), group: *group })
        })
        .collect();
    index.set_facts(&facts);
    index
}

fn stage() -> Stage {
    Stage { until: Instant::now() + Duration::from_secs(600), today: 20_100 }
}

fn found_by(index: &Index, typed: &str, sees: &dyn Fn(u16) -> bool) -> (Vec<String>, Matched) {
    let hits = index.find(&Query::read(typed), sees, stage()).unwrap();
    let matched = hits.matched;
    let pages = hits.best(0, 100).into_iter();
    (pages.map(|hit| index.path(hit.page).unwrap().unwrap()).collect(), matched)
}

fn found(index: &Index, typed: &str) -> Vec<String> {
    found_by(index, typed, &|group| group == 0).0
}

#[test]
fn the_best_come_first() {
    let index = index();
    let check =
        |typed: &str, expected: &[&str]| assert_eq!(found(&index, typed), expected, "{typed}");
    check("needles", &["Of needles", "New"]);
    check("needle", &["Old", "Of needles", "New"]);
    check("NEEDLE hay", &["Old"]);
    check("\"small boxes\"", &["Old"]);
    check("small boxes", &["New", "Old"]);
    check("needle -hay", &["Of needles", "New"]);
    check("tag:sewing", &["Of needles"]);
    check("intitle:needles", &["Of needles"]);
    check("needle year:2024", &["Old", "New"]);
    check("year:2024", &["New", "Old"]);
    check("year:1999", &[]);
    check("東京", &["東京案内"]);
    check("京", &["東京案内"]);
    check("大学", &["東京案内"]);
    check("京大", &["東京案内"]);
    check("大京", &[]);
    check("rust言語", &["東京案内"]);
    check("ไทย", &["ภาษาไทย"]);
    check("c++", &["Languages"]);
    check("--long-option", &["Languages"]);
    check("long option", &["Languages"]);
    check(".deb", &["Languages"]);
    check("xylophone", &[]);
}

#[test]
fn a_page_that_a_reader_may_not_see_is_not_counted() {
    let index = index();
    let count = |sees: &dyn Fn(u16) -> bool| {
        index.find(&Query::read("needle"), sees, stage()).unwrap().count()
    };
    assert_eq!((count(&|group| group == 0), count(&|_| true)), (3, 4));
    assert_eq!(found_by(&index, "xylophone", &|_| true).0, ["Club"]);
    let suggested = |typed| index.suggestion(&Query::read(typed), stage()).unwrap();
    assert_eq!(suggested("xylophne"), None, "a word of the club");
    assert_eq!(suggested("neddle").as_deref(), Some("needle"));
}

#[test]
fn where_no_page_holds_all_words_those_with_some_are_found() {
    let index = index();
    let all = |group: u16| group == 0;
    assert_eq!(found_by(&index, "hay tokyo", &all), (vec!["Old".to_owned()], Matched::Any));
    assert_eq!(found_by(&index, "nowhere at", &all), (Vec::new(), Matched::All));
    let (pages, matched) = found_by(&index, "needle++", &all);
    assert_eq!((pages.len(), matched), (3, Matched::All), "without its signs");
}

#[test]
fn what_was_meant_is_suggested() {
    let index = index();
    let suggested = |typed| index.suggestion(&Query::read(typed), stage()).unwrap();
    assert_eq!(suggested("lanuages").as_deref(), Some("languages"));
    assert_eq!(suggested("smal boxs").as_deref(), Some("small boxes"));
    assert_eq!(suggested("needle"), None, "it is right");
    assert_eq!(suggested("zzzzzz"), None);
    assert_eq!(suggested("hya needel").as_deref(), Some("hay needle"));
    assert_eq!(suggested("tag:sewng"), None, "a field is left as it is");
}

#[test]
fn pages_are_turned() {
    let index = index();
    let page = |skipped| {
        let hits = index.find(&Query::read("needle"), &|_| true, stage()).unwrap();
        hits.best(skipped, 2).into_iter().map(|hit| hit.page).collect::<Vec<_>>()
    };
    let all = index.find(&Query::read("needle"), &|_| true, stage()).unwrap().best(0, 9);
    let all: Vec<i64> = all.into_iter().map(|hit| hit.page).collect();
    assert_eq!([page(0), page(2)].concat(), all);
    assert_eq!(page(4), [0_i64; 0]);
}

#[test]
fn a_search_without_time_says_that_there_may_be_more() {
    let index = index();
    let stage = Stage { until: Instant::now(), today: 0 };
    let hits = index.find(&Query::read("needle"), &|_| true, stage).unwrap();
    assert!(!hits.complete);
}

#[test]
fn a_page_changes_and_goes() {
    let index = index();
    let (_, known) = index.known().unwrap().into_iter().find(|(at, _)| *at == key("Old")).unwrap();
    let entry =
        Entry { title: "Old".to_owned(), text: "A haystack.".to_owned(), ..Entry::default() };
    let written = Written { path: "Old", before: Some(known), stamp: 2, around: 1, entry };
    let now = index.write(&[written]).unwrap();
    assert_eq!(now.iter().map(|it| it.id).collect::<Vec<_>>(), [known.id]);
    assert_eq!(found(&index, "hay"), ["Old"], "as the beginning of a word");
    assert_eq!(found(&index, "boxes"), ["New"]);
    index.remove(&[known.id]).unwrap();
    assert_eq!(found(&index, "hay"), [""; 0]);
    assert!(index.known().unwrap().iter().all(|(at, _)| *at != key("Old")));
}

#[test]
fn an_index_is_taken_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("search.sqlite");
    let entry = Entry { title: "Kept".to_owned(), text: "needle\n".to_owned(), ..Entry::default() };
    let fact = Fact { day: None, year: None, group: 0 };
    let written = Written { path: "/kept", before: None, stamp: 1, around: 2, entry };
    let known = Index::open(&file).unwrap().write(&[written]).unwrap();
    let index = Index::open(&file).unwrap();
    assert_eq!(index.known().unwrap(), [(key("/kept"), known[0])]);
    assert_eq!(found(&index, "needle"), [""; 0], "before anybody says that it is there still");
    index.set_facts(&[(known[0].id, fact)]);
    assert_eq!(found(&index, "needle"), ["/kept"]);
    assert_eq!(index.text(known[0].id).unwrap().as_deref(), Some("needle\n"));
    let copy = Index::copy_of(&file).unwrap();
    copy.set_facts(&[(known[0].id, fact)]);
    assert_eq!(found(&copy, "needle"), ["/kept"]);
    let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_file_that_is_no_index_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("search.sqlite");
    let is_empty = || Index::open(&file).unwrap().known().unwrap().is_empty();
    for bytes in [&b""[..], b"no index", &[0; 100_000], b"SQLite format 3\0 and no more"] {
        std::fs::write(&file, bytes).unwrap();
        assert!(is_empty(), "{bytes:?}");
    }
    // Of another version, and of something else.
    for change in ["PRAGMA user_version = 99", "PRAGMA application_id = 7", "DROP TABLE pages"] {
        Connection::open(&file).unwrap().execute_batch(change).unwrap();
        assert!(is_empty(), "{change}");
    }
}

#[test]
fn damage_is_told_from_a_full_disk() {
    let failure =
        |code| Error::Index(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None));
    assert!(failure(rusqlite::ffi::SQLITE_CORRUPT).is_damage());
    assert!(failure(rusqlite::ffi::SQLITE_NOTADB).is_damage());
    assert!(!failure(rusqlite::ffi::SQLITE_FULL).is_damage());
    assert!(!failure(rusqlite::ffi::SQLITE_BUSY).is_damage());
    assert!(!failure(rusqlite::ffi::SQLITE_READONLY).is_damage());
    let source = std::io::ErrorKind::PermissionDenied.into();
    assert!(!Error::File { file: "x".into(), source }.is_damage());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_is_typed_is_an_error(
        typed in r#"([a-c東京ไท "'*^:(){}+.\-#\\/\u{0}-\u{1f}é🎉]|AND|OR|NOT|NEAR|tag:|intitle:|year:|\PC){0,60}"#
    ) {
        let index = Index::in_memory().unwrap();
        let query = Query::read(&typed);
        let hits = index.find(&query, &|_| true, stage());
        prop_assert!(hits.is_ok(), "{typed:?}: {hits:?}");
        let suggestion = index.suggestion(&query, stage());
        prop_assert!(suggestion.is_ok(), "{typed:?}: {suggestion:?}");
    }
}
