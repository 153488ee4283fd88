//! The order of pages that are too many to be ranked by all their words.

use super::stage;
use crate::search::index::{Fact, Index, Written};
use crate::search::{Entry, Query};

/// The paths of the first pages that are found among pages whose numbers are their days; `entry` says
/// what each holds.
fn first(pages: usize, typed: &str, entry: impl Fn(usize) -> Entry) -> Vec<String> {
    let paths: Vec<String> = (0..pages).map(|number| number.to_string()).collect();
    let written: Vec<Written<'_>> = (0..)
        .zip(&paths)
        .map(|(number, path)| Written {
            path,
            before: None,
            stamp: 1,
            around: 1,
            is_public: false,
            entry: entry(number),
        })
        .collect();
    let index = Index::in_memory().unwrap();
    let known = index.write(&written).unwrap();
    let fact = |day| Fact { day: Some(day), year: None, group: 0 };
    let facts: Vec<_> = known.iter().map(|it| it.id).zip((0..).map(fact)).collect();
    index.set_facts(&facts);
    let hits = index.find(&Query::read(typed), &|_| true, stage()).unwrap();
    assert_eq!(hits.count(), pages);
    let best = hits.best(0, 5).into_iter();
    best.map(|hit| index.kept(hit.page).unwrap().unwrap().path).collect()
}

fn entry(title: &str, headings: &str, text: &str) -> Entry {
    Entry {
        title: title.to_owned(),
        headings: headings.to_owned(),
        text: text.to_owned(),
        ..Entry::default()
    }
}

#[test]
fn pages_that_say_a_word_in_another_place_than_their_text_come_first() {
    let found = first(1100, "hay", |number| match number {
        7 => entry("Hay", "", "hay"),
        8..200 => entry("Other", "More\nhay", "hay"),
        _ => entry("Other", "More\nneedles", "hay hay hay"),
    });
    assert_eq!(found, ["7", "199", "198", "197", "196"]);
}

#[test]
fn where_hardly_any_does_the_texts_of_the_newest_count() {
    let found = first(1100, "hay", |number| match number {
        7 => entry("Hay", "", "Hay is hay."),
        500 | 1050 => entry("Other", "", "hay hay hay hay"),
        _ => entry("Other", "", "Much is said here and hay is named."),
    });
    assert_eq!(found[..2], ["7", "1050"]);
    assert!(!found.contains(&"500".to_owned()), "{found:?}");
}

#[test]
fn pages_with_a_phrase_in_their_title_come_first_and_then_the_newest() {
    let found = first(150, "\"small boxes\"", |number| match number {
        7 => entry("Small boxes", "", "small boxes"),
        8 => entry("Boxes, small ones", "", "small boxes"),
        _ => entry("Other", "", "small boxes"),
    });
    assert_eq!(found, ["7", "149", "148", "147", "146"]);
}
