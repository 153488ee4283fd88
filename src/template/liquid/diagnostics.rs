//! What is wrong with a template, and where: byte offsets while reading, lines and columns at last.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;

/// The most diagnostics that one rendering makes; an author reads no more.
const MOST: usize = 100;

/// What is wrong in one source.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    list: Vec<Fault>,
}

/// One thing that is wrong.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    /// The byte offset.
    pub(crate) at: usize,
    pub(crate) what: String,
}

impl Faults {
    /// Notes a fault, unless there are enough.
    pub(crate) fn add(&mut self, at: usize, what: impl FnOnce() -> String) {
        if self.list.len() < MOST {
            self.list.push(Fault { at, what: what() });
        }
    }

    pub(crate) fn into_list(self) -> Vec<Fault> {
        self.list
    }
}

/// Remarks, each but once and in the order of their places.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics(BTreeSet<Diagnostic>);

impl Diagnostics {
    pub(crate) fn add(&mut self, source: &str, at: usize, what: String) {
        if self.0.len() < MOST {
            let (line, column) = place(source, at);
            self.0.insert(Diagnostic { column, ..Diagnostic::at_line(line, what) });
        }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.0.len() >= MOST
    }

    pub(crate) fn into_list(self) -> Vec<Diagnostic> {
        self.0.into_iter().collect()
    }
}

/// The line and the column, in characters, of a byte offset; both from 1.
pub(crate) fn place(source: &str, at: usize) -> (usize, usize) {
    let before = source.get(..at).unwrap_or(source);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}

#[cfg(test)]
mod tests {
    use crate::template::liquid::diagnostics::*;

    #[test]
    fn a_place_is_a_line_and_a_column_in_characters() {
        assert_eq!(place("ab", 0), (1, 1));
        assert_eq!(place("ä\nöü{{", "ä\nöü".len()), (2, 3));
        assert_eq!(place("a\n", 2), (2, 1));
    }

    #[test]
    fn the_same_remark_is_made_once_and_there_is_an_end_of_them() {
        let mut diagnostics = Diagnostics::default();
        let source = "\n".repeat(MOST * 2);
        for at in 0..MOST * 2 {
            diagnostics.add(&source, at, "x".to_owned());
            diagnostics.add(&source, at, "x".to_owned());
        }
        assert_eq!(diagnostics.into_list().len(), MOST);
    }
}
