//! `Diagnostic`: a fault in a file of the capsule, for its author.

use std::fmt;

use crate::escape::escape_controls;

/// A fault in a file of the capsule, or in a text that is read before it is known which file it
/// comes from.
///
/// Diagnostics are ordered by file, line and column.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Diagnostic {
    /// The file, relative to the capsule's folder, with control characters escaped; empty as long
    /// as it is not known.
    pub file: String,
    /// The line, from 1; 0 when it is about the whole file.
    pub line: usize,
    /// The column in characters, from 1; 0 when unknown.
    pub column: usize,
    /// One sentence, without a final full stop.
    pub text: String,
    /// The loss by the fault.
    pub severity: Severity,
}

/// The loss by a fault.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// The file is served all the same, or it alone is left out.
    Warning,
    /// It is not known what the author keeps back, so nothing may be served.
    Error,
}

impl Diagnostic {
    /// A warning about a whole file.
    #[must_use]
    pub fn whole(text: impl Into<String>) -> Self {
        Self::at_line(0, text)
    }

    /// A warning about a line, from 1.
    #[must_use]
    pub fn at_line(line: usize, text: impl Into<String>) -> Self {
        let (file, text) = (String::new(), text.into());
        Self { file, line, column: 0, text, severity: Severity::Warning }
    }

    /// The same diagnostic about a file, by its path below the capsule's folder.
    #[must_use]
    pub fn in_file(self, file: &(impl fmt::Display + ?Sized)) -> Self {
        Self { file: escape_controls(&file.to_string()), ..self }
    }

    /// The same diagnostic as an error.
    #[must_use]
    pub fn as_error(self) -> Self {
        Self { severity: Severity::Error, ..self }
    }
}

impl fmt::Display for Diagnostic {
    /// `file:line: text`, with `:column` after the line when it is known. What is about a whole
    /// file or folder has neither.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:", self.file)?;
        let position = [self.line, self.column];
        position
            .iter()
            .take_while(|number| **number > 0)
            .try_for_each(|it| write!(out, "{it}:"))?;
        write!(out, " {}", escape_controls(&self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_names_file_and_line() {
        let at = |line, column| {
            let text = "the link leads nowhere";
            Diagnostic { column, ..Diagnostic::at_line(line, text) }
                .in_file("a\n\x1b[1m.md")
                .to_string()
        };
        assert_eq!(at(3, 0), "a\\n\\u{1b}[1m.md:3: the link leads nowhere");
        assert_eq!(at(3, 7), "a\\n\\u{1b}[1m.md:3:7: the link leads nowhere");
        assert_eq!(at(0, 0), "a\\n\\u{1b}[1m.md: the link leads nowhere");
    }
}
