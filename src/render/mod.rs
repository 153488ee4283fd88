//! Blocks to text: gemtext, Gopher menus, plain text. Only the writers here know line prefixes.

mod ascii;
mod gemtext;
mod layout;
mod menu;
mod plain;
#[cfg(test)]
mod tests;
mod text;
pub mod wire_menu;
pub mod wire_text;

pub use ascii::{Ascii, ascii};
pub use gemtext::gemtext;
pub use menu::{MenuItem, MenuStyle, menu, menu_by_hand};
pub use text::{TextStyle, text};

/// The style of a page's links in gemtext.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum LinkStyle {
    /// After their block, no marks in the text.
    #[default]
    AfterBlock,
    /// After their block, with `[1]` in the text and in the label.
    Numbered,
}
