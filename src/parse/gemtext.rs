//! Gemtext to blocks, so that pages written in it are seen on Gopher too.

use super::Parsed;
use crate::document::Resolve;

/// Reads gemtext.
#[must_use]
pub fn gemtext(_source: &str, _links: &dyn Resolve) -> Parsed {
    Parsed::default()
}
