//! Blocks to gemtext (specification 0.24.1).

use super::LinkStyle;
use crate::document::Document;

/// Writes a page as gemtext: lines that end in LF, always valid.
#[must_use]
pub fn gemtext(_page: &Document, _links: LinkStyle) -> String {
    String::new()
}
