//! Marks: words that are told from others by signs before or behind them, as people type them: `c++`,
//! `.deb`, `--option`, `C#`, `#tag`, `$HOME`, `/etc/hosts`, `@anna`.
//!
//! They are found as such, and their letters as [words](super::words) besides.

use super::fold::folded;

/// The signs that may stand before a word; all that marks are told by.
pub(super) const SIGNS: &str = ".-@#$~/%+_";
/// The signs that may stand behind one.
const BEHIND: &str = "+#";
/// The signs within a word.
const WITHIN: &str = "_-./";
/// The signs in a row that belong to a word.
const MOST_SIGNS: usize = 3;
/// The bytes of the longest.
const LONGEST: usize = 64;

/// Visits the marks of a text, each in the form in which it is compared.
pub(super) fn each_mark(text: &str, mut visit: impl FnMut(String)) {
    // Most lines have none.
    if !text.contains(|sign| SIGNS.contains(sign)) {
        return;
    }
    let mut rest = text;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let (mark, length) = mark_at(rest, before);
        if let Some(mark) = mark {
            visit(folded(mark).into_owned());
        }
        let length = length.max(first.len_utf8());
        before = rest.get(..length).and_then(|passed| passed.chars().next_back()).unwrap_or(' ');
        rest = rest.get(length..).unwrap_or_default();
    }
}

/// The mark at the beginning of a text that stands behind a character, and the bytes that are
/// looked at with it.
fn mark_at(text: &str, before: char) -> (Option<&str>, usize) {
    if before.is_alphanumeric() || SIGNS.contains(before) {
        return (None, 0);
    }
    let signs = prefix(text, |sign| SIGNS.contains(sign));
    let body = text.get(signs..).map_or(0, body);
    if body == 0 {
        return (None, signs);
    }
    let behind = signs + body;
    let tail = text.get(behind..).map_or(0, |rest| prefix(rest, |sign| BEHIND.contains(sign)));
    let next = text.get(behind + tail..).and_then(|rest| rest.chars().next());
    // "a+b" is a sum.
    let tail = if next.is_some_and(char::is_alphanumeric) { 0 } else { tail };
    let is_mark = signs <= MOST_SIGNS && tail <= MOST_SIGNS && signs + tail > 0;
    let mark = text.get(..behind + tail).filter(|mark| is_mark && mark.len() <= LONGEST);
    (mark, behind + tail)
}

/// The bytes of letters, digits and what stands between two of them.
fn body(text: &str) -> usize {
    let mut end = 0;
    let mut signs = 0;
    for (at, character) in text.char_indices() {
        if character.is_alphanumeric() {
            end = at + character.len_utf8();
            signs = 0;
        } else if end > 0 && signs == 0 && WITHIN.contains(character) {
            signs += 1;
        } else {
            break;
        }
    }
    end
}

/// The bytes of a text's beginning that holds nothing else.
fn prefix(text: &str, is: impl Fn(char) -> bool) -> usize {
    text.find(|character| !is(character)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_signs_are_found_as_people_type_them() {
        let check = |text: &str, expected: &[&str]| {
            let mut marks = Vec::new();
            each_mark(text, |mark| marks.push(mark));
            assert_eq!(marks, expected, "{text}");
        };
        check("plain words, no more", &[]);
        check("C++ and c++-compilers, C# (F#)", &["c++", "c++", "c#", "f#"]);
        check("a .deb for `--Long-Option=1`", &[".deb", "--long-option"]);
        check(
            "#tag, @anna, $HOME, ~user, /etc/hosts.",
            &["#tag", "@anna", "$home", "~user", "/etc/hosts"],
        );
        check("well-known anna@example.org a+b 3.14 and/or", &[]);
        check(".NET", &[".net"]);
        check("... --- # +++", &[]);
        check("------option", &[]);
        check("ünü .über", &[".uber"]);
        check(&format!("/{}", "a".repeat(100)), &[]);
    }
}
