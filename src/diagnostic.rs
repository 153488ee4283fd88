//! What an author is told about a page: the page is served all the same.

use std::fmt;

use crate::escape::escape_controls;

/// Something about a file of the capsule that its author should know.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Warning {
    /// The file, relative to the capsule's folder, with control characters escaped.
    pub file: String,
    /// What it is about.
    pub remark: Remark,
}

/// Something found at a place in a text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Remark {
    /// The line, from 1; 0 when it is about the whole file.
    pub line: usize,
    /// The column in characters, from 1; 0 when unknown.
    pub column: usize,
    /// One sentence, without a final full stop.
    pub what: String,
}

impl Remark {
    /// A remark about a line.
    #[must_use]
    pub fn at_line(line: usize, what: impl Into<String>) -> Self {
        Self { line, column: 0, what: what.into() }
    }

    /// A remark about a whole file.
    #[must_use]
    pub fn whole(what: impl Into<String>) -> Self {
        Self::at_line(0, what)
    }

    /// The warning that this remark is, made of a file.
    #[must_use]
    pub fn about(self, file: &str) -> Warning {
        Warning { file: escape_controls(file), remark: self }
    }
}

impl fmt::Display for Warning {
    /// `file:line: what`, with `:column` after the line when it is known. What is about a whole
    /// file or folder has neither.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:", self.file)?;
        let place = [self.remark.line, self.remark.column];
        place
            .iter()
            .take_while(|number| **number > 0)
            .try_for_each(|number| write!(out, "{number}:"))?;
        write!(out, " {}", escape_controls(&self.remark.what))
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::*;

    #[test]
    fn a_warning_names_file_and_line() {
        let at = |line, column| {
            Remark { line, column, what: "the link leads nowhere".to_owned() }
                .about("a\n\x1b[1m.md")
        };
        assert_eq!(at(3, 0).to_string(), "a\\n\\u{1b}[1m.md:3: the link leads nowhere");
        assert_eq!(at(3, 7).to_string(), "a\\n\\u{1b}[1m.md:3:7: the link leads nowhere");
        assert_eq!(at(0, 0).to_string(), "a\\n\\u{1b}[1m.md: the link leads nowhere");
    }
}
