//! What counts as a word: the one normalisation that both sides of a comparison go through.
//!
//! A word is a run of letters and digits; a character of Chinese, Japanese or a sign such as an
//! emoji, an arrow or `≤` is one by itself. Punctuation is none, so that straight and typographic
//! quotes, dashes and marks of emphasis are alike.

/// The words of a text.
pub fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for character in text.chars() {
        match kind(character) {
            Kind::Letter => words.last_mut().unwrap().push(character),
            Kind::Joined => {}
            Kind::Alone => words.extend([character.to_string(), String::new()]),
            Kind::Other => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

enum Kind {
    Letter,
    /// Belongs to the character before it, or is not seen.
    Joined,
    /// A word by itself.
    Alone,
    Other,
}

fn kind(character: char) -> Kind {
    match character {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe0e}' | '\u{fe0f}' | '\u{feff}' => {
            Kind::Joined
        }
        // Combining marks that are no letters: accents, tone marks of Thai, signs of Indic scripts.
        '\u{300}'..='\u{36f}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' => {
            Kind::Letter
        }
        '\u{900}'..='\u{d7f}' => Kind::Letter,
        '\u{2e80}'..='\u{3000}'
        | '\u{3001}'..='\u{3003}'
        | '\u{3008}'..='\u{301f}'
        | '\u{ff01}'..='\u{ff0f}' => Kind::Other,
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' => {
            Kind::Alone
        }
        // The marks of footnotes, which are ours to choose.
        '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' => Kind::Other,
        // What keeps lists and ratings apart from words is no word; bullets are ours, too.
        '•' => Kind::Other,
        // Signs that mean something beside a number or a name, and are no marks of Markdown.
        '$' | '%' | '+' | '=' | '@' | '&' => Kind::Alone,
        '\u{20a0}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '°' | '±' | '§' | '×' | '÷' | '¬' => {
            Kind::Alone
        }
        letter if letter.is_alphanumeric() => Kind::Letter,
        _ => Kind::Other,
    }
}

/// Where `word` ends among `found`, when it begins at `start`. It may be in pieces there, because a
/// long one was broken or because the number of a link stands inside of it.
pub fn end_of(word: &str, found: &[String], start: usize) -> Option<usize> {
    let mut rest = word;
    for (place, piece) in found.iter().enumerate().skip(start).take(12) {
        match rest.strip_prefix(piece.as_str()) {
            Some("") => return Some(place + 1),
            Some(more) => rest = more,
            None if rest.len() < word.len() && piece.chars().all(|it| it.is_ascii_digit()) => {}
            None => return None,
        }
    }
    None
}

/// The first place at or after `from` where `word` ends.
pub fn find(word: &str, found: &[String], from: usize) -> Option<usize> {
    (from..found.len()).find_map(|start| end_of(word, found, start))
}

#[test]
fn words_are_told_apart() {
    assert_eq!(
        words("It’s “a” _b_ — snake_case 10,5 % × 2"),
        ["It", "s", "a", "b", "snake", "case", "10", "5", "%", "×", "2"]
    );
    assert_eq!(
        words("日本語、テスト👩‍👧 ok"),
        ["日", "本", "語", "テ", "ス", "ト", "👩", "👧", "ok"]
    );
    assert_eq!(words("ที่นี่ é"), ["ที่นี่", "é"]);
}

#[test]
fn a_word_in_pieces_is_found_and_glued_words_are_not() {
    let found = words("ab cd 1 ef gh");
    assert_eq!(find("cdef", &found, 0), Some(4));
    assert_eq!(find("abx", &found, 0), None);
    assert_eq!(find("a", &found, 0), None);
}
