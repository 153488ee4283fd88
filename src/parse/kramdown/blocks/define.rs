//! Definitions of links, notes and abbreviations.

use super::code::code_length;
use super::level::Level;
use crate::parse::kramdown::letter::is_word;
use crate::parse::kramdown::line::{first, indented, outdented};
use crate::parse::kramdown::node::{Boundary, Node, link_name};
use crate::parse::offsets::between_found;

impl Level<'_, '_> {
    /// `[^name]: words`, with indented lines below.
    pub(super) fn note(&mut self) -> bool {
        let line = self.line();
        let Some((name, words)) =
            outdented(line).strip_prefix("[^").and_then(|it| it.split_once("]:"))
        else {
            return false;
        };
        if !is_note_name(name) || self.is_deep() {
            return false;
        }
        let below = between_found(self.rest(), line.len()..);
        let more = between_found(below, ..code_below(below));
        let mut inside = indented(words).unwrap_or(words).to_owned();
        for line in more.split_inclusive('\n') {
            inside.push_str(indented(line).unwrap_or(line));
        }
        let nodes = self.inside(&inside, Vec::new());
        self.page.definitions.notes.insert(name.to_owned(), nodes);
        self.pass(line.len() + more.len());
        self.add(Node::Boundary(Boundary::Definition));
        true
    }

    /// `[name]: target "title"`
    pub(super) fn link_definition(&mut self) -> bool {
        let Some(found) = Link::at(self.rest()) else { return false };
        let link = (found.target.to_owned(), found.title.to_owned());
        self.page.definitions.links.insert(link_name(found.name), link);
        self.pass(found.length);
        self.add(Node::Boundary(Boundary::Definition));
        true
    }

    /// `*[abbreviation]: meaning`
    pub(super) fn abbreviation(&mut self) -> bool {
        let line = self.line();
        let parts = outdented(line).strip_prefix("*[").and_then(|it| it.split_once("]:"));
        let Some((short, long)) = parts.filter(|(short, _)| !short.is_empty()) else {
            return false;
        };
        self.page.definitions.abbreviations.define(short, long.trim());
        self.pass(line.len());
        self.add(Node::Boundary(Boundary::Definition));
        true
    }
}

/// Tests whether a note may have such a name.
pub(in crate::parse::kramdown) fn is_note_name(name: &str) -> bool {
    name.starts_with(is_word) && name.chars().all(|it| is_word(it) || it == '-')
}

/// Length of the indented lines below the first line of a note.
fn code_below(text: &str) -> usize {
    let blank = super::level::blank_lines(text).len();
    match code_length(between_found(text, blank..)) {
        0 => 0,
        length => blank + length,
    }
}

/// The definition of a link.
struct Link<'t> {
    name: &'t str,
    target: &'t str,
    title: &'t str,
    /// Length of its lines, in bytes.
    length: usize,
}

impl<'t> Link<'t> {
    fn at(text: &'t str) -> Option<Self> {
        if !outdented(text).starts_with('[') {
            return None;
        }
        let line = first(text);
        let (name, rest) = outdented(line).strip_prefix('[')?.split_once("]:")?;
        if name.is_empty() || name.contains(']') {
            return None;
        }
        let words = rest.trim();
        let (target, title) = with_title(words);
        if !title.is_empty() {
            let target = without_angles(target);
            return Some(Self { name, target, title, length: line.len() });
        }
        let is_odd = [" \"", " '", "\t\"", "\t'"].iter().any(|mark| words.contains(mark));
        let target = without_angles(words);
        if words.is_empty() || is_odd {
            return None;
        }
        let below = first(text.get(line.len()..)?);
        let (before, title) = with_title(below.trim());
        let (title, length) = if before.is_empty() && !title.is_empty() {
            (title, line.len() + below.len())
        } else {
            ("", line.len())
        };
        Some(Self { name, target, title, length })
    }
}

/// What stands before a title at the end of some words, and the title.
fn with_title(words: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        let Some(inside) = words.strip_suffix(quote) else { continue };
        let begins = |at: &usize| {
            inside
                .get(..*at)
                .is_some_and(|before| before.is_empty() || before.ends_with([' ', '\t']))
        };
        let mut marks = inside.match_indices(quote).map(|(at, _)| at);
        if let Some((before, title)) = marks.find(begins).and_then(|at| inside.split_at_checked(at))
        {
            return (before.trim_end(), title.get(1..).unwrap_or_default());
        }
    }
    (words, "")
}

fn without_angles(target: &str) -> &str {
    target.strip_prefix('<').and_then(|it| it.strip_suffix('>')).unwrap_or(target)
}
