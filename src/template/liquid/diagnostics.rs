//! The diagnostics of one template while it is read: byte offsets in, lines and columns out.

use crate::diagnostic::Diagnostic;

/// Diagnostics that one rendering makes; an author reads no more.
pub(super) const MAX_DIAGNOSTICS: usize = 100;

/// The diagnostics of one source, in the order in which they were found.
#[derive(Debug)]
pub(super) struct Diagnostics<'a> {
    source: &'a str,
    list: Vec<Diagnostic>,
}

impl<'a> Diagnostics<'a> {
    pub(super) fn of(source: &'a str) -> Self {
        Self { source, list: Vec::new() }
    }

    /// Adds one at a byte offset, unless there are enough.
    pub(super) fn add(&mut self, offset: usize, text: impl Into<String>) {
        if self.list.len() < MAX_DIAGNOSTICS {
            self.list.push(diagnostic_at(self.source, offset, text));
        }
    }

    pub(super) fn into_list(self) -> Vec<Diagnostic> {
        self.list
    }
}

/// Bytes of a diagnostic's text, about: it may quote what a template made.
const MAX_LENGTH: usize = 400;

/// A diagnostic at a byte offset of a source.
pub(super) fn diagnostic_at(source: &str, offset: usize, text: impl Into<String>) -> Diagnostic {
    let text = shortened(text.into());
    let before = source.get(..offset).unwrap_or(source);
    let (line_breaks, last_line) = match before.rsplit_once('\n') {
        Some((lines, last)) => (lines.matches('\n').count() + 1, last),
        None => (0, before),
    };
    let column = last_line.chars().count() + 1;
    Diagnostic { column, ..Diagnostic::at_line(line_breaks + 1, text) }
}

/// A text without its middle, if it is long.
pub(super) fn shortened(text: String) -> String {
    if text.len() <= MAX_LENGTH {
        return text;
    }
    let head = text.get(..text.floor_char_boundary(MAX_LENGTH / 2)).unwrap_or_default();
    let tail = text.get(text.ceil_char_boundary(text.len() - MAX_LENGTH / 2)..);
    format!("{head} … {}", tail.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_diagnostic_quotes_is_shortened() {
        let text = format!("\"{}\" is no date", "é".repeat(10_000));
        let Diagnostic { text, .. } = diagnostic_at("", 0, text);
        assert!(text.len() < 500 && text.starts_with("\"éé") && text.ends_with("é\" is no date"));
    }

    #[test]
    fn what_is_as_long_as_may_be_is_not_shortened() {
        let length = |bytes: usize| diagnostic_at("", 0, "x".repeat(bytes)).text.len();
        assert_eq!(length(MAX_LENGTH), MAX_LENGTH);
        assert_ne!(length(MAX_LENGTH + 1), MAX_LENGTH + 1);
    }

    #[test]
    fn a_position_is_a_line_and_a_column_in_characters() {
        let position = |source, offset| {
            let diagnostic = diagnostic_at(source, offset, "x");
            (diagnostic.line, diagnostic.column)
        };
        assert_eq!(position("ab", 0), (1, 1));
        assert_eq!(position("ä\nöü{{", "ä\nöü".len()), (2, 3));
        assert_eq!(position("a\n", 2), (2, 1));
    }
}
