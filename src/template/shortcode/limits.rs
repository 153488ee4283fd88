//! The bounds of finding calls.

/// Bytes of a call.
pub(super) const MAX_CALL_LENGTH: usize = 4096;
/// Calls of one page that are filled in; the others stay as they are written.
pub(super) const MAX_CALLS: usize = 20_000;
/// Calls of one page that may be broken: each costs up to [`MAX_CALL_LENGTH`] steps.
pub(super) const MAX_BROKEN: usize = 100;
/// Bytes that the calls of one page may add to its text, about: a call may show a whole field of the
/// front matter.
pub(super) const MAX_ADDED: usize = 4 << 20;
/// Bytes of white space that a line is indented by: more is written for its looks.
pub(super) const MAX_INDENT: usize = 32;
