//! Texts between offsets.

use std::slice::SliceIndex;

/// The part of a text between offsets that were found in it, so that they are between characters
/// of it.
pub(super) fn between_found(text: &str, offsets: impl SliceIndex<str, Output = str>) -> &str {
    let part = text.get(offsets);
    debug_assert!(part.is_some(), "the offsets were found in another text");
    part.unwrap_or("")
}
