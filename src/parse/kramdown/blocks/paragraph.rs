//! Paragraphs, headings and quotes.

use super::level::Level;
use crate::parse::kramdown::line::{self, first};
use crate::parse::kramdown::node::{Node, Paragraph};
use crate::parse::kramdown::opening::{self, ends_lazy, ends_paragraph};
use crate::parse::kramdown::tag;
use crate::parse::offsets::between_found;

impl<'t> Level<'t, '_> {
    /// What is nothing else.
    pub(super) fn paragraph(&mut self) -> bool {
        let words = self.words();
        let breaks = self.text.get(..self.at).is_some_and(|before| before.ends_with("  \n"));
        self.pass(words.len());
        if let Some(Node::Paragraph(last)) = self.nodes.last_mut() {
            last.words.push_str(if breaks { "  \n" } else { "\n" });
            last.words.push_str(words.trim_end());
        } else {
            let words = words.trim().to_owned();
            self.add(Node::Paragraph(Paragraph { words, is_tight: false, is_listed: false }));
        }
        true
    }

    /// The words of the paragraph that begins here, up to the end of the element around it.
    fn words(&mut self) -> &'t str {
        let (line, rest, options) = (self.line(), self.rest(), self.page.options);
        let up_to_end =
            |words: &'t str| self.element.map_or(words.len(), |name| up_to_end(words, name));
        // Many paragraphs may end on one line: the lines below are not for each of them to look at.
        let mut length = up_to_end(line);
        if length == line.len() {
            while length < rest.len() && !ends_paragraph(between_found(rest, length..), options) {
                length += first(between_found(rest, length..)).len();
            }
            length = up_to_end(between_found(rest, ..length));
        }
        between_found(rest, ..length)
    }

    pub(super) fn heading(&mut self) -> bool {
        let line = self.line();
        if !line.starts_with('#') {
            return false;
        }
        let loose = if self.is_behind_boundary() { loose_heading(line) } else { None };
        let Some((level, words)) = opening::heading(line).or(loose) else { return false };
        let (words, id) = without_id(words);
        let open = words.trim_end_matches('#');
        let words = if open.ends_with([' ', '\t']) { open.trim_end() } else { words };
        if words.is_empty() {
            return false;
        }
        self.pass(line.len());
        self.add(Node::Heading { level, id: id.map(str::to_owned), words: words.to_owned() });
        true
    }

    /// A heading that a line of `=` or `-` makes one.
    pub(super) fn underlined_heading(&mut self) -> bool {
        let line = self.line();
        let below = between_found(self.rest(), line.len()..);
        let level = match below.as_bytes().first() {
            Some(b'=') => 1,
            Some(b'-') => 2,
            Some(_) | None => return false,
        };
        let below = first(below);
        let begins = !line::outdented(line).starts_with([' ', '\t']);
        let is_underline = below.trim_end().bytes().all(|byte| matches!(byte, b'=' | b'-'));
        let (words, id) = without_id(line.trim());
        if !begins || !is_underline || words.is_empty() || !self.is_behind_boundary() {
            return false;
        }
        self.pass(line.len() + below.len());
        self.add(Node::Heading { level, id: id.map(str::to_owned), words: words.to_owned() });
        true
    }

    pub(super) fn quote(&mut self) -> bool {
        if !opening::is_quote(self.line()) || self.is_deep() {
            return false;
        }
        let rest = self.rest();
        let mut length = 0;
        let mut inside = String::new();
        loop {
            let line = first(between_found(rest, length..));
            let words = line::outdented(line).strip_prefix('>');
            inside.push_str(words.map_or(line, |words| words.strip_prefix(' ').unwrap_or(words)));
            length += line.len();
            if ends_lazy(between_found(rest, length..)) {
                break;
            }
        }
        let nodes = self.inside(&inside, Vec::new());
        self.pass(length);
        self.add(Node::Quote(nodes));
        true
    }
}

/// `#Heading`: a heading of older versions. A line of hashtags is none.
fn loose_heading(line: &str) -> Option<(u8, &str)> {
    let words = line.trim_start_matches('#');
    let level = u8::try_from(line.len() - words.len()).ok().filter(|level| *level <= 6)?;
    let begins = words.starts_with(|it: char| it.is_alphabetic() || matches!(it, '[' | '*' | '`'));
    if begins && !words.contains(" #") { Some((level, words.trim())) } else { None }
}

/// The words of a heading without its identifier, `{#id}`, and that.
fn without_id(words: &str) -> (&str, Option<&str>) {
    let parts = words.strip_suffix('}').and_then(|it| it.rsplit_once("{#"));
    match parts {
        Some((before, id)) if before.ends_with([' ', '\t']) && is_id(id) => {
            (before.trim_end(), Some(id))
        }
        Some(_) | None => (words, None),
    }
}

fn is_id(id: &str) -> bool {
    id.starts_with(|it: char| it.is_alphabetic() || matches!(it, '_' | ':'))
        && id.chars().all(|it| it.is_alphanumeric() || matches!(it, '-' | '_' | '.' | ':'))
}

/// Length of the words before the end tag of the element around them, if that is among them.
fn up_to_end(words: &str, element: &str) -> usize {
    let Some((at, _)) = tag::find_end(words, element) else {
        return words.len();
    };
    let begins = |from: usize| {
        tag::start(between_found(words, from..))
            .is_some_and(|tag| tag.name.eq_ignore_ascii_case(element))
    };
    let opened = between_found(words, ..at).match_indices('<').any(|(from, _)| begins(from));
    if at == 0 || opened { words.len() } else { at }
}
