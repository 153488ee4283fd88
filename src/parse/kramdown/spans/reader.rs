//! `Reader`: goes through the words of a block, from mark to mark.

use pulldown_cmark::{CowStr, Event};

use super::shown::{abbreviate, show};

use crate::parse::kramdown::node::Definitions;
use crate::parse::kramdown::options::Options;
use crate::parse::offsets::between_found;

/// Marks are looked at so many times for each byte of the words, and a few more. Who is beyond
/// writes marks alone, and reads words alone: a mark without its end is looked at again and again.
const LOOKS_PER_BYTE: usize = 24;
const FREE_LOOKS: usize = 4096;

/// Pictures are read in pictures so deep.
const DEPTH: usize = 16;

/// Where a mark ends.
#[derive(Clone, Copy)]
pub(super) enum Stop {
    /// At the end of the words.
    End,
    /// At such marks of emphasis.
    Emphasis(&'static str),
    /// At the bracket that closes the one before.
    Bracket,
}

/// A place to go back to.
pub(super) struct Place {
    events: usize,
    from: usize,
}

/// What a mark stands in.
#[derive(Clone, Copy, Default)]
pub(super) struct Inside {
    pub(super) emphasis: bool,
    pub(super) strong: bool,
    pub(super) link: bool,
    pub(super) pictures: usize,
}

/// What is not to be found in the rest of the words.
#[derive(Clone, Copy, Default)]
pub(super) struct Missing {
    /// The shortest run of backticks.
    pub(super) backticks: Option<usize>,
    pub(super) dollars: bool,
    pub(super) comment_end: bool,
    pub(super) tildes: bool,
    pub(super) extension_end: bool,
}

/// A reader of words.
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    /// Offset of the text that is not yet an event.
    from: usize,
    /// Offset up to which marks have been read: what stands before is no neighbour of a quotation
    /// mark.
    pub(super) fresh: usize,
    events: Vec<Event<'t>>,
    pub(super) definitions: &'t Definitions,
    pub(super) options: Options,
    pub(super) inside: Inside,
    pub(super) missing: Missing,
    /// Offset of the end of the address that was seen last.
    pub(super) url_end: usize,
    /// Number of pictures and notes between the brackets at hand.
    pub(super) bracketed: usize,
    looks: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn of(
        text: &'t str,
        definitions: &'t Definitions,
        options: Options,
        events: Vec<Event<'t>>,
    ) -> Self {
        Self {
            text,
            at: 0,
            from: 0,
            fresh: 0,
            events,
            definitions,
            options,
            inside: Inside::default(),
            missing: Missing::default(),
            url_end: 0,
            bracketed: 0,
            looks: text.len() * LOOKS_PER_BYTE + FREE_LOOKS,
        }
    }

