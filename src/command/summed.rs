//! Warnings for a person to read: what is the same in many places is told once, and of a kind that
//! there are very many of the first.

use std::collections::{BTreeSet, HashMap};

use crate::diagnostic::Diagnostic;

/// The number of places from which on the same words are told once.
const MANY: usize = 4;
/// The most lines of one kind; of more so many are shown.
const MOST_OF_A_KIND: usize = 50;
const SHOWN_OF_A_KIND: usize = 20;

/// The lines for some warnings, in their order; those with the same words stand in one line, at
/// the first of their places.
pub(super) fn lines(warnings: &[Diagnostic]) -> Vec<String> {
    let faults = faults(warnings);
    let mut of_kind: HashMap<&str, Kind<'_>> = HashMap::new();
    for fault in &faults {
        let kind = of_kind.entry(&fault.kind).or_default();
        kind.lines += 1;
        if kind.lines > SHOWN_OF_A_KIND {
            kind.beyond.extend(&fault.places);
        }
    }
    let mut shown: HashMap<&str, usize> = HashMap::new();
    let mut lines = Vec::new();
    for fault in &faults {
        let number = shown.entry(&fault.kind).or_default();
        *number += 1;
        match of_kind.get(fault.kind.as_str()) {
            Some(kind) if kind.lines > MOST_OF_A_KIND && *number > SHOWN_OF_A_KIND => {
                if *number == SHOWN_OF_A_KIND + 1 {
                    lines.push(format!("and more like the one above: {}", count(&kind.beyond)));
                }
            }
            Some(_) | None => lines.push(fault.line()),
        }
    }
    lines
}

/// What is wrong in one place or in several.
struct Fault<'w> {
    first: &'w Diagnostic,
    /// The files of all places.
    places: Vec<&'w str>,
    kind: String,
}

impl Fault<'_> {
    fn line(&self) -> String {
        if self.places.len() < MANY {
            return self.first.to_string();
        }
        format!("{} ({})", self.first, count(&self.places))
    }
}

/// The lines of one kind, and the files of those that are too many.
#[derive(Default)]
struct Kind<'w> {
    lines: usize,
    beyond: Vec<&'w str>,
}

/// The warnings, those with the same words together if there are many.
fn faults(warnings: &[Diagnostic]) -> Vec<Fault<'_>> {
    let mut places: HashMap<&str, Vec<&str>> = HashMap::new();
    for warning in warnings {
        places.entry(&warning.text).or_default().push(&warning.file);
    }
    let mut faults = Vec::new();
    for first in warnings {
        let text = first.text.as_str();
        let many = places.get(text).is_none_or(|places| places.len() >= MANY);
        // All of them stand with the first.
        let places = if many { places.remove(text) } else { Some(vec![first.file.as_str()]) };
        if let Some(places) = places {
            faults.push(Fault { first, places, kind: kind(text) });
        }
    }
    faults
}

/// The first and the last words of a warning without names and numbers: alike in those of one kind.
fn kind(text: &str) -> String {
    let is_name =
        |word: &str| word.contains(['/', '"', '.', '_']) || word.contains(char::is_numeric);
    let words: Vec<&str> =
        text.split_whitespace().map(|word| if is_name(word) { "…" } else { word }).collect();
    let ends = words.iter().take(2).chain(words.iter().rev().take(2));
    ends.copied().collect::<Vec<_>>().join(" ")
}

/// The number of places that a warning is for, by their files.
fn count(places: &[&str]) -> String {
    let files = places.iter().collect::<BTreeSet<_>>().len();
    let word = if files == 1 { "file" } else { "files" };
    format!("{} times in {files} {word}", places.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(file: &str, line: usize, text: &str) -> Diagnostic {
        Diagnostic::at_line(line, text).in_file(file)
    }

    #[test]
    fn what_is_the_same_in_many_places_is_told_once() {
        let many = ["a.md", "a.md", "b.md", "c.md"].into_iter().zip(3..);
        let mut warnings: Vec<Diagnostic> =
            many.map(|(file, line)| at(file, line, "notice")).collect();
        warnings.insert(1, at("a.md", 3, "other"));
        let expected = ["a.md:3: notice (4 times in 3 files)", "a.md:3: other"];
        assert_eq!(lines(&warnings), expected);
        warnings.remove(0);
        assert_eq!(lines(&warnings).len(), 4);
    }

    #[test]
    fn of_a_kind_that_there_are_very_many_of_the_first_are_told() {
        let broken =
            |number| at("a.md", number, &format!("link to /x {number}: nothing is served there"));
        let mut warnings: Vec<Diagnostic> = (1..=MOST_OF_A_KIND).map(broken).collect();
        assert_eq!(lines(&warnings).len(), MOST_OF_A_KIND);
        warnings.push(broken(51));
        warnings.push(at("b.md", 1, "front matter: \"x\" is no date"));
        let lines = lines(&warnings);
        assert_eq!(lines.len(), SHOWN_OF_A_KIND + 2);
        assert_eq!(lines[SHOWN_OF_A_KIND], "and more like the one above: 31 times in 1 file");
    }
}
