//! The number of marks in a line of Markdown: how many nodes it may become.

use super::dialect::Dialect;

/// The number of marks in a line, or a few more.
pub(super) fn count(line: &str, dialect: Dialect) -> usize {
    let mut before = b'\n';
    let mut marks = containers(line);
    for byte in line.bytes() {
        let is_mark = match byte {
            b'*' | b'_' | b'`' | b'~' | b'[' | b']' | b'<' | b'&' | b'|' | b'\\' => true,
            b'$' => dialect.math || dialect.kramdown.is_some(),
            b'{' => dialect.kramdown.is_some(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_become_a_node_is_counted() {
        let plain = Dialect::default();
        let all = Dialect { math: true, smart: true, ..plain };
        for (line, in_plain, in_all) in [
            ("words alone", 0, 0),
            ("a *b* `c` [d](e)", 7, 7),
            ("a-b c.d (e) f/g", 0, 0),
            ("a--b c..d", 0, 2),
            ("$a$ \"b\" 'c'", 0, 6),
            ("https://a.b/", 1, 1),
            ("- > 1. a", 3, 3),
            ("-a >b", 0, 0),
        ] {
            assert_eq!((count(line, plain), count(line, all)), (in_plain, in_all), "{line}");
        }
    }
}
