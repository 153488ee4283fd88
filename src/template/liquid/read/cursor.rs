//! `Cursor`: the rest of a tag's or an output's inside, and the steps through it.

use super::parts::Parts;

/// The rest of a tag's or an output's inside, with its position in the template.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    rest: &'a str,
    /// The byte offset of its end in the template.
    end: usize,
    parts: &'a Parts<'a>,
}

impl<'a> Cursor<'a> {
    /// A text that begins at a byte offset of the template.
    pub(super) fn new(text: &'a str, start: usize, parts: &'a Parts<'a>) -> Self {
        Self { rest: text, end: start + text.len(), parts }
    }

    /// Takes a part of the template. When there is none left, all that is left of the text is
    /// skipped, so that whatever reads it comes to its end.
    pub(super) fn take_part(&mut self) -> bool {
        let taken = self.parts.take();
        if !taken {
            self.rest = "";
        }
        taken
    }

    /// The byte offset in the template.
    pub(super) fn offset(&self) -> usize {
        self.end - self.rest.len()
    }

    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    /// The text between this position and a later one of the same cursor.
    pub(super) fn text_until(&self, later: Self) -> &'a str {
        split_within(self.rest, self.rest.len().saturating_sub(later.rest.len())).0
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// True when a mark comes next, behind white space.
    pub(super) fn peek_mark(&self, mark: &str) -> bool {
        self.rest.trim_start().starts_with(mark)
    }

    pub(super) fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    pub(super) fn skip(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let skipped = characters.next();
        self.rest = characters.as_str();
        skipped
    }

    /// Skips a quoted text or a character.
    pub(super) fn skip_piece(&mut self) {
        if self.quoted().is_none() {
            self.skip();
        }
    }

    /// Skips pieces up to and with a mark. False when there is none.
    pub(super) fn skip_past(&mut self, mark: char) -> bool {
        while self.peek().is_some_and(|next| next != mark) {
            self.skip_piece();
        }
        self.skip().is_some()
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Skips white space and a mark.
    pub(super) fn eat_mark(&mut self, mark: &str) -> bool {
        self.skip_space();
        self.eat(mark)
    }

    /// The word, if it comes next and is whole.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let mut ahead = *self;
        ahead.skip_space();
        let found = ahead.word() == word;
        if found {
            *self = ahead;
        }
        found
    }

    pub(super) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let length = self.rest.find(|character| !wanted(character)).unwrap_or(self.rest.len());
        let (taken, rest) = split_within(self.rest, length);
        self.rest = rest;
        taken
    }

    /// A word of a path: letters, digits, `_`, `-`, and a final `?`.
    pub(super) fn word(&mut self) -> &'a str {
        let start = *self;
        if !self.take_while(is_word).is_empty() {
            self.eat("?");
        }
        start.text_until(*self)
    }

    /// A quoted text, when one comes next and is closed.
    pub(super) fn quoted(&mut self) -> Option<&'a str> {
        let quote = self.peek().filter(|first| matches!(first, '"' | '\''))?;
        let (text, rest) = self.rest.strip_prefix(quote)?.split_once(quote)?;
        self.rest = rest;
        Some(text)
    }
}

/// True for the characters of a word.
pub(super) fn is_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-')
}

/// A text cut at a byte offset that was found in it, and so lies between two characters.
fn split_within(text: &str, offset: usize) -> (&str, &str) {
    text.split_at_checked(offset).unwrap_or((text, ""))
}
