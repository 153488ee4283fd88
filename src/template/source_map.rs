//! `Origins`: the positions, in a template, that the parts of its text come from, so that a
//! diagnostic of the text can name the line that the author wrote.

/// Parts that are kept; those behind them have no known origin.
const MAX_PARTS: usize = 1 << 16;

/// The parts of a text, in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Origins(Vec<Part>);

/// A part, up to the next one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Part {
    /// The byte offset of its beginning in the text.
    offset: usize,
    /// The byte offset, in the source, of what it was made of.
    source: usize,
    /// True when it was taken over as it is.
    is_copy: bool,
}

impl Origins {
    /// Begins a part at a byte offset of the text, which only grows. A copy goes on in the source
    /// as in the text; all of another part was made of what stands at one offset of the source.
    pub(crate) fn add(&mut self, offset: usize, source: usize, is_copy: bool) {
        let part = Part { offset, source, is_copy };
        let count = self.0.len();
        match self.0.last_mut() {
            // Nothing was written since.
            Some(last) if last.offset == offset => *last = part,
            _ if count < MAX_PARTS => self.0.push(part),
            _ => {}
        }
    }

    /// The byte offset in the source of one in the text, if it is known.
    #[must_use]
    pub(crate) fn source_of(&self, offset: usize) -> Option<usize> {
        let index = self.0.partition_point(|part| part.offset <= offset).checked_sub(1)?;
        if index + 1 >= MAX_PARTS {
            return None;
        }
        let part = self.0.get(index)?;
        let behind = if part.is_copy { offset - part.offset } else { 0 };
        Some(part.source + behind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_traced_back_to_its_source() {
        let mut origins = Origins::default();
        for (offset, source, is_copy) in
            [(0, 0, true), (5, 5, false), (5, 20, false), (9, 30, true)]
        {
            origins.add(offset, source, is_copy);
        }
        let sources = [0, 4, 5, 8, 9, 12].map(|offset| origins.source_of(offset).unwrap());
        assert_eq!(sources, [0, 4, 20, 20, 30, 33]);
        assert_eq!(Origins::default().source_of(0), None);
    }

    #[test]
    fn there_is_an_end_of_parts() {
        let mut origins = Origins::default();
        (0..MAX_PARTS * 2).for_each(|offset| origins.add(offset, offset, true));
        assert_eq!((origins.source_of(7), origins.source_of(MAX_PARTS * 2)), (Some(7), None));
        assert_eq!(origins.0.len(), MAX_PARTS);
    }
}
