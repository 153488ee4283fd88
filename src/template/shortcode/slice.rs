//! Parts of texts, always cut between characters.

/// The beginning of a text: so many bytes, or a few less.
#[must_use]
pub(crate) fn within(text: &str, length: usize) -> &str {
    text.get(..text.floor_char_boundary(length)).unwrap_or(text)
}

/// The byte offset of a mark in a text, from an offset on.
#[must_use]
pub(super) fn find_from(text: &str, offset: usize, mark: &str) -> Option<usize> {
    let found = text.get(offset..)?.find(mark)?;
    Some(offset + found)
}

/// A text cut at a byte offset that was found in it, and so lies between two characters.
#[must_use]
pub(super) fn split_within(text: &str, offset: usize) -> (&str, &str) {
    text.split_at_checked(offset).unwrap_or((text, ""))
}
