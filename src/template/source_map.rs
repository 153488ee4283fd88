//! `Origins`: where in its source each part of a text stands that was made by filling a template
//! in, so that what is said of the text can name the line that its author wrote.

/// The most parts that are kept; what stands behind them has no known origin.
const MOST: usize = 1 << 16;

/// The parts of a text, in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Origins(Vec<Part>);

/// A part, up to the next one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Part {
    /// Where it begins in the text.
    at: usize,
    /// What it was made of, as a place in the source.
    source: usize,
    /// Whether it was taken over as it is, else it was made of what stands at that place.
    as_it_is: bool,
}

impl Origins {
    /// Says what the text was made of from a place on. Places only grow.
    pub(crate) fn add(&mut self, at: usize, source: usize, as_it_is: bool) {
        let part = Part { at, source, as_it_is };
        let count = self.0.len();
        match self.0.last_mut() {
            // Nothing was written since.
            Some(last) if last.at == at => *last = part,
            _ if count < MOST => self.0.push(part),
            _ => {}
        }
    }

    /// The place in the source of a place in the text, if it is known.
    #[must_use]
    pub(crate) fn source_of(&self, at: usize) -> Option<usize> {
        let number = self.0.partition_point(|part| part.at <= at).checked_sub(1)?;
        let part = self.0.get(number).filter(|_| number + 1 < MOST)?;
        Some(if part.as_it_is { part.source + (at - part.at) } else { part.source })
    }
}

#[cfg(test)]
mod tests {
    use crate::template::source_map::*;

    #[test]
    fn a_place_is_traced_back_to_its_source() {
        let mut origins = Origins::default();
        for (at, source, as_it_is) in [(0, 0, true), (5, 5, false), (5, 20, false), (9, 30, true)] {
            origins.add(at, source, as_it_is);
        }
        let sources = [0, 4, 5, 8, 9, 12].map(|at| origins.source_of(at).unwrap());
        assert_eq!(sources, [0, 4, 20, 20, 30, 33]);
        assert_eq!(Origins::default().source_of(0), None);
    }

    #[test]
    fn there_is_an_end_of_parts() {
        let mut origins = Origins::default();
        (0..MOST * 2).for_each(|at| origins.add(at, at, true));
        assert_eq!((origins.source_of(7), origins.source_of(MOST * 2)), (Some(7), None));
    }
}
