//! `Location`: a line of a file in which something is set.

use crate::diagnostic::Diagnostic;

/// A line of a file of settings, for diagnostics on what it leads to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Location {
    /// The file: of an author's settings by its source path, of the operator's by its absolute one.
    pub file: String,
    /// The line, from 1; 0 when it is about the whole file.
    pub line: usize,
}

impl Location {
    /// A warning about what is set there.
    #[must_use]
    pub fn diagnostic(&self, text: impl Into<String>) -> Diagnostic {
        Diagnostic::at_line(self.line, text).in_file(&self.file)
    }
}
