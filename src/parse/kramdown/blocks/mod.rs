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
use super::options::Kramdown;

/// Reads the blocks of a text whose last line has an end. The options are those at the page's end:
/// it may change them, and words are read by the last ones.
pub(super) fn read(text: &str, options: Kramdown) -> (Vec<Node>, Definitions, Kramdown) {
    let mut page = Page::of(options);
    let nodes = Level::of(text, Vec::new(), &mut page).read();
    (nodes, page.definitions, page.options)
}
