//! Blocks to the items of a Gopher menu.

use crate::document::Document;
use crate::media::ItemType;
use crate::origin::Origin;

/// One line of a Gopher menu (RFC 1436, section 3.8). By construction it has its four fields and no control character.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MenuItem {
    /// Its type.
    pub kind: ItemType,
    /// What a reader sees.
    pub display: String,
    /// What a client sends to get it; empty for [`ItemType::Info`].
    pub selector: String,
    /// The host that has it.
    pub host: String,
    /// The port there.
    pub port: u16,
}

/// How menus are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MenuStyle {
    /// The most display columns of a line, 40 to 200.
    pub width: usize,
}

/// Writes a page as menu items.
#[must_use]
pub fn menu(_page: &Document, _origin: &Origin, _style: MenuStyle) -> Vec<MenuItem> {
    Vec::new()
}
