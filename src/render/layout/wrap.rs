//! Breaking and cutting of text. Its width is for `ruler`, the lines' use
//! for others.

use std::borrow::Cow;

use textwrap::WordSeparator;
use unicode_segmentation::UnicodeSegmentation;

use super::ruler::{Ruler, width};

/// No cluster that a person wrote is wider. What is (a letter with a hundred vowel signs) is broken
/// anywhere.
const WIDEST_CLUSTER: usize = 8;
/// The mark of a cut, which clients of Gopher can show.
const ELLIPSIS: &str = "...";

/// The lines of a text, of at most so many columns.
#[must_use]
pub fn broken(text: &str, columns: usize) -> Vec<String> {
    wrap(text, columns, Ruler::Columns)
}

/// Breaks text into lines of at most `columns`, first fit. `\n` ends a line; a word that is too
/// long is folded. Always gives a line.
pub(in crate::render) fn wrap(text: &str, columns: usize, ruler: Ruler) -> Vec<String> {
    let mut filler =
        Filler { ruler, columns: columns.max(1), used: 0, line: String::new(), lines: Vec::new() };
    for line in text.split('\n') {
        unbreakable(line).into_iter().for_each(|word| filler.add(word));
        filler.end_line();
    }
    filler.lines
}

/// Fills one line after the other.
struct Filler {
    ruler: Ruler,
    columns: usize,
    used: usize,
    line: String,
    lines: Vec<String>,
}

impl Filler {
    /// Puts a word, with the blanks after it, on this line or the next.
    fn add(&mut self, word: &str) {
        let bare = word.trim_end_matches(' ');
        let needed = self.ruler.width(bare);
        if self.used > 0 && self.used.saturating_add(needed) > self.columns {
            self.end_line();
        }
        if needed <= self.columns {
            self.used = self.used.saturating_add(self.ruler.width(word));
            self.line.push_str(word);
            return;
        }
        let blanks = word.len().saturating_sub(bare.len());
        // Plain text has no edge at which clients cut, so there a URL is never broken; in a menu
        // its end would be lost.
        if self.ruler == Ruler::Columns && bare.contains("://") {
            self.line.push_str(word);
            self.used = needed.saturating_add(blanks);
            return;
        }
        let pieces = fold(bare, self.columns, self.ruler);
        for (index, piece) in pieces.iter().enumerate() {
            if index > 0 {
                self.end_line();
            }
            self.line.push_str(piece);
        }
        self.used = self.ruler.width(&self.line).saturating_add(blanks);
        self.line.extend(std::iter::repeat_n(' ', blanks));
    }

    fn end_line(&mut self) {
        self.line.truncate(self.line.trim_end().len());
        self.lines.push(std::mem::take(&mut self.line));
        self.used = 0;
    }
}

/// Parts a line where Unicode allows a break (UAX #14), but never inside a URL: half an address is
/// of no use.
fn unbreakable(line: &str) -> Vec<&str> {
    let mut urls = url_ranges(line).into_iter().peekable();
    let mut words = Vec::new();
    let (mut start, mut end) = (0, 0_usize);
    for word in WordSeparator::UnicodeBreakProperties.find_words(line) {
        end = end.saturating_add(word.word.len()).saturating_add(word.whitespace.len());
        while urls.next_if(|(_, last)| *last <= end).is_some() {}
        if urls.peek().is_some_and(|(first, _)| *first < end) {
            continue;
        }
        words.extend(line.get(start..end));
        start = end;
    }
    words.extend(line.get(start..end).filter(|rest| !rest.is_empty()));
    words
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

/// Parts text into pieces of at most `columns`, between clusters, wherever that falls. Always gives
/// a piece.
pub(in crate::render) fn fold(text: &str, columns: usize, ruler: Ruler) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut end, mut used) = (0, 0_usize, 0_usize);
    for cluster in clusters(text) {
        let needed = piece_width(cluster).saturating_add(ruler.surplus(cluster));
        if end > start && used.saturating_add(needed) > columns {
            pieces.extend(text.get(start..end));
            (start, used) = (end, 0);
        }
        used = used.saturating_add(needed);
        end = end.saturating_add(cluster.len());
    }
    pieces.extend(text.get(start..end));
    pieces
}

/// The unbreakable pieces of a text: clusters, and the characters of those that are absurdly wide.
fn clusters(text: &str) -> impl Iterator<Item = &str> {
    text.graphemes(true).flat_map(|cluster| {
        if width(cluster) > WIDEST_CLUSTER { characters(cluster) } else { vec![cluster] }
    })
}

/// The characters of a text, each as a text.
fn characters(text: &str) -> Vec<&str> {
    text.split_inclusive(|_| true).collect()
}

/// The columns of a piece of text. A selector that makes the character before it wide counts for
/// what it adds.
fn piece_width(piece: &str) -> usize {
    if piece == "\u{fe0f}" { 1 } else { width(piece) }
}

/// The text if it fits, else its beginning and `...`.
pub(in crate::render) fn cut(text: &str, columns: usize, ruler: Ruler) -> Cow<'_, str> {
    if ruler.width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let pieces = fold(text, columns.saturating_sub(ruler.width(ELLIPSIS)), ruler);
    Cow::Owned(format!("{}{ELLIPSIS}", pieces.first().map_or("", |first| first.trim_end())))
}

/// The line with each TAB as blanks up to the next multiple of eight columns, and without other
/// control characters.
pub(in crate::render) fn expand_tabs(line: &str) -> String {
    let mut expanded = String::with_capacity(line.len());
    let mut used = 0_usize;
    for (index, part) in line.split('\t').enumerate() {
        if index > 0 {
            let blanks = 8_usize.saturating_sub(used % 8);
            expanded.extend(std::iter::repeat_n(' ', blanks));
            used = used.saturating_add(blanks);
        }
        let clean: String = part.chars().filter(|character| !character.is_control()).collect();
        used = used.saturating_add(width(&clean));
        expanded.push_str(&clean);
    }
    expanded.truncate(expanded.trim_end().len());
    expanded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_folded_loses_nothing_and_fits() {
        // One cluster for Unicode, wider than any line.
        let wide = "\u{1100}".repeat(40);
        for text in [wide.as_str(), "abc", "日本語日本語", "a\u{301}e\u{301}", ""] {
            let pieces = fold(text, 4, Ruler::Columns);
            assert_eq!(pieces.concat(), text);
            assert!(pieces.iter().all(|piece| width(piece) <= 4), "{pieces:?}");
        }
    }
}
