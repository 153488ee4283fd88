//! Links, pictures and references to notes.

use std::borrow::Cow;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::entity::decoded;
use super::reader::{Reader, Stop};
use crate::parse::kramdown::node::link_name;
use crate::parse::offsets::between_found;

/// Where a link leads.
struct Destination<'t> {
    target: &'t str,
    title: &'t str,
    /// Offset of the text behind it.
    end: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn link(&mut self) -> bool {
        let is_picture = self.rest().starts_with('!');
        let mark = if is_picture { "![".len() } else { "[".len() };
        let is_nested = !is_picture && (self.inside.link || self.in_picture());
        if is_nested || self.is_deep() || self.is_tired() {
            return false;
        }
        let (start, place, inside) = (self.at, self.place(), self.inside);
        // The target is known later.
        self.add(Event::SoftBreak, mark);
        let opened = self.count() - 1;
        let words = self.at;
        self.inside.link |= !is_picture;
        self.inside.pictures += usize::from(is_picture);
        self.fresh = self.at;
        let is_closed = self.spans(Stop::Bracket);
        if is_picture {
            // These words describe it: none of them is explained.
            self.flush(self.at);
        }
        self.inside = inside;
        let found = if is_closed { self.destination(words) } else { None };
        let Some(Destination { target, title, end }) = found else {
            let looked_to = if is_closed { self.destination_reach() } else { self.text.len() };
            self.note_look(start, looked_to);
            self.back(&place, start + mark);
            return true;
        };
        let (dest_url, title) = (decoded(target).into(), decoded(title).into());
        let (link_type, id) = (LinkType::Inline, CowStr::Borrowed(""));
        let (tag, tag_end) = if is_picture {
            (Tag::Image { link_type, dest_url, title, id }, TagEnd::Image)
        } else {
            (Tag::Link { link_type, dest_url, title, id }, TagEnd::Link)
        };
        self.put(opened, Event::Start(tag));
        self.add(Event::End(tag_end), end - self.at);
        self.bracketed += usize::from(is_picture);
        true
    }

    /// The destination behind the bracket here; `words` is where the words of the link begin.
    fn destination(&self, words: usize) -> Option<Destination<'t>> {
        let behind = self.at + "]".len();
        let text = self.text.get(behind..)?;
        if let Some(inside) = text.trim_ascii_start().strip_prefix('[')
            && let Some((name, rest)) = inside.split_once(']')
        {
            let name = if name.is_empty() { self.text.get(words..self.at)? } else { name };
            return self.defined(name, self.text.len() - rest.len());
        }
        match text.strip_prefix('(') {
            None => self.defined(self.text.get(words..self.at)?, behind),
            Some(inside) => {
                let (target, title, rest) =
                    in_brackets(inside).or_else(|| in_parentheses(inside))?;
                Some(Destination { target, title, end: self.text.len() - rest.len() })
            }
        }
    }

    /// The offset up to which the bracket here is looked behind for a destination.
    fn destination_reach(&self) -> usize {
        let behind = between_found(self.rest(), "]".len()..);
        match behind.trim_ascii_start().strip_prefix('[') {
            Some(inside) => {
                self.text.len() - inside.len() + inside.find(']').unwrap_or(inside.len())
            }
            None if behind.starts_with('(') => self.text.len(),
            None => self.at,
        }
    }

    /// The destination of a link by its name.
    fn defined(&self, name: &str, end: usize) -> Option<Destination<'t>> {
        let (target, title) = self.definitions.links.get(&link_name(&unescaped(name)))?;
        Some(Destination { target, title, end })
    }

    /// `[^name]`
    pub(super) fn note(&mut self) -> bool {
        let inside = between_found(self.rest(), "[^".len()..);
        let end = inside.find(|it: char| !it.is_alphanumeric() && !matches!(it, '_' | '-'));
        let name = between_found(inside, ..end.unwrap_or(inside.len()));
        if name.is_empty() || !between_found(inside, name.len()..).starts_with(']') {
            return false;
        }
        let length = name.len() + "[^]".len();
        self.bracketed += 1;
        match self.definitions.notes.get_key_value(name) {
            Some(_) if self.in_picture() => self.skip(length),
            Some((name, _)) => self.add(Event::FootnoteReference(name.as_str().into()), length),
            None => self.at += length,
        }
        true
    }
}

/// `<target>)` or `<target> "title")`: target, title and the text behind.
fn in_brackets(text: &str) -> Option<(&str, &str, &str)> {
    let (target, rest) = text.strip_prefix('<')?.split_once('>')?;
    if target.contains('\n') {
        return None;
    }
    match rest.strip_prefix(')') {
        Some(rest) => Some((target, "", rest)),
        None => titled(rest).map(|(title, rest)| (target, title, rest)),
    }
}

/// `target)` or `target "title")`: target, title and the text behind. In a target there may be
/// blanks, and parentheses in pairs.
fn in_parentheses(text: &str) -> Option<(&str, &str, &str)> {
    let mut open = 1_usize;
    let mut is_behind_blank = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => open += 1,
            b')' => open -= 1,
            b'"' | b'\'' if is_behind_blank => {
                let (title, rest) = titled(text.get(at..)?)?;
                return Some((text.get(..at)?.trim(), title, rest));
            }
            _ => {}
        }
        if open == 0 {
            return Some((text.get(..at)?.trim(), "", text.get(at + 1..)?));
        }
        is_behind_blank = byte.is_ascii_whitespace();
    }
    None
}

/// `"title")`: the title and the text behind.
fn titled(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_ascii_start();
    let quote = text.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    let inside = text.get(1..)?;
    inside.match_indices(quote).find_map(|(at, _)| {
        let rest = inside.get(at + 1..)?.trim_ascii_start().strip_prefix(')')?;
        inside.get(..at).filter(|title| !title.is_empty()).map(|title| (title, rest))
    })
}

/// A name without the backslashes before its marks.
fn unescaped(name: &str) -> Cow<'_, str> {
    if !name.contains('\\') {
        return Cow::Borrowed(name);
    }
    let mut made = String::with_capacity(name.len());
    let mut characters = name.chars().peekable();
    while let Some(character) = characters.next() {
        let escapes =
            character == '\\' && characters.peek().is_some_and(char::is_ascii_punctuation);
        made.push(if escapes { characters.next().unwrap_or(character) } else { character });
    }
    Cow::Owned(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backslash_before_a_mark_is_left_out_and_no_other() {
        for (name, expected) in [
            ("a", "a"),
            (r"a\*b", "a*b"),
            (r"a\b", r"a\b"),
            (r"a\\b", r"a\b"),
            (r"\[\]", "[]"),
            (r"a\", r"a\"),
            (r"a\é", r"a\é"),
            ("a*b", "a*b"),
        ] {
            assert_eq!(unescaped(name), expected, "{name}");
        }
    }
}
