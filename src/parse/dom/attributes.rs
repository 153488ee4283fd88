//! `Attributes`: hands HTML on to html5ever without the attributes of a tag that are too many.
//!
//! html5ever compares each attribute with all before it in the tag, so that one tag of a megabyte
//! would take a quarter of a minute. What is a tag is for html5ever to say: it depends on elements
//! whose content is no markup, on foreign ones, on the tokens that the tree builder never got.

use crate::parse::offsets::between_found;

/// Number of attributes that are read of a tag. No honest tag has more than a few dozen.
const MOST: usize = 256;

/// The position in a tag that the HTML has come to.
///
/// Of comments, raw text and the like it knows nothing, and what looks like a tag there can't
/// mislead it beyond the next `<`. For a tag begins with `<`, and at each one it begins anew,
/// unless html5ever has made no token since the `<` before: then (but for `</>`, of which it makes
/// none) that one began something that still goes on, a tag with this `<` in a value, a comment, a
/// doctype, a CDATA section. All else becomes tokens by then at the latest, raw text too, where
/// `</` and letters wait for what follows them.
///
/// Words that it takes for a tag cost nothing: before any of it is left out html5ever is
/// asked in the same way. Only in a CDATA section, behind a zero byte, is it mistaken there, and
/// leaves out what no person wrote.
pub(super) struct Attributes {
    state: State,
    /// Number of attributes of the tag so far.
    count: usize,
    /// Number of attributes that a tag may have.
    most: usize,
    /// True if html5ever has made a token since the last `<`, or will have at the next.
    is_text: bool,
    /// True if any attributes were left out.
    were_too_many: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Not in a tag.
    Outside,
    /// Behind `<`.
    Open,
    /// Behind `</`.
    Closing,
    /// In the name of a tag.
    Name,
    /// In a tag, where an attribute may begin.
    Between,
    /// In the name of an attribute.
    Attribute,
    /// Behind it and a blank.
    Named,
    /// Behind `=`.
    Equals,
    /// In a value, with or without quotation marks.
    Bare,
    Quoted(u8),
}

impl Default for Attributes {
    fn default() -> Self {
        Self::with_most(MOST)
    }
}

impl Attributes {
    fn with_most(most: usize) -> Self {
        Self { state: State::Outside, count: 0, most, is_text: true, were_too_many: false }
    }

    /// Hands on some HTML. `feed` gives html5ever a piece of it, and returns true if a token came
    /// of that.
    pub(super) fn bounded(&mut self, html: &str, mut feed: impl FnMut(&str) -> bool) {
        // Each question costs; where there is none, pieces wait for those behind them.
        let (mut waiting, mut end) = (0, 0);
        for piece in html.split_inclusive('<') {
            let before = between_found(html, waiting..end);
            end += piece.len();
            if !self.piece(before, piece, &mut feed) {
                waiting = end;
            }
        }
        feed(between_found(html, waiting..));
    }

    /// Tests whether any attributes were left out, and how many are read of a tag.
    pub(super) fn left_out(&self) -> Option<usize> {
        self.were_too_many.then_some(self.most)
    }

    /// Reads a piece with no `<` but at its end, so that at most one tag ends and none begins in
    /// it. Tells whether it may wait with all before it that still does; if not, both are handed
    /// on.
    fn piece(
        &mut self,
        mut before: &str,
        piece: &str,
        feed: &mut impl FnMut(&str) -> bool,
    ) -> bool {
        // Offset of the part that is handed on next.
        let mut start = (!self.is_full()).then_some(0);
        for (at, byte) in piece.bytes().enumerate() {
            if self.state == State::Outside {
                break;
            }
            self.take(byte);
            match start {
                Some(from) if self.is_full() => {
                    feed(std::mem::take(&mut before));
                    self.is_text |= feed(between_found(piece, from..at));
                    start = self.is_text.then_some(at);
                    self.leave_out();
                }
                None if !self.is_full() => start = Some(at),
                Some(_) | None => {}
            }
        }
        let may_wait = self.is_text && start == Some(0);
        if let (Some(from), false) = (start, may_wait) {
            feed(before);
            self.is_text |= feed(between_found(piece, from..));
        }
        if start.is_some() {
            self.begin_at(piece);
        }
        may_wait
    }

    /// Tests whether the tag has more attributes than it may.
    fn is_full(&self) -> bool {
        self.count > self.most
    }

    /// The next attribute is too many, unless this only looks like a tag.
    fn leave_out(&mut self) {
        if self.is_text {
            (self.state, self.count) = (State::Outside, 0);
        } else {
            self.were_too_many = true;
        }
    }

    /// A tag may begin with the `<` at the end of a piece.
    fn begin_at(&mut self, piece: &str) {
        if self.is_text && piece.ends_with('<') {
            (self.state, self.count, self.is_text) = (State::Open, 0, false);
        }
    }

    fn take(&mut self, byte: u8) {
        let in_tag =
            !matches!(self.state, State::Outside | State::Open | State::Closing | State::Quoted(_));
        self.state = match self.state {
            _ if byte == b'>' && (in_tag || self.state == State::Closing) => {
                // Be it a tag, words that looked like one, or `</>`, of which html5ever makes
                // nothing: it is over.
                (self.count, self.is_text) = (0, true);
                State::Outside
            }
            State::Open if byte == b'/' => State::Closing,
            State::Open | State::Closing if byte.is_ascii_alphabetic() => State::Name,
            State::Outside | State::Open | State::Closing => State::Outside,
            State::Quoted(mark) if byte == mark => State::Between,
            State::Quoted(mark) => State::Quoted(mark),
            State::Equals => match byte {
                b'"' | b'\'' => State::Quoted(byte),
                _ if byte.is_ascii_whitespace() => State::Equals,
                _ => State::Bare,
            },
            State::Attribute | State::Named if byte == b'=' => State::Equals,
            State::Attribute | State::Named if byte.is_ascii_whitespace() => State::Named,
            State::Name | State::Bare | State::Between if byte.is_ascii_whitespace() => {
                State::Between
            }
            State::Name | State::Attribute | State::Named | State::Between if byte == b'/' => {
                State::Between
            }
            State::Named | State::Between => {
                self.count += 1;
                State::Attribute
            }
            State::Name | State::Bare | State::Attribute => self.state,
        };
    }
}

#[cfg(test)]
mod tests;
