//! Comments in the notes of a plain folder, which are for their author.

use std::borrow::Cow;

use crate::diagnostic::Diagnostic;
use crate::parse::{Dialect, comments};
use crate::template::shortcode::Expanded;

/// A text without its comments.
pub(super) fn leave_out(body: &str, dialect: Dialect) -> Expanded<'_> {
    let comments = comments(body, dialect);
    let mut expanded = Expanded::unchanged(body);
    if comments.ranges.is_empty() {
        return expanded;
    }
    let mut text = String::with_capacity(body.len());
    for range in comments.outside(body.len()) {
        expanded.origins.add(text.len(), range.start, true);
        text.push_str(body.get(range).unwrap_or_default());
    }
    expanded.text = Cow::Owned(text);
    expanded.diagnostics.extend(comments.unclosed.map(|at| {
        let line = body.get(..at).unwrap_or_default().matches('\n').count() + 1;
        let what = "the comment that begins with %% is never closed; all below it is left out";
        Diagnostic::at_line(line, what)
    }));
    expanded
}
