//! Menu lines (RFC 1436, section 3.8): items to bytes. What stands on a menu is for `render` to
//! say; the final dot is the reply's.

use bytes::Bytes;

use crate::media::ItemType;
use crate::render::MenuItem;

/// The line that ends a menu.
pub const END: &[u8] = b".\r\n";

/// The host of a line that leads nowhere.
const NO_HOST: &str = "null.host";
/// The host of an error.
const ERROR_HOST: &str = "error.host";
/// The port of a line that leads nowhere.
const NO_PORT: u16 = 1;

/// Writes items as lines that end in CR LF, without the final dot.
///
/// Each line has its four fields, since the UMN client loses step after a short one, and no control
/// character, since clients pass them on to the terminal.
#[must_use]
pub fn write(items: &[MenuItem]) -> Bytes {
    let mut lines = String::with_capacity(items.len().saturating_mul(96));
    items.iter().for_each(|item| write_item(item, &mut lines));
    Bytes::from(lines)
}

/// A line to read.
#[must_use]
pub fn info(display: impl Into<String>) -> MenuItem {
    leading_nowhere(ItemType::Info, display.into())
}

/// An error.
#[must_use]
pub fn error(display: impl Into<String>) -> MenuItem {
    leading_nowhere(ItemType::Error, display.into())
}

fn leading_nowhere(kind: ItemType, display: String) -> MenuItem {
    MenuItem { kind, display, selector: String::new(), host: String::new(), port: NO_PORT }
}

/// Writes one item, as [`write()`] does.
pub fn write_item(item: &MenuItem, lines: &mut String) {
    let (selector, host, port) = match item.kind {
        ItemType::Info => ("", NO_HOST, NO_PORT),
        ItemType::Error => ("", ERROR_HOST, NO_PORT),
        ItemType::Text
        | ItemType::Menu
        | ItemType::Search
        | ItemType::Binary
        | ItemType::Gif
        | ItemType::Image
        | ItemType::Sound
        | ItemType::Html
        | ItemType::Other(_) => (item.selector.as_str(), item.host.as_str(), item.port),
    };
    lines.push(item.kind.as_char());
    // A reader that skips the type would take a lone dot for the end of the menu.
    push_field(if item.display == "." { ". " } else { &item.display }, lines);
    lines.push('\t');
    push_field(selector, lines);
    lines.push('\t');
    push_field(if host.is_empty() { NO_HOST } else { host }, lines);
    lines.push('\t');
    lines.push_str(&port.to_string());
    lines.push_str("\r\n");
}

/// Copies a field without its control characters.
fn push_field(field: &str, lines: &mut String) {
    if field.contains(char::is_control) {
        lines.extend(field.chars().filter(|it| !it.is_control()));
    } else {
        lines.push_str(field);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: ItemType, display: &str, selector: &str, host: &str, port: u16, expected: &str) {
        let item = MenuItem {
            kind,
            display: display.to_owned(),
            selector: selector.to_owned(),
            host: host.to_owned(),
            port,
        };
        assert_eq!(write(&[item]), expected.as_bytes());
    }

    #[test]
    fn a_line_has_four_fields() {
        check(
            ItemType::Menu,
            "Posts",
            "/posts/",
            "example.org",
            70,
            "1Posts\t/posts/\texample.org\t70\r\n",
        );
        check(ItemType::Info, "Hi", "", "", 0, "iHi\t\tnull.host\t1\r\n");
        check(ItemType::Info, "", "", "null.host", 1, "i\t\tnull.host\t1\r\n");
        check(ItemType::Error, "No", "", "", 0, "3No\t\terror.host\t1\r\n");
        check(ItemType::Text, "x", "/x", "", 70, "0x\t/x\tnull.host\t70\r\n");
    }

    #[test]
    fn control_characters_are_left_out() {
        check(
            ItemType::Menu,
            "a\tb\r\n\x1b[1mc\u{9b}",
            "/x\r\ny",
            "h\0",
            70,
            "1ab[1mc\t/xy\th\t70\r\n",
        );
    }

    #[test]
    fn no_line_to_read_is_only_a_dot() {
        check(ItemType::Info, ".", "", "", 1, "i. \t\tnull.host\t1\r\n");
    }

    #[test]
    fn a_menu_has_no_final_dot_yet() {
        assert_eq!(write(&[]), "");
        assert_eq!(write(&[info("a"), info("b")]), "ia\t\tnull.host\t1\r\nib\t\tnull.host\t1\r\n");
    }
}
