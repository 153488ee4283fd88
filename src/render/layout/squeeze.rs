//! White space: runs of blanks become one, control characters go.

/// The text on one line: blanks squeezed, control characters gone.
pub(in crate::render) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    push_squeezed(&mut line, text);
    line.truncate(line.trim_end().len());
    line
}

/// Adds text; runs of blanks become one, and none at the beginning of a line.
pub(super) fn push_squeezed(line: &mut String, text: &str) {
    let mut rest = text;
    loop {
        let mut characters = rest.chars();
        let Some(character) = characters.next() else { return };
        let (plain, after) = rest.split_at(plain_length(rest));
        if !plain.is_empty() {
            line.push_str(plain);
            rest = after;
            continue;
        }
        if !is_blank(character) {
            if !is_unseen(character) {
                line.push(character);
            }
        } else if !line.is_empty() && !line.ends_with([' ', '\n']) {
            line.push(' ');
        }
        rest = characters.as_str();
    }
}

/// Number of bytes at the start of a text that are words of ASCII with one space between two of
/// them. Most text is, and is copied as it is.
fn plain_length(text: &str) -> usize {
    let mut end = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte.is_ascii_graphic() {
            end = at + 1;
        } else if byte != b' ' || end < at || at == 0 {
            break;
        }
    }
    end
}

/// Tests whether a character becomes a blank. The wide blank of CJK is none: it is the indentation
/// of a paragraph or stands in a title.
fn is_blank(character: char) -> bool {
    character.is_ascii_whitespace()
        || matches!(character, '\u{b}' | '\u{85}' | '\u{a0}' | '\u{2028}' | '\u{2029}')
}

/// Tests whether a character is left out: controls, byte order marks, soft hyphens (terminals show
/// them).
fn is_unseen(character: char) -> bool {
    character.is_control() || matches!(character, '\u{feff}' | '\u{ad}')
}
