//! Blocks to plain text.

use crate::document::Document;
use crate::origin::Origin;

/// How plain text is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TextStyle {
    /// The most display columns of a line, 40 to 200.
    pub width: usize,
    /// Whether links into the capsule are written as Gopher URLs (else as Gemini URLs).
    pub gopher: bool,
}

/// Writes a page as plain text: lines that end in LF.
#[must_use]
pub fn text(_page: &Document, _origin: &Origin, _style: TextStyle) -> String {
    String::new()
}
