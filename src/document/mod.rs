//! Pages in no format: parsers make a [`Document`], renderers read it, and neither knows the other.
//!
//! The meaning of a text is for `parse` to find, its looks are for `render`. Here are the types,
//! the walks over them ([`parts`], [`inlines`]; nobody else needs to know what holds what), the
//! rewriting of whole pages and the notation that shows a page to people and tests.
//!
//! Invariants:
//! - A walk comes to each part of a page once, in reading order:
//!   `document::walk::tests::each_part_is_met_once_in_reading_order`.
//! - A rewriting reaches all words and targets of a page:
//!   `document::rewrite::tests::no_words_and_no_target_are_left_out`.
//! - All that a page holds is in its notation: `document::notation::tests::one_of_everything`.

mod block;
mod inline;
mod menu_line;
mod notation;
mod page;
mod rewrite;
mod target;
#[cfg(test)]
mod tests;
mod walk;

pub use block::{Alignment, Block, Cell, Code, Definition, Entry, Footnote, Item, List, Table};
pub use inline::{Image, ImageKind, Inline, Link};
pub use menu_line::MenuLine;
#[cfg(test)]
pub(crate) use notation::notation;
pub use page::Document;
pub use rewrite::Rewrite;
pub(crate) use target::query_in_url;
pub use target::{Resolve, Target};
pub use walk::{Part, PartMut, inlines, internal_links, parts, parts_mut, words};
