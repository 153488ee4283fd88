//! The number of marks in a line of Markdown: how many nodes it may become.

use super::dialect::Dialect;

/// The number of marks in a line, or a few more.
pub(super) fn count(line: &str, dialect: Dialect) -> usize {
    let mut before = b'\n';
    let mut marks = containers(line);
    for byte in line.bytes() {
        let is_mark = match byte {
            b'*' | b'_' | b'`' | b'~' | b'[' | b']' | b'<' | b'&' | b'|' | b'\\' => true,
            b'$' => dialect.math,
            b'"' | b'\'' => dialect.smart,
            b'-' | b'.' => dialect.smart && byte == before,
            b'(' => before == b']',
            // Of a bare URL.
            b'/' => before == b'/',
            _ => false,
        };
        marks += usize::from(is_mark);
        before = byte;
    }
    marks
}

/// The number of quotes and items that a line begins.
fn containers(line: &str) -> usize {
    let start = line.bytes().take_while(|it| {
        matches!(it, b' ' | b'\t' | b'>' | b'-' | b'+' | b'*' | b'.' | b')' | b'0'..=b'9')
    });
    let mut before = b' ';
    let mut marks = 0;
    for byte in start {
        let ends = matches!(byte, b' ' | b'\t') && matches!(before, b'-' | b'+' | b'.' | b')');
        marks += usize::from(ends || byte == b'>');
        before = byte;
    }
    marks
}
