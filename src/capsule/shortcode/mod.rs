//! Shortcodes: what the calls that Hugo and Zola allow in a text have in common.
//!
//! How a call is written is for `hugo::shortcode` and `zola::shortcode`.

mod call;
mod expand;

pub(super) use call::Call;
pub(super) use expand::{Expanded, Lines, Token, TokenKind, expand, within};

/// The longest call, in bytes.
pub(super) const LONGEST_CALL: usize = 4096;
/// The most calls of one page that are looked at; what is beyond them stays as it is written.
pub(super) const MOST_CALLS: usize = 20_000;
/// The most calls of one page that may be broken: each costs up to [`LONGEST_CALL`] steps.
pub(super) const MOST_BROKEN: usize = 100;
