//! The lines of a menu that somebody wrote by hand. They keep what a page has no block for: item
//! types, selectors, other hosts and ports.

use super::block::Entry;
use crate::media::ItemType;

/// One line of a menu that somebody wrote by hand.
#[derive(Clone, PartialEq, Debug)]
pub enum MenuLine {
    /// A line to read, as it was written, however long.
    Info(String),
    /// A link, with the type and the words that its author gave it.
    Item {
        /// Its type.
        kind: ItemType,
        /// The words that a reader sees.
        display: String,
        /// The selector that a client sends for it.
        selector: String,
        /// The host that has it; `None` for this server.
        host: Option<String>,
        /// The port there; `None` for this server's own.
        port: Option<u16>,
    },
    /// A line of the folder's listing, which the menu asks for.
    Entry(Entry),
}
