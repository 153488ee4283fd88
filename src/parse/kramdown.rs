//! What the Markdown of Jekyll (kramdown) needs before `CommonMark` can read it.

/// The same page in Markdown that `CommonMark` reads as kramdown would.
pub(super) fn to_common_mark(source: &str) -> String {
    source.to_owned()
}
