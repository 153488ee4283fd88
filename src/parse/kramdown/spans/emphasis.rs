//! Emphasis, and words that are struck.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::reader::{Reader, Stop};
use crate::parse::offsets::between_found;

impl Reader<'_> {
    pub(super) fn emphasis(&mut self) -> bool {
        let text = self.rest();
        let mark = ["**", "__", "*", "_"].into_iter().find(|mark| text.starts_with(mark));
        let Some(mark) = mark else { return false };
        let start = self.at;
        let is_inside = if mark.len() == 2 { self.inside.strong } else { self.inside.emphasis };
        let behind = between_found(text, mark.len()..);
        let is_text = is_inside
            || self.is_tired()
            || behind.is_empty()
            || behind.starts_with(char::is_whitespace)
            || mark.starts_with('_') && (self.is_behind_letter() || self.is_in_url());
        if !is_text {
            let place = self.place();
            let single = if mark.starts_with('*') { "*" } else { "_" };
            if self.emphasized(mark) {
                return true;
            }
            self.back(&place, start);
            if mark.len() == 2 && !self.inside.emphasis && self.emphasized(single) {
                return true;
            }
            self.back(&place, start);
        }
        self.at = start + mark.len();
        true
    }

    /// Reads what is emphasized by the mark here; false if it has no end.
    fn emphasized(&mut self, mark: &'static str) -> bool {
        let is_strong = mark.len() == 2;
        let (tag, end) = if is_strong {
            (Tag::Strong, TagEnd::Strong)
        } else {
            (Tag::Emphasis, TagEnd::Emphasis)
        };
        let (start, inside) = (self.at, self.inside);
        self.add(Event::Start(tag), mark.len());
        self.inside.strong |= is_strong;
        self.inside.emphasis |= !is_strong;
        self.fresh = self.at;
        let found = self.spans(Stop::Emphasis(mark));
        self.inside = inside;
        if found {
            self.add(Event::End(end), mark.len());
        } else {
            self.note_failure(start);
        }
        found
    }

    /// Tests whether emphasis by a mark ends here.
    pub(super) fn ends_emphasis(&self, mark: &str) -> bool {
        let Some(behind) = self.rest().strip_prefix(mark) else { return false };
        // Of three the first two may end what is strong.
        let is_other = mark.len() == 1 && behind.starts_with(mark) && {
            let more = between_found(behind, mark.len()..);
            !more.starts_with(mark)
        };
        let is_in_word = mark.starts_with('_') && behind.starts_with(char::is_alphanumeric);
        !is_other && !is_in_word && !self.before().is_some_and(char::is_whitespace)
    }

    /// Tests for a letter before the mark here, or a letter and a hyphen: `a_b`, `a-_b`.
    fn is_behind_letter(&self) -> bool {
        let mut before = between_found(self.text, ..self.at).chars().rev();
        match before.next() {
            Some('-') => before.next().is_some_and(char::is_alphabetic),
            Some(last) => last.is_alphabetic(),
            None => false,
        }
    }

    pub(super) fn strikethrough(&mut self) -> bool {
        let inside = between_found(self.rest(), "~~".len()..);
        let begins = !inside.starts_with(|it: char| it.is_whitespace() || it == '~');
        if !begins || self.missing.tildes || self.is_tired() {
            return false;
        }
        let ends = |at: &usize| {
            let before = between_found(inside, ..*at).chars().next_back();
            before.is_some_and(|it| !it.is_whitespace() && it != '~')
        };
        let Some(length) = inside.match_indices("~~").map(|(at, _)| at).find(ends) else {
            self.missing.tildes = true;
            return false;
        };
        self.add(Event::Start(Tag::Strikethrough), "~~".len());
        self.within(self.at + length);
        self.add(Event::End(TagEnd::Strikethrough), "~~".len());
        true
    }
}
