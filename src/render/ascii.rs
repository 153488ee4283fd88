//! Words in ASCII, for machines that were built before there was anything else.

use deunicode::deunicode_char;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::document::Rewrite;

/// Signs that say more than the tables know.
const SIGNS: &[(char, &str)] = &[
    ('→', "->"),
    ('←', "<-"),
    ('↔', "<->"),
    ('⇒', "=>"),
    ('⇐', "<="),
    ('≠', "!="),
    ('≈', "~"),
    ('²', "^2"),
    ('³', "^3"),
    ('☑', "[x]"),
];
/// The same where each has one column.
const DRAWN: &[(char, &str)] =
    &[('→', ">"), ('←', "<"), ('↓', "v"), ('↑', "^"), ('▲', "^"), ('▼', "v")];

/// Signs of ticked boxes, and of crossed ones. Tables of features stand on the difference, and the
/// tables of names write a cross as others write a tick.
const TICKS: &[(char, &str)] = &[
    ('✓', "x"),
    ('✔', "x"),
    ('✅', "x"),
    ('✗', "-"),
    ('✘', "-"),
    ('✖', "-"),
    ('❌', "-"),
    ('❎', "-"),
];

/// Writes all words in ASCII.
#[derive(Clone, Copy, Debug)]
pub struct Ascii;

impl Rewrite for Ascii {
    fn words(&self, text: &mut String) {
        if !text.is_ascii() {
            *text = ascii(text);
        }
    }

    fn drawing(&self, text: &mut String) {
        if !text.is_ascii() {
            *text = text.split('\n').map(drawn).collect::<Vec<_>>().join("\n");
        }
    }
}

/// The words in ASCII: quotes, dashes and accents as typewriters had them, other scripts by their
/// sounds.
#[must_use]
pub fn ascii(text: &str) -> String {
    let (mut ascii, mut spelled_out) = (String::with_capacity(text.len()), false);
    for character in text.chars() {
        if character.is_ascii() {
            // The name of a sign, or a syllable, ends in a blank.
            if spelled_out && !character.is_alphanumeric() {
                ascii.truncate(ascii.trim_end_matches(' ').len());
            }
            ascii.push(character);
        } else {
            let written = spelled(character, SIGNS);
            // One and a half is not eleven halves.
            if written.contains('/') && ascii.ends_with(|it: char| it.is_ascii_digit()) {
                ascii.push(' ');
            }
            ascii.push_str(written);
        }
        spelled_out = !character.is_ascii();
    }
    if !text.ends_with(' ') {
        ascii.truncate(ascii.trim_end_matches(' ').len());
    }
    ascii
}

/// A line in ASCII in which everything stands in the column where it stood.
fn drawn(line: &str) -> String {
    let mut drawn = String::with_capacity(line.len());
    for cluster in line.graphemes(true) {
        if cluster.is_ascii() {
            drawn.push_str(cluster);
            continue;
        }
        let columns = cluster.width();
        let written: String = cluster.chars().map(|it| spelled(it, DRAWN)).collect();
        let written: String =
            written.trim_end().chars().chain(std::iter::repeat(' ')).take(columns).collect();
        drawn.push_str(&written);
    }
    drawn
}

/// The spelling of a character in ASCII; `?` when nobody knows.
fn spelled(character: char, signs: &'static [(char, &'static str)]) -> &'static str {
    let own =
        signs.iter().chain(TICKS).find(|(sign, _)| *sign == character).map(|(_, written)| *written);
    own.or_else(|| deunicode_char(character)).unwrap_or("?")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_spelled_as_a_typewriter_would() {
        for (text, expected) in [
            ("“Naïve” – it’s … €5", "\"Naive\" - it's ... EUR5"),
            ("Straße, Æsop, nai\u{308}ve", "Strasse, AEsop, naive"),
            ("a → b ≠ c", "a -> b != c"),
            ("日本語 テスト.", "Ri Ben Yu tesuto."),
            ("👩\u{200d}🚀 🇩🇪", "woman rocket DE"),
            ("✓ ✔ ✅ and ✗ ✘ ❌, ☑", "x x x and - - -, [x]"),
            ("10 m², 1½ l, ½ l, и/или", "10 m^2, 1 1/2 l, 1/2 l, i/ili"),
            ("no\u{a0}break \u{e000}", "no break ?"),
            ("blank ", "blank "),
        ] {
            assert_eq!(ascii(text), expected, "{text}");
        }
    }

    #[test]
    fn words_are_rewritten_where_they_are_not_in_ascii() {
        for (text, expected) in [("é ✓", "e x"), ("plain ", "plain ")] {
            let mut words = text.to_owned();
            Ascii.words(&mut words);
            assert_eq!(words, expected);
        }
    }

    #[test]
    fn drawings_keep_their_columns() {
        let check = |text: &str, expected: &str| {
            let mut drawing = text.to_owned();
            Ascii.drawing(&mut drawing);
            assert_eq!(drawing, expected);
        };
        check("┌──┐\n│é…│ßx\n└→─┘", "+--+\n|e.|sx\n+>-+");
        check("✔|✘|✅|", "x|-|x |");
        check("日本|\n🚀 |e\u{301}|", "RiBe|\nro |e|");
    }
}
