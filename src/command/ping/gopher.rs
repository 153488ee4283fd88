//! The answer of a Gopher server: facts on bytes that have no header.

use serde::Serialize;

/// The longest text of an error that is kept, in characters.
const SHOWN: usize = 200;

/// Facts on an answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(super) struct Answer {
    /// The item type that was asked for.
    pub(super) item_type: char,
    /// Number of its lines; `None` for bytes that are no text.
    pub(super) lines: Option<usize>,
    /// Number of those that are items that lead somewhere; `None` when it is no menu.
    pub(super) items: Option<usize>,
    /// Its last line is a dot alone, as that of a menu should be (RFC 1436, section 3.4).
    pub(super) dot: bool,
    /// The words of the error item that it is.
    pub(super) error: Option<String>,
}

/// Looks at an answer to what was asked for as an item type.
pub(super) fn read(bytes: &[u8], item_type: Option<char>) -> Answer {
    let item_type = item_type.unwrap_or('1');
    let menu = matches!(item_type, '1' | '7');
    let text = menu || matches!(item_type, '0' | 'h' | 'x' | 'M' | 'c');
    let lines: Vec<&[u8]> = lines(bytes).collect();
    let dot = text && lines.last().copied() == Some(b".");
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or(b"");
    // A server that has nothing to give says so with an item, whatever was asked for, and may say
    // more in others. In a text there is nothing but items then.
    let is_error = is_item(first) && first.first() == Some(&b'3');
    let alone = lines.iter().all(|line| *line == b"." || is_item(line));
    Answer {
        item_type,
        lines: if text { Some(lines.len()) } else { None },
        items: if menu { Some(lines.iter().filter(|line| leads(line)).count()) } else { None },
        dot,
        error: if is_error && (menu || alone) { Some(words(first)) } else { None },
    }
}

/// Lines without their ends, but for empty ones.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let lines = bytes.split(|byte| *byte == b'\n');
    lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line)).filter(|line| !line.is_empty())
}

fn leads(line: &[u8]) -> bool {
    is_item(line) && !matches!(line.first(), Some(b'i' | b'3'))
}

/// Text of an item, without its type.
fn words(item: &[u8]) -> String {
    let end = item.iter().position(|byte| *byte == b'\t').unwrap_or(item.len());
    String::from_utf8_lossy(item.split_at(end).0).chars().skip(1).take(SHOWN).collect()
}

/// True when an answer to what should be a menu has anything of one.
pub(super) fn holds_menu(bytes: &[u8]) -> bool {
    bytes == b".\r\n" || bytes.split(|byte| *byte == b'\n').any(is_item)
}

/// True when a line is an item of a menu: type and words, selector, host, port.
fn is_item(line: &[u8]) -> bool {
    line.iter().filter(|byte| **byte == b'\t').count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        bytes: &str,
        item_type: Option<char>,
        items: Option<usize>,
        dot: bool,
        error: Option<&str>,
    ) {
        let answer = read(bytes.as_bytes(), item_type);
        assert_eq!(
            (answer.items, answer.dot, answer.error.as_deref()),
            (items, dot, error),
            "{bytes:?}"
        );
    }

    #[test]
    fn an_answer_shows_what_it_is() {
        let menu = "iHi\t\tnull.host\t1\r\n1Notes\t/notes/\texample.org\t70\r\n\
                    0Pi\t/pi\texample.org\t70\r\n.\r\n";
        check(menu, None, Some(2), true, None);
        check(menu, Some('1'), Some(2), true, None);
        check("1a\t/a\th\t70\n", Some('1'), Some(1), false, None);
        check("one\r\n.\r\n", Some('0'), None, true, None);
        check("one\n", Some('0'), None, false, None);
        let error = "3Nothing here\t\terror.host\t1\r\n.\r\n";
        for asked in ['0', '1', '9'] {
            let items = (asked == '1').then_some(0);
            check(error, Some(asked), items, asked != '9', Some("Nothing here"));
        }
        let error = "3Nothing here\t\terror.host\t1\r\niLook elsewhere\t\tnull.host\t1\r\n.\r\n";
        check(error, Some('0'), None, true, Some("Nothing here"));
        check("3 apples\nand\t\t\tmore\n", Some('0'), None, false, None);
        check("", None, Some(0), false, None);
        assert_eq!(read(b"\xff\n\n", Some('9')).lines, None);
        assert_eq!(read(menu.as_bytes(), None).lines, Some(4));
        assert!(
            holds_menu(menu.as_bytes())
                && holds_menu(b".\r\n")
                && !holds_menu(b"59 Bad request\r\n")
        );
    }
}
