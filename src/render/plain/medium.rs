//! `Medium`: a form of bounded width that a page is written in, and the room on its lines.

use super::super::layout::{Reference, References, Ruler, Style, Words};
use crate::document::Entry;

/// The room on a line.
#[derive(Clone, Copy, Debug)]
pub(in crate::render) struct Room {
    /// The columns of a line of words.
    pub(in crate::render) words: usize,
    /// The columns of a table.
    pub(in crate::render) table: usize,
    /// The columns of a line of code; `None` when it is never folded.
    pub(in crate::render) code: Option<usize>,
}

/// A form that a page is written in.
pub(in crate::render) trait Medium<'a> {
    /// A line that is a link as a whole.
    type Item;

    /// The unit of the room that words take.
    const RULER: Ruler;
    /// True if links follow their block; else they follow their section.
    const LINKS_AFTER_BLOCK: bool;

    /// The room on a line.
    fn room(&self) -> Room;
    /// The marks of running text.
    fn style(&self) -> Style;
    /// Writes a line of words.
    fn line(&mut self, line: &str);
    /// Writes where a link leads.
    fn reference(&mut self, reference: &Reference<'a>);
    /// The lines of a paragraph, or of a list item's first one behind its mark, if its links say it
    /// all.
    fn as_items(
        &self,
        mark: Option<&str>,
        words: &Words,
        references: &[Reference<'a>],
    ) -> Option<Vec<Self::Item>>;
    /// The line of a listing; `None` when it leads nowhere.
    fn entry(&mut self, entry: &'a Entry, references: &mut References<'a>) -> Option<Self::Item>;
    /// Writes a line that is a link.
    fn item(&mut self, item: Self::Item);
}
