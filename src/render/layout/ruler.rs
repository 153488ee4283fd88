//! The room that a text takes on a line. Breaking the line is for `wrap`.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The unit of the room on a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::render) enum Ruler {
    /// In the columns of a terminal.
    Columns,
    /// As the UMN client does it, which counts bytes and drops what goes beyond 67 of them. Only
    /// for Latin letters and signs: it can't show other scripts anyhow, and their readers would get
    /// lines of half the width.
    LatinBytes,
}

impl Ruler {
    /// The room that the text takes.
    pub(in crate::render) fn width(self, text: &str) -> usize {
        width(text).saturating_add(self.surplus(text))
    }

    /// The room that the text takes besides its columns.
    pub(super) fn surplus(self, text: &str) -> usize {
        match self {
            Self::Columns => 0,
            Self::LatinBytes if text.is_ascii() => 0,
            Self::LatinBytes => {
                text.chars().filter(|character| is_latin(*character)).map(hidden_bytes).sum()
            }
        }
    }
}

/// Number of columns of the text in a terminal: two for CJK and emoji, none for combining marks.
pub(in crate::render) fn width(text: &str) -> usize {
    // Most text is so, and is not looked up.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) { text.len() } else { text.width() }
}

/// Letters of languages that are written mostly in ASCII, their accents, and the signs of all.
fn is_latin(character: char) -> bool {
    matches!(character, '\u{80}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{22ff}')
}

/// The bytes of a character that a terminal does not give a column.
fn hidden_bytes(character: char) -> usize {
    character.len_utf8().saturating_sub(character.width().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_count_where_a_client_that_counts_bytes_shows_the_text() {
        for (text, columns, bytes) in [
            ("plain", 5, 5),
            ("naïve", 5, 6),
            ("nai\u{308}ve", 5, 7),
            ("it’s", 4, 6),
            ("a…", 2, 4),
            ("日本", 4, 4),
            ("мир", 3, 3),
            ("👩‍🚀", 2, 2),
        ] {
            assert_eq!(
                (Ruler::Columns.width(text), Ruler::LatinBytes.width(text)),
                (columns, bytes),
                "{text}"
            );
        }
    }
}
