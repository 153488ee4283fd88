//! Words as a keyboard has them: straight quotation marks, `-` and `--`, three dots. The clients of
//! Gopher are told no character set, and many show `don~@~Yt` for a typographic apostrophe.

use crate::document::Rewrite;

/// Writes all words so; code stays as it is.
#[derive(Clone, Copy, Debug)]
pub struct Straight;

impl Rewrite for Straight {
    fn words(&self, text: &mut String) {
        if text.contains(|it| straight(it).is_some()) && !text.contains(is_full_width) {
            *text = written(text);
        }
    }

    fn code(&self, _: &mut String) {}
}

fn written(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match straight(character) {
            Some(sign) => written.push_str(sign),
            None => written.push(character),
        }
    }
    written
}

/// The sign on a keyboard for a typographic one.
fn straight(character: char) -> Option<&'static str> {
    match character {
        '\u{2018}'..='\u{201b}' => Some("'"),
        '\u{201c}'..='\u{201f}' => Some("\""),
        '\u{2010}'..='\u{2013}' => Some("-"),
        '\u{2014}' | '\u{2015}' => Some("--"),
        '\u{2026}' => Some("..."),
        _ => None,
    }
}

/// Tests whether a character is of Chinese or Japanese writing, which has these signs in the width
/// of its own: no others fit there.
fn is_full_width(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{312f}' | '\u{31a0}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_those_of_a_keyboard() {
        let check = |text: &str, expected: &str| {
            let mut words = text.to_owned();
            Straight.words(&mut words);
            assert_eq!(words, expected);
        };
        check("“Don’t” – wait… 1990–95—no", "\"Don't\" - wait... 1990-95--no");
        check("„So“, ‚so‘, «so»", "\"So\", 'so', «so»");
        check("Über naïve Δ", "Über naïve Δ");
        check("他说“你好”……——", "他说“你好”……——");
        let mut code = "“x”".to_owned();
        Straight.code(&mut code);
        assert_eq!(code, "“x”");
    }
}