    /// The events of all that was read.
    pub(super) fn finish(mut self) -> Vec<Event<'t>> {
        self.at = self.text.len();
        self.flush(self.at);
        self.events
    }

    /// Reads up to where a mark ends; false if there is no such place.
    pub(super) fn spans(&mut self, stop: Stop) -> bool {
        let begin = self.at;
        let (mut brackets, bracketed) = (1_usize, std::mem::take(&mut self.bracketed));
        while let Some(found) = next_mark(between_found(self.text, self.at..)) {
            self.at += found;
            let stops = match stop {
                Stop::End => false,
                Stop::Emphasis(mark) => self.at > begin && self.ends_emphasis(mark),
                Stop::Bracket => {
                    match self.rest().as_bytes() {
                        [b']', ..] => brackets = brackets.saturating_sub(1),
                        [b'[', ..] | [b'!', b'[', ..] if !self.is_before_a_note() => brackets += 1,
                        _ => {}
                    }
                    self.rest().starts_with(']') && brackets == self.bracketed
                }
            };
            if stops {
                self.bracketed = bracketed;
                return true;
            }
            self.mark();
        }
        self.at = self.text.len();
        self.bracketed = bracketed;
        false
    }

    /// True before the exclamation mark in `![^1]`, which is no picture but an exclamation.
    fn is_before_a_note(&self) -> bool {
        self.rest().starts_with("![^")
    }

    /// Reads the mark here, or the sign that is none.
    fn mark(&mut self) {
        let (text, at) = (self.rest(), self.at);
        let is_read = match text.as_bytes() {
            [b'*' | b'_', ..] => self.emphasis(),
            [b'`', ..] => self.code(),
            [b'<', ..] => self.address() || self.html() || self.guillemet(),
            [b'>', b'>', ..] => self.guillemet(),
            [b'[', b'^', ..] => self.note(),
            [b'[', ..] | [b'!', b'[', ..] if !self.is_before_a_note() => self.link(),
            [b'"' | b'\'', ..] if self.options.smart => self.quotation_mark(),
            [b'$', ..] => self.formula(),
            [b'{', b':', ..] => self.braces(),
            [b'&', ..] => self.entity(),
            [b'-', b'-', ..] | [b'.', b'.', b'.', ..] => self.dashes_or_dots(),
            [b'\n', ..] if self.breaks_line() => self.line_break(),
            [b'\n', ..] if self.options.own.keeps_lines() => self.kept_line_end(),
            [b'\\', ..] => self.escaped(),
            [b'~', b'~', ..] => self.strikethrough(),
            _ => {
                self.at += 1;
                return;
            }
        };
        if !is_read && self.at == at {
            self.at += if text.starts_with("![") { 2 } else { 1 };
        }
        self.fresh = self.at;
    }

    /// The text from here on.
    pub(super) fn rest(&self) -> &'t str {
        between_found(self.text, self.at..)
    }

    /// The character before the one here.
    pub(super) fn before(&self) -> Option<char> {
        between_found(self.text, ..self.at).chars().next_back()
    }

    /// Makes the text before an offset an event. What is there is read next.
    pub(super) fn flush(&mut self, end: usize) {
        let text = between_found(self.text, self.from.min(end)..end);
        self.from = end;
        if text.is_empty() {
            return;
        }
        let (emoji, abbreviations) = (self.options.emoji, &self.definitions.abbreviations);
        if abbreviations.is_empty() || self.in_picture() {
            show(text, emoji, &mut self.events);
        } else {
            abbreviate(text, abbreviations, emoji, &mut self.events);
        }
    }

    /// Adds an event for so many bytes here.
    pub(super) fn add(&mut self, event: Event<'t>, bytes: usize) {
        self.flush(self.at);
        self.events.push(event);
        self.skip(bytes);
    }

    /// Adds an event behind all that is there.
    pub(super) fn push(&mut self, event: Event<'t>) {
        self.events.push(event);
    }

    /// Leaves so many bytes out.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.flush(self.at);
        self.at = self.text.len().min(self.at + bytes);
        self.from = self.at;
    }

    /// Adds text that is not written so.
    pub(super) fn add_text(&mut self, text: impl Into<CowStr<'t>>, bytes: usize) {
        self.add(Event::Text(text.into()), bytes);
    }

    /// Tests whether an element has just ended, and no text stands behind it.
    pub(super) fn is_behind_element(&self) -> bool {
        self.from == self.at && !matches!(self.events.last(), None | Some(Event::Text(_)))
    }

    pub(super) fn in_picture(&self) -> bool {
        self.inside.pictures > 0
    }

    /// A place to go back to. What stands before it is shown once, however often that happens.
    pub(super) fn place(&mut self) -> Place {
        self.flush(self.at);
        Place { events: self.events.len(), from: self.from }
    }

    /// Goes back: what was read since is text.
    pub(super) fn back(&mut self, place: &Place, at: usize) {
        self.events.truncate(place.events);
        (self.from, self.at) = (place.from, at);
    }

    /// Counts a mark without end, that was looked for from an offset on.
    pub(super) fn note_failure(&mut self, from: usize) {
        self.note_look(from, self.text.len());
    }

    /// Counts what was looked at between two offsets in vain.
    pub(super) fn note_look(&mut self, from: usize, to: usize) {
        self.looks = self.looks.saturating_sub(to.saturating_sub(from));
    }

    /// Tests whether marks are not to be looked at any more that may lack an end.
    pub(super) fn is_tired(&self) -> bool {
        self.looks == 0
    }

    /// Tests whether one more picture may be read in those around.
    pub(super) fn is_deep(&self) -> bool {
        self.inside.pictures >= DEPTH
    }

    /// Reads the text up to an offset by itself: a mark was found to end there.
    pub(super) fn within(&mut self, end: usize) {
        let whole = self.text;
        self.text = between_found(whole, ..end);
        let (missing, inside) = (self.missing, self.inside);
        self.inside = Inside { pictures: inside.pictures, ..Inside::default() };
        self.spans(Stop::End);
        self.flush(end);
        (self.text, self.missing, self.inside) = (whole, missing, inside);
    }

    /// Replaces the event at an index, counted from the first.
    pub(super) fn put(&mut self, index: usize, event: Event<'t>) {
        if let Some(place) = self.events.get_mut(index) {
            *place = event;
        }
    }

    /// Number of events so far.
    pub(super) fn count(&self) -> usize {
        self.events.len()
    }
}

/// Offset of the next byte that may be a mark.
fn next_mark(text: &str) -> Option<usize> {
    text.bytes().position(|byte| {
        matches!(
            byte,
            b'*' | b'_'
                | b'`'
                | b'<'
                | b'>'
                | b'['
                | b']'
                | b'!'
                | b'"'
                | b'\''
                | b'$'
                | b'{'
                | b'&'
                | b'-'
                | b'.'
                | b'\n'
                | b'\\'
                | b'~'
        )
    })
}
