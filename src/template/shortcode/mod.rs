//! Shortcodes: what the calls that Hugo and Zola allow in a text have in common.
//!
//! How a call is written is for `hugo::shortcode` and `zola::shortcode`.

mod call;
mod expand;
pub(crate) mod hugo;
pub(crate) mod zola;

pub(crate) use call::Call;
pub(crate) use expand::{Expanded, Lines, Token, TokenKind, within};

/// The longest call, in bytes.
pub(crate) const LONGEST_CALL: usize = 4096;
/// The most calls of one page that are looked at; what is beyond them stays as it is written.
pub(crate) const MOST_CALLS: usize = 20_000;
/// The most calls of one page that may be broken: each costs up to [`LONGEST_CALL`] steps.
pub(crate) const MOST_BROKEN: usize = 100;
