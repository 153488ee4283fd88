//! Text without marks to the one block that it is.

use super::parsed::Parsed;
use crate::document::{Block, Code};

/// Reads a text whose lines are to be shown as they are.
#[must_use]
pub fn plain_text(source: &str) -> Parsed {
    let text: String = source.replace("\r\n", "\n").chars().filter(Code::holds).collect();
    let first = text.find(|it: char| !it.is_whitespace());
    let begin = first.and_then(|at| text.get(..at)?.rfind('\n')).map_or(0, |end| end + 1);
    let text = text.get(begin..).unwrap_or_default().trim_end().to_owned();
    let code = Code { language: String::new(), text };
    let blocks = if first.is_some() { vec![Block::Code(code)] } else { Vec::new() };
    Parsed { blocks, diagnostics: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::notation;

    #[test]
    fn lines_are_kept_and_blank_ones_around_them_dropped() {
        let check = |text: &str, expected: &str| {
            assert_eq!(notation(&plain_text(text).blocks), expected, "{text:?}");
        };
        check("\r\n\n  # a\r\n\n* b\u{1b}\n\n", "code(  # a⏎⏎* b)");
        check("a", "code(a)");
        check(" \n", "");
    }
}
