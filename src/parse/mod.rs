//! Text to blocks. Nothing here fails: whatever comes in, blocks come out, with diagnostics on what
//! was odd.

mod dom;
mod emoji;
mod fence;
mod gemtext;
mod gophermap;
mod html;
mod kramdown;
mod markdown;
mod offsets;
mod pipes;
#[cfg(test)]
mod tests;

pub use gemtext::gemtext;
pub use gophermap::{Included, Menu, MenuDialect, Surroundings, gophermap, gophermap_title};
pub use html::html;
pub use markdown::{Dialect, markdown, markdown_html};

use crate::diagnostic::Diagnostic;
use crate::document::Block;

/// The blocks of a text.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Parsed {
    /// Its blocks.
    pub blocks: Vec<Block>,
    /// Diagnostics for the author, in no order.
    pub diagnostics: Vec<Diagnostic>,
}
