//! `:name:` to the emoji of that name, as GitHub and the jemoji plugin know them. Only for sites that ask for it.

use std::borrow::Cow;

/// The text with its emoji. Names that nobody knows stay as they are.
pub(super) fn with_emoji(text: &str) -> Cow<'_, str> {
    if !text.contains(':') {
        return Cow::Borrowed(text);
    }
    let mut pieces = text.split(':');
    let mut changed = pieces.next().unwrap_or_default().to_owned();
    // A name stands between two colons; the second may be the first of the next only if this was no name.
    let mut colon_taken = false;
    let mut pieces = pieces.peekable();
    while let Some(piece) = pieces.next() {
        let closed = pieces.peek().is_some();
        let found = if closed && !colon_taken { emojis::get_by_shortcode(piece) } else { None };
        match found {
            Some(emoji) => {
                changed.push_str(emoji.as_str());
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
