mod many;

use std::time::{Duration, Instant};

use proptest::prelude::*;
use rusqlite::Connection;

use super::*;
use crate::search::{Entry, Query};

/// What is indexed in these tests: title, tags, text, day, group.
const PAGES: &[(&str, &str, &str, Option<i32>, u32)] = &[
    ("Of needles", "sewing", "Nothing else.", None, 0),
    ("Old", "", "A needle in hay. Small boxes.", Some(18_000), 0),
    ("New", "", "Needles everywhere. Boxes, small ones.", Some(20_000), 0),
    ("東京案内", "", "東京大学は京都にありません。Rust言語", None, 0),
    ("ภาษาไทย", "", "ภาษาไทยไม่มีช่องว่าง", None, 0),
    ("Languages", "c++", "C++ and C# and c, a --long-option of .deb", None, 0),
    ("Vitamins", "", "Vitamin c.", None, 0),
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
        .map(|(title, tags, text, _, group)| Written {
            path: title,
            before: None,
            stamp: 1,
            around: 1,
            is_public: *group == 0,
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

fn found_by(index: &Index, typed: &str, sees: &dyn Fn(u32) -> bool) -> (Vec<String>, Matched) {
    let hits = index.find(&Query::read(typed), sees, stage()).unwrap();
    let matched = hits.matched;
    let pages = hits.best(0, 100).into_iter();
    (pages.map(|hit| index.kept(hit.page).unwrap().unwrap().path).collect(), matched)
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
    let count = |sees: &dyn Fn(u32) -> bool| {
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
    let all = |group: u32| group == 0;
    assert_eq!(found_by(&index, "hay tokyo", &all), (vec!["Old".to_owned()], Matched::Any));
    assert_eq!(found_by(&index, "nowhere at", &all), (Vec::new(), Matched::All));
    let (pages, matched) = found_by(&index, "needle++", &all);
    assert_eq!((pages.len(), matched), (3, Matched::All), "without its signs");
}

#[test]
fn a_suggestion_is_the_same_whatever_else_there_is_that_a_reader_may_not_see() {
    let suggested = |closed: &[&str]| {
        let index = Index::in_memory().unwrap();
        let page = |number: usize, text: &str, is_public| {
            let path = Box::leak(number.to_string().into_boxed_str());
            let entry = Entry { text: text.to_owned(), ..Entry::default() };
            Written { path, before: None, stamp: 1, around: 1, is_public, entry }
        };
        let open = ["The lantern burns.", "A lantern.", "One lantarn.", "Xenon and a lamp."];
        let all = open.iter().map(|text| (*text, true));
        let all = all.chain(closed.iter().map(|text| (*text, false)));
        let pages: Vec<Written<'_>> =
            all.enumerate().map(|(number, (text, open))| page(number, text, open)).collect();
        let known = index.write(&pages).unwrap();
        let facts: Vec<(i64, Fact)> = (0_u32..)
            .zip(&known)
            .map(|(number, it)| (it.id, Fact { day: None, year: None, group: number / 4 }))
            .collect();
        index.set_facts(&facts);
        let typed =
            ["lanterm", "lantrn", "lantorn", "lanturn burns", "xylophnoe", "lapm", "zlantern"];
        typed.map(|typed| index.suggestion(&Query::read(typed), stage()).unwrap())
    };
    let without = suggested(&[]);
    assert_eq!(without[0].as_deref(), Some("lantern"));
    assert_eq!(without[3].as_deref(), Some("lantern burns"));
    let many = "lanterm lantarn lanturn lantorn lantrn xylophone lapm lamb zlantern ".repeat(3);
    assert_eq!(suggested(&[&many, "lantarn", "lantarn burns", "lanturn burns"]), without);
}

#[test]
fn an_index_in_memory_is_full_at_some_time_and_goes_on_with_what_is_in_it() {
    let index = Index::in_memory_of(256 << 10).unwrap();
    let text = |number: usize| {
        (0..500).map(|word| format!("w{number}x{word} ")).collect::<String>() + "needle"
    };
    let paths: Vec<String> = (0..1000).map(|number| number.to_string()).collect();
    let mut written: Vec<Known> = Vec::new();
    let fact = Fact { day: None, year: None, group: 0 };
    let error = paths.iter().enumerate().find_map(|(number, path)| {
        let entry = Entry { text: text(number), ..Entry::default() };
        let page = Written { path, before: None, stamp: 1, around: 1, is_public: true, entry };
        index.write(&[page]).map(|known| written.extend(known)).err()
    });
    assert!(error.unwrap().is_full());
    assert!(written.len() > 3, "{}", written.len());
    index.set_facts(&written.iter().map(|it| (it.id, fact)).collect::<Vec<_>>());
    assert_eq!(found(&index, "needle").len(), written.len());
    // What goes makes room.
    index.remove(&written.iter().map(|it| it.id).collect::<Vec<_>>()).unwrap();
    index.set_facts(&[]);
    assert_eq!(found(&index, "needle"), [""; 0]);
    let entry = Entry { text: "needle".to_owned(), ..Entry::default() };
    let page = Written { path: "new", before: None, stamp: 1, around: 1, is_public: true, entry };
    let known = index.write(&[page]).unwrap();
    index.set_facts(&[(known[0].id, fact)]);
    assert_eq!(found(&index, "needle"), ["new"]);
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
fn of_very_many_pages_those_are_ranked_that_readers_look_for() {
    let index = Index::in_memory().unwrap();
    let paths: Vec<String> = (0..1500).map(|number| number.to_string()).collect();
    // The oldest first; one of them says it often, one in its title, one is closed.
    let pages: Vec<Written<'_>> = paths
        .iter()
        .enumerate()
        .map(|(number, path)| {
            let often = if number == 1400 { 9 } else { 1 };
            let text = format!("A {}", "needle ".repeat(often));
            let title = if number == 3 { "Needle" } else { "" }.to_owned();
            let entry = Entry { title, text, ..Entry::default() };
            Written { path, before: None, stamp: 1, around: 1, is_public: number != 1499, entry }
        })
        .collect();
    let known = index.write(&pages).unwrap();
    let facts: Vec<(i64, Fact)> = (0..)
        .zip(&known)
        .map(|(number, known)| {
            let group = u32::from(number == 1499);
            (known.id, Fact { day: Some(number), year: Some(2024), group })
        })
        .collect();
    index.set_facts(&facts);
    let hits = |typed| {
        let hits = index.find(&Query::read(typed), &|group| group == 0, stage()).unwrap();
        assert!(hits.complete);
        (hits.count(), hits)
    };
    let pages = |hits: Hits, skipped, number| {
        let pages = hits.best(skipped, number).into_iter();
        pages.map(|hit| hit.page - known[0].id).collect::<Vec<_>>()
    };
    let searches: [(&str, &[i64]); 3] =
        [("needle", &[3, 1400]), ("a needle", &[3]), ("nee", &[3, 1400])];
    for (typed, best) in searches {
        let (count, hits) = hits(typed);
        assert_eq!(count, 1499, "{typed}");
        assert_eq!(pages(hits.clone(), 0, best.len()), best, "{typed}");
        // Those that are not ranked are there, too, the newest first.
        assert_eq!(pages(hits, 1496, 9), [2, 1, 0], "{typed}");
    }
    // A phrase stands in no title.
    assert_eq!(pages(hits("\"a needle\"").1, 0, 1), [1498]);
    assert_eq!(hits("year:2024 needle").0, 1499);
    assert_eq!(hits("year:2024 -needle").0, 0);
}

#[test]
fn a_search_without_time_says_that_there_may_be_more() {
    let index = index();
    let stage = Stage { until: Instant::now(), today: 0 };
    let hits = index.find(&Query::read("needle"), &|_| true, stage).unwrap();
    assert!(!hits.complete);
}

#[test]
fn wherever_the_time_is_over_what_was_found_is_given() {
    let mut index = index();
    let (mut broken_off, mut moment) = (0, 1);
    loop {
        let query = Query::read("needel smal");
        // As if the time were over at that instruction.
        let left = std::sync::Arc::new(std::sync::atomic::AtomicI32::new(moment));
        let looked_at = std::sync::Arc::clone(&left);
        let is_over = move || looked_at.fetch_sub(1, std::sync::atomic::Ordering::Relaxed) <= 1;
        index.connection().progress_handler(1, Some(is_over)).unwrap();
        let hits = index.find(&query, &|_| true, stage()).unwrap();
        index.suggestion(&query, stage()).unwrap();
        if left.load(std::sync::atomic::Ordering::Relaxed) > 0 {
            break;
        }
        broken_off += usize::from(!hits.complete);
        moment += 1;
    }
    assert!(broken_off > 10, "{broken_off}");
}

#[test]
fn a_page_changes_and_goes() {
    let index = index();
    let (_, known) = index.known().unwrap().into_iter().find(|(at, _)| *at == key("Old")).unwrap();
    let entry =
        Entry { title: "Old".to_owned(), text: "A haystack.".to_owned(), ..Entry::default() };
    let written =
        Written { path: "Old", before: Some(known), stamp: 2, around: 1, is_public: true, entry };
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
    let written =
        Written { path: "/kept", before: None, stamp: 1, around: 2, is_public: true, entry };
    let known = Index::open(&file).unwrap().write(&[written]).unwrap();
    let index = Index::open(&file).unwrap();
    assert_eq!(index.known().unwrap(), [(key("/kept"), known[0])]);
    assert_eq!(found(&index, "needle"), [""; 0], "before anybody says that it is there still");
    index.set_facts(&[(known[0].id, fact)]);
    assert_eq!(found(&index, "needle"), ["/kept"]);
    let kept = Kept { path: "/kept".to_owned(), stamp: 1, text: Some("needle\n".to_owned()) };
    assert_eq!(index.kept(known[0].id).unwrap(), Some(kept));
    assert_eq!(index.kept(known[0].id + 1).unwrap(), None);
    let copy = Index::copy_of(&file).unwrap();
    copy.set_facts(&[(known[0].id, fact)]);
    assert_eq!(found(&copy, "needle"), ["/kept"]);
    let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_file_that_is_no_index_is_seen_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("search.sqlite");
    let is_damaged = || Index::open(&file).is_err_and(|error| error.is_damage());
    for bytes in [&b"no index"[..], &[1; 100_000], b"SQLite format 3\0 and no more"] {
        std::fs::write(&file, bytes).unwrap();
        assert!(is_damaged(), "{bytes:?}");
        Index::remove_file(&file).unwrap();
        assert!(Index::open(&file).unwrap().known().unwrap().is_empty());
    }
    // Of another version, and of something else.
    let changes = ["user_version = 99", "application_id = 7"].map(|it| format!("PRAGMA {it}"));
    let tables =
        ["pages", "texts", "words", "prominent", "terms"].map(|it| format!("DROP TABLE {it}"));
    for change in changes.iter().chain(&tables) {
        Connection::open(&file).unwrap().execute_batch(change).unwrap();
        assert!(is_damaged(), "{change}");
        Index::remove_file(&file).unwrap();
        Index::open(&file).unwrap();
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
