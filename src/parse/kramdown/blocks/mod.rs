//! The first of two passes: the blocks of a page, as kramdown parts them. Words are left for the
//! second, since a link may be defined behind its place.

mod code;
mod define;
mod definitions;
mod extension;
mod html;
mod level;
mod list;
mod paragraph;
mod table;

use self::level::{Level, Page};
use super::node::{Definitions, Node};

/// Reads the blocks of a text whose last line has an end.
pub(super) fn read(text: &str) -> (Vec<Node>, Definitions) {
    let mut page = Page::default();
    let nodes = Level::of(text, Vec::new(), &mut page).read();
    (nodes, page.definitions)
}
