//! The text of a letter without what nobody sees: controls, and characters that turn the direction
//! of what stands beside them.

use crate::escape::cleaned_line;

/// A text in lines, each without blanks at its ends, with no more than one empty line in a row and
/// none at either end.
#[must_use]
pub fn cleaned(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let lines = text.split(['\r', '\n', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']);
    let mut cleaned = String::new();
    let mut is_apart = false;
    for line in lines.map(cleaned_line) {
        if line.is_empty() {
            is_apart = true;
            continue;
        }
        if !cleaned.is_empty() {
            cleaned.push_str(if is_apart { "\n\n" } else { "\n" });
        }
        cleaned.push_str(&line);
        is_apart = false;
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_and_marks_of_direction_are_gone() {
        for (text, expected) in [
            ("Hello", "Hello"),
            ("  a\tb\u{1b}[2J  c ", "a b [2J c"),
            ("\u{202e}evil\u{2066} \u{200f}x\u{feff}", "evil x"),
            ("one\r\ntwo\rthree\u{2028}four", "one\ntwo\nthree\nfour"),
            ("\n\n a \n\n\n b \n", "a\n\nb"),
            ("\u{0}\u{7f}\u{9b} \u{200b}", ""),
            ("नमस्\u{200d}ते 👩\u{200d}🚀", "नमस्\u{200d}ते 👩\u{200d}🚀"),
        ] {
            assert_eq!(cleaned(text), expected, "{text:?}");
        }
    }
}
