//! Pages to text: gemtext, the items of Gopher menus, their layout with the link lines of Nex, plain
//! text, HTML; and the writers of Gopher's and Spartan's lines.
//!
//! Only the writers here know line prefixes. Left to others: which form a client gets, and what an
//! operator changes about it, for `site`; the replies around the text, for `protocol`.
//!
//! Invariants, on made-up pages:
//! - Gemtext is valid and loses no word:
//!   `render::tests::properties::every_page_is_valid_gemtext_and_loses_no_word`.
//! - No line of a menu is wider than asked, and none has a control character:
//!   `render::tests::properties::every_menu_line_fits_and_no_word_is_lost`.
//! - The length of a text is linear in that of its page:
//!   `render::tests::properties::what_is_written_grows_no_faster_than_the_page`.

mod ascii;
mod gemtext;
mod html;
mod input_lines;
mod layout;
mod link_style;
mod menu;
mod plain;
mod straight;
#[cfg(test)]
mod tests;
mod text;
pub mod wire_menu;
pub mod wire_text;

pub use ascii::{Ascii, ascii};
pub use gemtext::gemtext;
pub use html::{STYLE_SHEET, Sheet, WebFrame, html, html_content, web_address, web_file};
pub use input_lines::{InputLink, input_lines};
pub use layout::{broken, lowers_headings};
pub use link_style::LinkStyle;
pub use menu::{MenuItem, MenuStyle, link_lines, menu, menu_by_hand, write_menu};
pub use straight::Straight;
pub use text::{TextStyle, text};
