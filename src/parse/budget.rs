//! The part of a text that a conversion has memory for. What is beyond is shown as it was written:
//! no page of marks alone, however long, takes more than [`estimated_memory`].

use super::memory::estimated_memory;
use super::parsed::Parsed;
use crate::diagnostic::Diagnostic;
use crate::document::{Block, Code};

/// Bytes of memory for a byte of text, through all stages of a conversion.
const OF_TEXT: u64 = 8;
/// Bytes of memory for a mark, a line with words and a blank one: the nodes that they become, one
/// after the other, with their words. Measured, with pages of nothing else.
const OF_MARK: u64 = 350;
const OF_LINE: u64 = 310;
const OF_BLANK_LINE: u64 = 150;
/// Bytes of memory for a tag of HTML.
const OF_TAG: u64 = 400;

/// A text, parted where the memory for its marks ends.
pub(super) struct Parts<'t> {
    /// The beginning, which is converted; most often all of it.
    pub(super) converted: &'t str,
    rest: &'t str,
}

impl<'t> Parts<'t> {
    /// Parts a text in which lines are blocks, before a line; `marks` gives the number of marks in
    /// one.
    pub(super) fn of_lines(text: &'t str, marks: impl Fn(&str) -> usize) -> Self {
        let Some(mut room) = room(text) else { return Self::whole(text) };
        let mut end = 0;
        for line in text.split_inclusive('\n') {
            let own = if line.trim().is_empty() { OF_BLANK_LINE } else { OF_LINE };
            let marks = u64::try_from(marks(line)).unwrap_or(u64::MAX);
            match room.checked_sub(marks.saturating_mul(OF_MARK).saturating_add(own)) {
                Some(left) => room = left,
                None => break,
            }
            end += line.len();
        }
        Self::at(text, end)
    }

    /// Parts a text in HTML, before a tag.
    pub(super) fn of_html(text: &'t str) -> Self {
        let Some(room) = room(text) else { return Self::whole(text) };
        let tags = usize::try_from(room / OF_TAG).unwrap_or(usize::MAX);
        let end = text.match_indices('<').nth(tags).map_or(text.len(), |(at, _)| at);
        Self::at(text, end)
    }

    fn whole(text: &'t str) -> Self {
        Self { converted: text, rest: "" }
    }

    fn at(text: &'t str, end: usize) -> Self {
        let (converted, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        Self { converted, rest }
    }

    /// The text that is beyond, as it was written.
    pub(super) fn rest(&self) -> Option<String> {
        let rest = self.rest.trim_end();
        if rest.is_empty() { None } else { Some(rest.chars().filter(Code::holds).collect()) }
    }

    /// The page with what is beyond at its end, and a diagnostic for its author.
    pub(super) fn complete(&self, mut parsed: Parsed) -> Parsed {
        let Some(text) = self.rest() else { return parsed };
        parsed.blocks.push(Block::Code(Code { language: String::new(), text }));
        let line = self.converted.matches('\n').count() + 1;
        parsed.diagnostics.push(Diagnostic::at_line(
            line,
            "the page has more marks than there is memory for; from here on it is shown as it was \
             written",
        ));
        parsed
    }
}

/// Bytes of memory for the marks and lines of a text; `None` where it can't have too many.
fn room(text: &str) -> Option<u64> {
    let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
    let room = estimated_memory(length).saturating_sub(length.saturating_mul(OF_TEXT));
    if length.saturating_mul(OF_TAG) <= room { None } else { Some(room) }
}
