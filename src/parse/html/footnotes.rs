//! Reading footnotes: each once, for the page's end.

use super::flow::Flow;
use super::walk::Walker;
use crate::document::Footnote;

impl Walker<'_> {
    /// Reads the notes: those that were used, in that order (a note may use others), then the rest.
    pub(super) fn footnotes(&mut self) -> Vec<Footnote> {
        let mut read = Vec::new();
        for index in 0..self.notes.definitions.len() {
            self.read_used(&mut read);
            self.notes.use_of(index);
        }
        self.read_used(&mut read);
        read
    }

    fn read_used(&mut self, read: &mut Vec<Footnote>) {
        while let Some(index) = self.notes.used.get(read.len()) {
            let Some(node) = self.notes.definitions.get(*index).map(|it| it.node) else { return };
            let blocks = self.blocks(node, &Flow::new());
            read.push(Footnote { number: read.len() + 1, blocks });
        }
    }
}
