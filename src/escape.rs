//! Text that must not be taken for something else: in a terminal, in a log, in HTML.

/// The text with its control characters, and those that turn the direction of what stands beside them,
/// written as escapes, so that it can stand in a terminal or a log.
#[must_use]
pub fn escape_controls(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() || turns(character) {
            escaped.extend(character.escape_default());
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// True for marks of direction and for the separators of lines and paragraphs.
fn turns(character: char) -> bool {
    matches!(
        character,
        '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
    )
}

/// A line with single blanks between its words.
#[must_use]
pub fn cleaned_line(line: &str) -> String {
    let blank = |it: char| if it.is_control() { ' ' } else { it };
    let seen: String = line.chars().map(blank).filter(|it| !is_unseen(*it)).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// True for characters that show nothing and change how others are shown: marks of direction, tags,
/// what joins no words. The two that scripts and emoji are joined by stay.
fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// The text as it may stand in HTML, also between quotes.
#[must_use]
pub fn escape_html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_meaning_of_its_own_is_escaped() {
        assert_eq!(escape_controls("a\x1b[1m\nb é"), "a\\u{1b}[1m\\nb é");
        assert_eq!(
            escape_html("<a href='x'>\"&\"</a>"),
            "&lt;a href=&#39;x&#39;&gt;&quot;&amp;&quot;&lt;/a&gt;"
        );
    }
}
