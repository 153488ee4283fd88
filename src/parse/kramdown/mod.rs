//! kramdown, the Markdown of Jekyll, as its parser for GitHub's additions reads it: events in the
//! vocabulary of pulldown-cmark, from which the same tree is made.
//!
//! kramdown is no dialect of `CommonMark`: what is code, where an item ends and what a mark means
//! follows other rules, which no change of the text beforehand can express. So it has a parser of
//! its own, in two passes: [`blocks`] parts the page into blocks, [`spans`] reads their words once
//! all links are known.
//!
//! Where kramdown would show the reader marks that the author did not mean as words (an attribute
//! list behind a blank, an end tag without a start), they are left out.
//!
//! Invariants:
//! - Nothing is read more often than blocks are deep, and no mark that lacks an end is looked for
//!   for ever: `parse::tests::limits::repeated_pieces_take_linear_time`.
//! - Code is kept to the letter: `parse::tests::kramdown::code`.

mod attributes;
mod blocks;
mod events;
mod letter;
mod line;
mod node;
mod opening;
mod options;
mod spans;
mod tag;

pub(super) use self::events::Page;
pub use self::options::Kramdown;
pub(super) use self::options::Options;
