//! Excerpts: the passage of a page that shows best what was searched for.

use std::ops::Range;

use super::query::{Query, Wanted};
use super::words::each_word;

/// The longest excerpt, in characters, without its marks.
const LONGEST: usize = 180;
/// The characters that are shown before the first word that was found.
const BEFORE: usize = 60;
/// The bytes of a text that are looked through.
const MOST_READ: usize = 64 << 10;

/// A passage of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passage {
    /// Its words, those that were searched for in `[ ]`; `…` where it does not begin or end with its
    /// line.
    pub text: String,
    /// The number of different words in it that were searched for.
    pub found: usize,
}

/// A word of a line that was searched for, by its number.
struct Place {
    wanted: usize,
    range: Range<usize>,
}

/// The passage of a text that holds the most of the words of a query; `None` when none is in it.
#[must_use]
pub fn passage(text: &str, query: &Query) -> Option<Passage> {
    let wanted = query.wanted();
    let read = text.get(..text.floor_char_boundary(MOST_READ)).unwrap_or_default();
    let mut best: Option<(usize, &str, Vec<Place>, usize)> = None;
    for line in read.lines() {
        let places = places(line, &wanted);
        let Some((from, found)) = densest(line, &places) else { continue };
        if best.as_ref().is_none_or(|(most, ..)| found > *most) {
            let all = found >= wanted.len();
            best = Some((found, line, places, from));
            if all {
                break;
            }
        }
    }
    let (found, line, places, from) = best?;
    Some(Passage { text: shown(line, &places, from), found })
}

/// The beginning of a text, for a page that was found by its title.
#[must_use]
pub fn beginning(text: &str) -> String {
    let line = text.lines().find(|line| line.chars().any(char::is_alphanumeric));
    line.map_or_else(String::new, |line| cut(line, 0, &[]))
}

/// The words of a line that are wanted.
fn places(line: &str, wanted: &[Wanted]) -> Vec<Place> {
    let mut places = Vec::new();
    each_word(line, |word| {
        let is_it = |wanted: &Wanted| {
            word.text == wanted.text || (wanted.begins && word.text.starts_with(&wanted.text))
        };
        if let Some(number) = wanted.iter().position(is_it) {
            places.push(Place { wanted: number, range: word.range });
        }
    });
    places
}

/// The first of the places from which on most different words stand together, and how many do.
fn densest(line: &str, places: &[Place]) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize)> = None;
    for (number, first) in places.iter().enumerate() {
        let behind = places.get(number..).unwrap_or_default();
        let near = behind.iter().take_while(|place| {
            let between = line.get(first.range.start..place.range.end).unwrap_or_default();
            between.len() <= LONGEST - BEFORE
        });
        let mut numbers: Vec<usize> = near.map(|place| place.wanted).collect();
        numbers.sort_unstable();
        numbers.dedup();
        if best.is_none_or(|(_, most)| numbers.len() > most) {
            best = Some((first.range.start, numbers.len()));
        }
    }
    best
}

/// A line around a place, with its words marked.
fn shown(line: &str, places: &[Place], from: usize) -> String {
    let before = line.get(..from).unwrap_or_default();
    let start = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    cut(line, start, places)
}

/// The part of a line from a place on, without half words at its ends.
fn cut(line: &str, start: usize, places: &[Place]) -> String {
    let rest = line.get(start..).unwrap_or_default();
    let start = if start == 0 { 0 } else { start + rest.find(' ').map_or(0, |space| space + 1) };
    let first =
        places.iter().map(|place| place.range.start).find(|at| *at >= line.len() - rest.len());
    let start =
        if first.is_some_and(|first| first < start) { line.len() - rest.len() } else { start };
    let rest = line.get(start..).unwrap_or_default();
    let end = rest.char_indices().nth(LONGEST).map_or(line.len(), |(at, _)| start + at);
    let part = line.get(start..end).unwrap_or_default();
    let end = match part.rfind(' ') {
        Some(space) if end < line.len() && space > part.len() / 2 => start + space,
        Some(_) | None => end,
    };
    let more =
        if line.get(end..).is_some_and(|rest| !rest.trim().is_empty()) { " …" } else { "" };
    let part = marked(line, start..end, places);
    format!("{}{}{more}", if start > 0 { "… " } else { "" }, part.trim())
}

/// A part of a line with `[ ]` around the words that were searched for. Words that touch are one.
fn marked(line: &str, part: Range<usize>, places: &[Place]) -> String {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let inside =
        places.iter().filter(|it| it.range.start >= part.start && it.range.end <= part.end);
    for place in inside {
        match runs.last_mut() {
            Some(run) if place.range.start <= run.end => run.end = run.end.max(place.range.end),
            Some(_) | None => runs.push(place.range.clone()),
        }
    }
    let mut text = String::new();
    let mut end = part.start;
    for run in runs {
        text.push_str(line.get(end..run.start).unwrap_or_default());
        text.push('[');
        text.push_str(line.get(run.clone()).unwrap_or_default());
        text.push(']');
        end = run.end;
    }
    text.push_str(line.get(end..part.end).unwrap_or_default());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_passage_with_most_of_the_words_is_shown() {
        let check = |text: &str, typed: &str, expected: Option<&str>| {
            let passage = passage(text, &Query::read(typed)).map(|passage| passage.text);
            assert_eq!(passage.as_deref(), expected, "{typed}");
        };
        check("A Needle.", "needle", Some("A [Needle]."));
        check("nothing", "needle", None);
        check(
            "one\ntwo needles\nhay and a needle here",
            "hay need",
            Some("[hay] and a [needle] here"),
        );
        check("=> /x A needle", "needle", Some("=> /x A [needle]"));
        check("die Straßen von Łódź", "strassen lodz", Some("die [Straßen] von [Łódź]"));
        check("我住在东京都。", "东京都", Some("我住在[东京都]。"));
        check("มีน้ำตกสวยมาก", "น้ำตก", Some("มี[น้ำตก]สวยมาก"));
        let hay = "hay ".repeat(40);
        let text = format!("{hay}needle {hay}");
        let expected =
            format!("… {}[needle] {} …", "hay ".repeat(14), "hay ".repeat(29).trim_end());
        check(&text, "needle", Some(&expected));
        let text = "草".repeat(300) + "needle" + &"草".repeat(300);
        let found = passage(&text, &Query::read("needle")).unwrap().text;
        assert!(found.contains("草[needle]草") && found.chars().count() <= 200, "{found}");
    }

    #[test]
    fn an_excerpt_ends_with_a_whole_word_unless_half_of_it_were_lost() {
        let check = |first: usize, expected: &str| {
            let text = format!("{} {}", "a".repeat(first), "b".repeat(300));
            assert_eq!(
                beginning(&text),
                expected.replace('.', &"b".repeat(179 - first)),
                "{first}"
            );
        };
        check(91, &format!("{} …", "a".repeat(91)));
        check(90, &format!("{} . …", "a".repeat(90)));
        check(1, "a . …");
        let whole = format!("{} b", "a".repeat(178));
        assert_eq!(beginning(&whole), whole);
        assert_eq!(beginning(&format!("{whole}b")), format!("{} …", "a".repeat(178)));
    }

    #[test]
    fn a_page_that_was_found_by_its_title_shows_its_beginning() {
        assert_eq!(beginning("\n***\nFirst line.\nSecond.\n"), "First line.");
        assert_eq!(beginning(""), "");
        let long = beginning(&"word ".repeat(100));
        assert!(long.ends_with("word …") && long.chars().count() <= 200, "{long}");
    }
}
