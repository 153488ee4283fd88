//! `Trace`: the origins of the text, as long as the page itself writes it.

use crate::template::source_map::Origins;

/// The origins of the page's text. Nothing is traced in a text that is kept aside.
#[derive(Default)]
pub(super) struct Trace {
    origins: Origins,
    /// The number of texts that are being kept aside.
    asides: usize,
}

impl Trace {
    pub(super) fn begin_aside(&mut self) {
        self.asides = self.asides.saturating_add(1);
    }

    pub(super) fn end_aside(&mut self) {
        self.asides = self.asides.saturating_sub(1);
    }

    /// True while a text is kept aside.
    pub(super) fn is_aside(&self) -> bool {
        self.asides > 0
    }

    /// From an offset of the text on, the text is the page's own, as it is.
    pub(super) fn copied(&mut self, offset: usize, page_offset: usize) {
        self.add(offset, page_offset, true);
    }

    /// From an offset of the text on, the text is made of the page's node at an offset.
    pub(super) fn made(&mut self, offset: usize, page_offset: usize) {
        self.add(offset, page_offset, false);
    }

    fn add(&mut self, offset: usize, page_offset: usize, as_it_is: bool) {
        if self.asides == 0 {
            self.origins.add(offset, page_offset, as_it_is);
        }
    }

    pub(super) fn into_origins(self) -> Origins {
        self.origins
    }
}
