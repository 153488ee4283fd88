//! Bounds that the specification sets, in bytes.

/// The longest URI, in bytes ("Requests" in the specification).
pub const MAX_URI: usize = 1024;
/// The longest request line, in bytes, with its CR LF.
pub const MAX_LINE: usize = MAX_URI + 2;
/// The longest META, in bytes.
pub(super) const MAX_META: usize = 1024;
