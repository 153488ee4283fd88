//! The places where a line of text may end. Filling lines is for `wrap`.

use textwrap::WordSeparator;

/// Parts a line where Unicode allows a break (UAX #14), but never inside a URL: half an address is
/// of no use. Hands on one part after the other, each with the blanks behind it.
pub(super) fn for_each_word<'t>(line: &'t str, mut found: impl FnMut(&'t str)) {
    let mut urls = url_ranges(line).into_iter().peekable();
    let mut start = 0;
    for_each_break(line, &mut |end| {
        while urls.next_if(|(_, last)| *last <= end).is_some() {}
        if urls.peek().is_none_or(|(first, _)| *first >= end) {
            line.get(start..end).into_iter().for_each(&mut found);
            start = end;
        }
    });
    line.get(start..).filter(|rest| !rest.is_empty()).into_iter().for_each(found);
}

/// Ranges of the URLs in a line, in bytes, in order.
fn url_ranges(line: &str) -> Vec<(usize, usize)> {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for (colon, _) in line.match_indices("://") {
        if ranges.last().is_some_and(|(_, end)| colon < *end) {
            continue;
        }
        let (before, after) = line.split_at(colon);
        let scheme = before.bytes().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let rest = after.bytes().take_while(u8::is_ascii_graphic).count();
        ranges.push((colon.saturating_sub(scheme), colon.saturating_add(rest)));
    }
    ranges
}

/// Finds the offsets of a line behind which a new one may begin, its end included.
///
/// Most words are made of letters, with a comma or a bracket beside them: where they may be parted is
/// seen from two neighbours. The rules of Unicode, ten times as slow, are asked about the others
/// alone: between two places that are sure to be breaks they need to know of nothing outside.
fn for_each_break(line: &str, found: &mut dyn FnMut(usize)) {
    // What follows an escape would not count for them, and there is no break before the last word of
    // a line that ends in a hyphen, see `textwrap`.
    if line.is_empty() || line.contains('\u{1b}') || line.ends_with(['-', '\u{ad}']) {
        return by_unicode(line, 0, found);
    }
    let mut part = Part { start: 0, is_word: true };
    let (mut last, mut is_after_blank) = (Kind::Other, false);
    for (at, character) in line.char_indices() {
        if character == ' ' {
            is_after_blank = true;
            continue;
        }
        let kind = Kind::of(character);
        if is_after_blank && kind.begins_word_behind(last) {
            part.end(line, at, found);
            part = Part { start: at, is_word: true };
        } else if at == part.start {
            part.is_word = kind != Kind::Other;
        } else {
            part.is_word &= !is_after_blank && kind.joins(last);
        }
        (last, is_after_blank) = (kind, false);
    }
    part.end(line, line.len(), found);
}

/// A part of a line between two breaks.
struct Part {
    start: usize,
    /// True if there is no break in it.
    is_word: bool,
}

impl Part {
    fn end(&self, line: &str, end: usize, found: &mut dyn FnMut(usize)) {
        if self.is_word {
            found(end);
        } else {
            by_unicode(line.get(self.start..end).unwrap_or_default(), self.start, found);
        }
    }
}

/// Finds the offsets where Unicode allows a break in a part of a line that begins at `start`, its end
/// included.
fn by_unicode(part: &str, start: usize, found: &mut dyn FnMut(usize)) {
    let mut end = start;
    for word in WordSeparator::UnicodeBreakProperties.find_words(part) {
        end = end.saturating_add(word.word.len()).saturating_add(word.whitespace.len());
        found(end);
    }
}

/// The characters whose neighbours tell alone whether a line may end between them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A letter, a digit or a sign that is treated as one.
    Letter,
    /// What stands behind a word: commas, stops, closing brackets.
    Closing,
    /// What ends a sentence.
    Exclamation,
    Opening,
    Quote,
    /// No line is to end behind it, see `textwrap`.
    Hyphen,
    /// A blank that parts nothing.
    Glue,
    /// Any other, and what stands before a line.
    Other,
}

impl Kind {
    fn of(character: char) -> Self {
        match character {
            'a'..='z'
            | 'A'..='Z'
            | '0'..='9'
            | '*'
            | '_'
            | '`'
            | '#'
            | '&'
            | '<'
            | '='
            | '>'
            | '@'
            | '^'
            | '~' => Self::Letter,
            ',' | '.' | ';' | ':' | ')' | ']' => Self::Closing,
            '!' | '?' => Self::Exclamation,
            '(' | '[' => Self::Opening,
            '"' | '\'' => Self::Quote,
            '-' => Self::Hyphen,
            '\u{a0}' => Self::Glue,
            // The signs of multiplication and division.
            '\u{d7}' | '\u{f7}' => Self::Other,
            '\u{c0}'..='\u{24f}' | '\u{391}'..='\u{3c9}' | '\u{400}'..='\u{481}' => Self::Letter,
            _ => Self::Other,
        }
    }

    /// Tests whether there is no break between this and the one before it.
    fn joins(self, before: Self) -> bool {
        match self {
            Self::Closing | Self::Exclamation | Self::Quote | Self::Hyphen | Self::Glue => {
                before != Self::Other
            }
            Self::Letter => !matches!(before, Self::Exclamation | Self::Other),
            Self::Opening => !matches!(before, Self::Closing | Self::Exclamation | Self::Other),
            Self::Other => false,
        }
    }

    /// Tests whether there is a break between this and a blank before it, with that before the blank.
    fn begins_word_behind(self, before: Self) -> bool {
        match self {
            Self::Letter | Self::Quote | Self::Hyphen => {
                !matches!(before, Self::Opening | Self::Other)
            }
            Self::Opening => !matches!(before, Self::Opening | Self::Quote | Self::Other),
            Self::Closing | Self::Exclamation | Self::Glue | Self::Other => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;

    fn breaks(line: &str, find: impl Fn(&str, &mut dyn FnMut(usize))) -> Vec<usize> {
        let mut ends = Vec::new();
        find(line, &mut |end| ends.push(end));
        ends
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, rng_seed: RngSeed::Fixed(1436), ..ProptestConfig::default() })]

        #[test]
        fn a_line_may_end_where_unicode_says(
            line in "([a-c1 ]|[ -~]|[-a1 ,.;:)('\"!?\u{a0}éяω*%$/…“”‘’–中。\u{301}×]){0,14}"
        ) {
            prop_assert_eq!(
                breaks(&line, for_each_break),
                breaks(&line, |line, found| by_unicode(line, 0, found))
            );
        }
    }

    #[test]
    fn a_line_without_words_is_one_part_or_none() {
        for (line, ends) in [("", vec![]), ("   ", vec![3])] {
            assert_eq!(breaks(line, for_each_break), ends, "{line:?}");
        }
    }
}
