//! Words in the form in which they are compared: small letters without accents, the usual ones of
//! those that are spelled in several ways.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text in the form in which it is compared. What stands in its place may be longer: `ss` for `ß`.
pub(super) fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Cow::Owned(text.to_ascii_lowercase());
        }
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut base = ' ';
    for character in text.nfkd() {
        if is_silent(character) || (is_accent(character) && bears_accents(base)) {
            continue;
        }
        if !is_combining_mark(character) {
            base = character;
        }
        character.to_lowercase().for_each(|small| push_plain(small, &mut plain));
    }
    // Syllables of Hangul and sounds of kana are one character again.
    Cow::Owned(plain.nfc().collect())
}

/// True for what no reader sees or types: soft hyphens, joiners, marks of direction, the Arabic
/// stretch.
pub(super) fn is_silent(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{640}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// True for accents of Latin, Greek and Cyrillic, and the points of Hebrew and Arabic, which most
/// texts and readers leave out. In other scripts such marks are letters.
fn is_accent(mark: char) -> bool {
    matches!(
        mark,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}'
            | '\u{6d6}'..='\u{6ed}'
    ) && is_combining_mark(mark)
}

/// True for the letters of these scripts.
fn bears_accents(base: char) -> bool {
    // Latin letters with tails and strokes, Greek with breathings, lie further up.
    matches!(base, '\0'..='\u{52f}' | '\u{591}'..='\u{77f}' | '\u{1d00}'..='\u{1fff}')
}

/// Writes a small letter as most people type it.
fn push_plain(letter: char, text: &mut String) {
    match letter {
        'ß' => text.push_str("ss"),
        'æ' => text.push_str("ae"),
        'œ' => text.push_str("oe"),
        'þ' => text.push_str("th"),
        'ø' => text.push('o'),
        'ł' => text.push('l'),
        'đ' | 'ð' => text.push('d'),
        'ħ' => text.push('h'),
        'ŧ' => text.push('t'),
        'ı' => text.push('i'),
        'ς' => text.push('σ'),
        // Persian and Urdu beside Arabic.
        'ى' | 'ی' => text.push('ي'),
        'ک' => text.push('ك'),
        'ة' => text.push('ه'),
        '\u{660}'..='\u{669}' => push_digit(letter, '\u{660}', text),
        '\u{6f0}'..='\u{6f9}' => push_digit(letter, '\u{6f0}', text),
        other => text.push(other),
    }
}

fn push_digit(digit: char, zero: char, text: &mut String) {
    let value = u32::from(digit).saturating_sub(u32::from(zero));
    text.extend(char::from_digit(value, 10));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_a_word_is_spelled_it_is_the_same() {
        let check =
            |written: &str, expected: &str| assert_eq!(folded(written), expected, "{written}");
        check("plain", "plain");
        check("LOUD", "loud");
        check("Émile", "emile");
        check("E\u{301}mile", "emile");
        check("Straße", "strasse");
        check("STRASSE", "strasse");
        check("GROẞ", "gross");
        check("Ærøskøbing", "aeroskobing");
        check("Łódź", "lodz");
        check("İstanbul", "istanbul");
        check("ışık", "isik");
        check("Việt", "viet");
        check("Ώρες", "ωρεσ");
        check("ΩΡΕΣ", "ωρεσ");
        check("Ёлка", "елка");
        check("ﬁne ＡＢＣ", "fine abc");
        check("co\u{ad}operate", "cooperate");
        // Marks that are letters of their script stay.
        check("が", "が");
        check("ｶﾞ", "ガ");
        check("ที่", "ที่");
        check("हिन्दी", "हिन्दी");
        check("अ\u{301}", "अ\u{301}");
        check("한글", "한글");
        check("שָׁלוֹם", "שלום");
        check("مُحَمَّد", "محمد");
        check("أحمد", "احمد");
        check("می\u{200c}خواهم", "ميخواهم");
        check("٢٠٢٤", "2024");
    }
}
