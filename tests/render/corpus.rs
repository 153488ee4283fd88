//! Each page of `corpus/` becomes the `.gmi`, `.menu`, `.txt` and `.web` (HTML) that stand beside it.
//! `corpus.md` says what each page is there for.
//!
//! `PROPUS_BLESS=1 cargo test --test corpus` writes the expectations anew: read what changed before
//! it is kept. In the `.menu` files the lines that are only to be read stand without their last
//! three fields, which are always the same.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]
#![allow(clippy::wildcard_enum_match_arm, reason = "what is not looked for is passed over")]

#[path = "../support/corpus/mod.rs"]
mod corpus_support;

use std::fs;
use std::path::Path;

use corpus_support::{Served, corpus, is_expectation};
use propus::generator::GeneratorName;

fn check(folder: &Path, generator: GeneratorName) {
    let served = Served::folder(folder, generator);
    let bless = std::env::var_os("PROPUS_BLESS").is_some();
    let mut wrong = String::new();
    for place in served.places() {
        for (ending, became) in served.convert(&place).each() {
            let expectation = folder.join(&place).with_extension(ending);
            let expected = fs::read_to_string(&expectation).unwrap_or_default();
            if became != expected && bless {
                fs::write(&expectation, became).unwrap();
            } else if became != expected {
                let name = expectation.strip_prefix(corpus()).unwrap().display();
                wrong.push_str(&format!("\n{name}\n{}", difference(&expected, became)));
            }
        }
    }
    assert!(wrong.is_empty(), "not what the corpus says (-) but (+):\n{wrong}");
}

#[test]
fn plain_pages_become_what_stands_beside_them() {
    check(&corpus(), GeneratorName::Plain);
}

#[test]
fn pages_of_jekyll_become_what_stands_beside_them() {
    check(&corpus().join("jekyll"), GeneratorName::Jekyll);
}

#[test]
fn no_expectation_is_left_without_its_page() {
    let mut folders = vec![corpus()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let place = entry.unwrap().path();
            if place.is_dir() {
                folders.push(place);
            } else if is_expectation(&place) {
                let page =
                    ["md", "html"].iter().any(|ending| place.with_extension(ending).exists());
                assert!(page, "{} has no page", place.display());
            }
        }
    }
}

/// The lines that differ, with their numbers in what was expected, and one line around them.
fn difference(expected: &str, became: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), became.lines().collect());
    let common = common_lines(&old, &new);
    let (mut at, mut shown) = ((0, 0), String::new());
    for (o, n) in common.into_iter().chain([(old.len(), new.len())]) {
        if (o, n) != at {
            shown.push_str(&format!("@@ line {}\n", at.0 + 1));
            old[at.0..o].iter().for_each(|line| shown.push_str(&format!("- {line}\n")));
            new[at.1..n].iter().for_each(|line| shown.push_str(&format!("+ {line}\n")));
        }
        at = (o + 1, n + 1);
    }
    shown
}

/// The places of a longest run of lines that both have in order.
fn common_lines(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let mut longest = vec![vec![0_u32; new.len() + 1]; old.len() + 1];
    for o in (0..old.len()).rev() {
        for n in (0..new.len()).rev() {
            longest[o][n] = if old[o] == new[n] {
                longest[o + 1][n + 1] + 1
            } else {
                longest[o + 1][n].max(longest[o][n + 1])
            };
        }
    }
    let (mut o, mut n, mut common) = (0, 0, Vec::new());
    while o < old.len() && n < new.len() {
        if old[o] == new[n] {
            common.push((o, n));
            (o, n) = (o + 1, n + 1);
        } else if longest[o + 1][n] >= longest[o][n + 1] {
            o += 1;
        } else {
            n += 1;
        }
    }
    common
}

#[test]
fn a_difference_names_the_lines() {
    assert_eq!(difference("a\nb\nc\n", "a\nx\nc\nd\n"), "@@ line 2\n- b\n+ x\n@@ line 4\n+ d\n");
    assert_eq!(difference("", "a\n"), "@@ line 1\n+ a\n");
}
