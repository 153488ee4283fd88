//! The word that somebody may have meant who wrote another one.

use strsim::osa_distance;

/// The longest word that may be a slip, in bytes: no name here is longer.
const LONGEST: usize = 40;

/// The word that differs least from what was written, if the difference may be a slip of the
/// fingers: one letter in a word of up to five, two in a longer one. Two letters in each other's
/// place count as one.
#[must_use]
pub fn nearest<'a>(written: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if written.len() > LONGEST {
        return None;
    }
    let most = if written.chars().count() <= 5 { 1 } else { 2 };
    let mut nearest = None;
    for word in words {
        let distance = osa_distance(written, word);
        if distance <= most && nearest.is_none_or(|(least, _)| distance < least) {
            nearest = Some((distance, word));
        }
    }
    nearest.map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_seen_and_another_word_is_none() {
        let words = ["check", "cert", "config", "export", "id"];
        for (written, meant) in [
            ("chek", Some("check")),
            ("cehck", Some("check")),
            ("exprot", Some("export")),
            ("cetr", Some("cert")),
            ("di", Some("id")),
            ("chart", None),
            ("blog", None),
            ("", None),
        ] {
            assert_eq!(nearest(written, words), meant, "{written}");
        }
        assert_eq!(nearest(&"check".repeat(1000), words), None);
    }

    #[test]
    fn a_long_word_may_have_two_slips_and_a_very_long_one_is_none() {
        for (written, word, expected) in [
            ("abcde", "abcdx", true),
            ("abcde", "abcxx", false),
            ("abcdef", "abcdxx", true),
            ("abcdef", "abcxxx", false),
            ("äöüäö", "äöüxx", false),
        ] {
            assert_eq!(nearest(written, [word]).is_some(), expected, "{written} {word}");
        }
        assert_eq!(nearest("chec", ["chek", "check"]), Some("chek"), "the first of two");
        assert_eq!(nearest("abcdef", ["abcdxx", "abcdex"]), Some("abcdex"), "the nearest");
        let long = |length: usize| "a".repeat(length);
        let word = long(LONGEST);
        assert!(nearest(&long(LONGEST), [word.as_str()]).is_some());
        assert_eq!(nearest(&long(LONGEST + 1), [word.as_str()]), None);
    }
}
