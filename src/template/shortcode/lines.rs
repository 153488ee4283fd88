//! `Lines`: line numbers of ever later offsets of a text.

/// Counts lines up to ever later offsets of a text, each line once.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    text: &'a str,
    /// The byte offset up to which lines are counted.
    offset: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    /// The lines of a text.
    #[must_use]
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, offset: 0, line: 1 }
    }

    /// The line, from 1, of a byte offset that is not before the last one that was asked for.
    #[must_use]
    pub(crate) fn line_of(&mut self, offset: usize) -> usize {
        let between = self.text.get(self.offset..offset);
        self.line += between.map_or(0, |between| between.matches('\n').count());
        self.offset = self.offset.max(offset);
        self.line
    }
}
