//! The bounds of finding calls.

/// Bytes of a call.
pub(super) const MAX_CALL_LENGTH: usize = 4096;
/// Calls of one page that are filled in; the others stay as they are written.
pub(super) const MAX_CALLS: usize = 20_000;
/// Calls of one page that may be broken: each costs up to [`MAX_CALL_LENGTH`] steps.
pub(super) const MAX_BROKEN: usize = 100;
