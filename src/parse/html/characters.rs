//! Characters of running text: which are shown, which are letters, which need no spaces.

/// Number of bytes at the start of a text that go into a line as they are: words of characters that
/// are shown, with one space between two of them. Most text is so, and taking it word by word costs
/// a fifth of a page's conversion.
pub(super) fn clean(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_graphic() {
            at += 1;
            end = at;
        } else if *byte == b' ' && end == at {
            at += 1;
        } else {
            let character =
                text.get(at..).and_then(|rest| rest.chars().next()).filter(|it| is_shown(*it));
            let Some(character) = character else { break };
            at += character.len_utf8();
            end = at;
        }
    }
    end
}

/// Tests whether a character is more than a blank, a control character or a hint to where a line
/// may end.
fn is_shown(character: char) -> bool {
    !character.is_whitespace()
        && !character.is_control()
        && !matches!(character, '\u{ad}' | '\u{feff}')
}

/// A character as it may stand in a line of code.
pub(super) fn in_code(character: char) -> Option<char> {
    match character {
        '\n' | '\t' => Some(' '),
        control if control.is_control() => None,
        other => Some(other),
    }
}

/// Tests whether words are made of it in a script with spaces.
pub(super) fn is_letter(character: char) -> bool {
    character.is_alphanumeric() && !is_spaceless(character)
}

/// Tests whether it belongs to Chinese or Japanese writing, punctuation included.
pub(super) fn is_spaceless(character: char) -> bool {
    matches!(character,
        '\u{2e80}'..='\u{312f}'
        | '\u{31a0}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}
