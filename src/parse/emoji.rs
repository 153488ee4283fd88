//! `:name:` to the emoji of that name, as GitHub and the jemoji plugin know them. Only for sites
//! that ask for it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A name and its emoji on each line: what the crate `emojis` has to say about names. With all else
/// that it knows, the program would be larger by 700 kB.
const TABLE: &str = include_str!("emoji.txt");

/// For the sites that ask for emoji; others never pay for the map.
static EMOJI: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| TABLE.lines().filter_map(|line| line.split_once(' ')).collect());

/// The text with its emoji. Names that nobody knows stay as they are.
pub(super) fn with_emoji(text: &str) -> Cow<'_, str> {
    let Some((before, rest)) = text.split_once(':') else { return Cow::Borrowed(text) };
    let mut changed = before.to_owned();
    // A name stands between two colons; the second may be the first of the next only if this was no
    // name.
    let mut colon_taken = false;
    let mut pieces = rest.split(':').peekable();
    while let Some(piece) = pieces.next() {
        let closed = pieces.peek().is_some();
        let found = if closed && !colon_taken { EMOJI.get(piece) } else { None };
        match found {
            Some(emoji) => {
                changed.push_str(emoji);
                colon_taken = true;
            }
            None => {
                if !colon_taken {
                    changed.push(':');
                }
                changed.push_str(piece);
                colon_taken = false;
            }
        }
    }
    Cow::Owned(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_the_crate_says() {
        let line = |emoji: &'static emojis::Emoji| {
            emoji.shortcodes().map(move |name| format!("{name} {emoji}\n"))
        };
        let mut lines: Vec<String> = emojis::iter().flat_map(line).collect();
        lines.sort();
        let table = lines.concat();
        // A new version of the crate: put what it says into src/parse/emoji.txt.
        let path = std::env::temp_dir().join("emoji.txt");
        if table != TABLE {
            std::fs::write(&path, &table).unwrap();
        }
        assert!(table == TABLE, "{} is what it should be", path.display());
    }

    #[test]
    fn known_names_become_emoji_and_others_stay() {
        for (text, expected) in [
            (":rocket: up", "🚀 up"),
            ("a:rocket::tada:b", "a🚀🎉b"),
            ("12:30:15", "12:30:15"),
            ("a:unknown_name:rocket:", "a:unknown_name🚀"),
            (":+1:", "👍"),
            ("no colon", "no colon"),
            ("end:", "end:"),
            ("::", "::"),
        ] {
            assert_eq!(with_emoji(text), expected, "{text}");
        }
    }
}
