//! Words: a text cut into what people search for.
//!
//! A word is a run of letters and digits. Scripts that are written without spaces (Han, kana, Thai,
//! Lao, Khmer, Burmese) are cut into overlapping pairs of characters, the last character by itself:
//! so each part of a run is a phrase of neighbours, and no dictionary is needed. A run ends where such
//! a script does.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::fold::{folded, is_silent};

/// The characters of a word that count: beyond are keys and sums, which nobody types to their end.
const LONGEST: usize = 64;

/// A word of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Word {
    /// In the form in which it is compared.
    pub text: String,
    /// Its place in the text, in bytes.
    pub range: Range<usize>,
    /// Its sort.
    pub script: Script,
}

/// Sorts of words, by how they are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Script {
    /// Between spaces.
    Spaced,
    /// Between spaces, with endings stuck on: Hangul.
    Hangul,
    /// By itself, whatever stands beside it: an emoji.
    Picture,
    /// Without spaces: a pair of characters, or the last one of a run.
    Spaceless,
}

/// The sort of a character that words are made of; `None` for what stands between words.
fn script(character: char) -> Option<Script> {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric().then_some(Script::Spaced);
    }
    match character {
        // Thai and Lao; Burmese; Khmer; kana, Han, and what stands among them.
        '\u{e01}'..='\u{e3a}'
        | '\u{e40}'..='\u{e4e}'
        | '\u{e81}'..='\u{ece}'
        | '\u{edc}'..='\u{edf}'
        | '\u{1000}'..='\u{103f}'
        | '\u{1050}'..='\u{108f}'
        | '\u{1780}'..='\u{17d3}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{309f}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{3ffff}' => Some(Script::Spaceless),
        '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{ac00}'..='\u{d7a3}' => {
            Some(Script::Hangul)
        }
        // Pictures: each is looked for by itself.
        '\u{1f000}'..='\u{1faff}' => Some(Script::Picture),
        other if other.is_alphanumeric() || is_combining_mark(other) => Some(Script::Spaced),
        _ => None,
    }
}

/// Visits the words of a text in order.
pub(super) fn each_word(text: &str, mut visit: impl FnMut(Word)) {
    let mut rest = text.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        let Some(kind) = script(first) else { continue };
        let mut end = start + first.len_utf8();
        while let Some((at, next)) = rest.peek().copied() {
            let is_alike = kind != Script::Picture && script(next) == Some(kind);
            let goes_on = is_silent(next) || is_alike || is_combining_mark(next);
            // In other scripts a mark has no sort of its own.
            if !goes_on || (kind != Script::Spaceless && script(next) == Some(Script::Spaceless)) {
                break;
            }
            end = at + next.len_utf8();
            rest.next();
        }
        let Some(run) = text.get(start..end) else { continue };
        if kind == Script::Spaceless {
            each_pair(run, start, &mut visit);
        } else {
            let text = cut(folded(run).into_owned());
            if !text.is_empty() {
                visit(Word { text, range: start..end, script: kind });
            }
        }
    }
}

/// Visits the pairs of a run, and its last character.
fn each_pair(run: &str, start: usize, visit: &mut impl FnMut(Word)) {
    // The form that is compared may have more characters, or fewer, than what a reader takes for one:
    // all of them stand in the place of that one.
    let clusters = run.grapheme_indices(true).flat_map(|(at, cluster)| {
        let letters: Vec<char> = folded(cluster).chars().collect();
        letters.into_iter().map(move |letter| (letter, start + at..start + at + cluster.len()))
    });
    let letters: Vec<(char, Range<usize>)> = clusters.collect();
    for number in 0..letters.len() {
        let pair = letters.get(number..number + 2).or_else(|| letters.get(number..));
        let pair = pair.unwrap_or_default();
        let (Some((_, first)), Some((_, last))) = (pair.first(), pair.last()) else { continue };
        let range = first.start..last.end;
        let text = pair.iter().map(|(letter, _)| *letter).collect();
        visit(Word { text, range, script: Script::Spaceless });
    }
}

/// The beginning of a word that is too long.
fn cut(mut word: String) -> String {
    if word.len() > LONGEST
        && let Some((end, _)) = word.char_indices().nth(LONGEST)
    {
        word.truncate(end);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_into(text: &str) -> String {
        let mut words = Vec::new();
        each_word(text, |word| words.push(word.text));
        words.join(" ")
    }

    #[test]
    fn a_text_is_cut_into_words() {
        let check = |text: &str, expected: &str| assert_eq!(cut_into(text), expected, "{text}");
        check("", "");
        check("Paxos, made (moderately) complex!", "paxos made moderately complex");
        check("l'eau don’t", "l eau don t");
        check("well-known snake_case", "well known snake case");
        check("anna@example.org", "anna example org");
        check("3.14 and 1,000", "3 14 and 1 000");
        check("x86_64", "x86 64");
        check("Привет, мир", "привет мир");
        check("東京大学", "東京 京大 大学 学");
        check("Rust言語", "rust 言語 語");
        check("食べる。", "食べ べる る");
        check("ภาษาไทย", "ภา าษ ษา าไ ไท ทย ย");
        check("학교에서 만나", "학교에서 만나");
        check("हिन्दी में", "हिन्दी में");
        check("co\u{ad}operate", "cooperate");
        check("a 🎉🎊 b🎉", "a 🎉 🎊 b 🎉");
        check("--- *** ...", "");
        check("na\u{308}her", "naher");
        check(&"a".repeat(100), &"a".repeat(LONGEST));
    }

    #[test]
    fn a_word_knows_its_place() {
        let text = "Zu Straße 東京都 ｶﾞｽ น้ำตก";
        let mut places = Vec::new();
        each_word(text, |word| places.push(text.get(word.range).unwrap()));
        assert_eq!(
            places,
            [
                "Zu",
                "Straße",
                "東京",
                "京都",
                "都",
                "ｶﾞｽ",
                "ｽ",
                // น, the mark above it, the two parts of ำ: one cluster.
                "น้ำ",
                "น้ำ",
                "น้ำ",
                "น้ำต",
                "ตก",
                "ก",
            ]
        );
    }
}
