//! `Token`: a call in a text, as `hugo` and `zola` find it.

use std::ops::Range;

use super::call::Call;

/// A call in a text.
#[derive(Debug)]
pub(super) struct Token {
    /// Byte offsets, between characters.
    pub range: Range<usize>,
    pub kind: TokenKind,
}

/// The types of tokens.
#[derive(Debug)]
pub(super) enum TokenKind {
    Open {
        call: Call,
        /// The index of the token that closes it.
        closed_by: Option<usize>,
    },
    /// The end of a call's content.
    Close {
        name: String,
        /// True when it closes a call.
        used: bool,
    },
    /// A call that is shown, not followed.
    Shown(String),
}
