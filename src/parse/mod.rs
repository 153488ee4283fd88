//! Texts to blocks: Markdown, HTML, gemtext and the menus of Gopher.
//!
//! Left to others: the targets of links, which a [`Resolve`](crate::document::Resolve) knows; front
//! matter and templates, which are gone from a text before; and the looks of a page, for `render`.
//!
//! Invariants:
//! - Nothing fails: whatever comes in, blocks come out, with diagnostics on what was odd, and no
//!   word is lost: `parse::tests::limits::deep_nesting_loses_no_words`,
//!   `tests/render/completeness.rs`.
//! - The time is linear in the length of a text:
//!   `parse::tests::limits::repeated_pieces_take_linear_time`.
//! - Markdown reads the same whether it goes through HTML or not:
//!   `parse::markdown::tests::mixed_pages_read_the_same`.

mod budget;
mod dom;
mod emoji;
mod fence;
mod gemtext;
mod gophermap;
mod html;
mod kramdown;
mod markdown;
mod memory;
mod offsets;
mod parsed;
mod pipes;
mod plain_text;
#[cfg(test)]
mod tests;

pub use gemtext::gemtext;
pub use gophermap::{Included, Menu, MenuDialect, Surroundings, gophermap, gophermap_title};
pub use html::html;
pub use markdown::{
    Comments, Dialect, Kramdown, comments, markdown, markdown_html, without_comments,
};
pub use memory::estimated_memory;
pub use parsed::Parsed;
pub use plain_text::plain_text;
