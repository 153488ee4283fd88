//! Breaking and cutting of text. Its width is for `ruler`, the places where a line may end for
//! `breaks`, the lines' use for others.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::breaks::for_each_word;
use super::ruler::{Ruler, width};

/// No cluster that a person wrote is wider. What is (a letter with a hundred vowel signs) is broken
/// anywhere.
const WIDEST_CLUSTER: usize = 8;
/// The mark of a cut, which clients of Gopher can show.
const ELLIPSIS: &str = "...";

/// The lines of a text, of at most so many columns.
#[must_use]
pub fn broken(text: &str, columns: usize) -> Vec<String> {
    wrap(text, columns, Ruler::Columns).into_iter().map(str::to_owned).collect()
}

/// Breaks text into lines of at most `columns`, first fit. `\n` ends a line; a word that is too
/// long is folded. Always gives a line.
pub(in crate::render) fn wrap(text: &str, columns: usize, ruler: Ruler) -> Vec<&str> {
    let mut lines = Vec::new();
    for text in text.split('\n') {
        let columns = columns.max(1);
        let mut filler =
            Filler { text, ruler, columns, used: 0, start: 0, end: 0, lines: &mut lines };
        for_each_word(text, |word| filler.add(word));
        filler.end_line();
    }
    lines
}

/// Fills one line after the other with the words of a text.
struct Filler<'t, 'l> {
    text: &'t str,
    ruler: Ruler,
    columns: usize,
    used: usize,
    /// Range of the line so far in the text, in bytes.
    start: usize,
    end: usize,
    lines: &'l mut Vec<&'t str>,
}

impl<'t> Filler<'t, '_> {
    /// Puts the next word, with the blanks after it, on this line or the next.
    fn add(&mut self, word: &'t str) {
        let bare = word.trim_end_matches(' ');
        let needed = self.ruler.width(bare);
        if self.used > 0 && self.used.saturating_add(needed) > self.columns {
            self.end_line();
        }
        let blanks = word.len().saturating_sub(bare.len());
        if needed <= self.columns {
            self.used = self.used.saturating_add(needed).saturating_add(blanks);
            self.take(word.len());
            return;
        }
        // Plain text has no edge at which clients cut, so there a URL is never broken; in a menu
        // its end would be lost.
        if self.ruler == Ruler::Columns && bare.contains("://") {
            self.take(word.len());
            self.used = needed.saturating_add(blanks);
            return;
        }
        let pieces = fold(bare, self.columns, self.ruler);
        for (index, piece) in pieces.iter().enumerate() {
            if index > 0 {
                self.end_line();
            }
            self.take(piece.len());
        }
        self.used = self.ruler.width(self.line()).saturating_add(blanks);
        self.take(blanks);
    }

    /// Puts the next bytes of the text on this line.
    fn take(&mut self, bytes: usize) {
        self.end = self.end.saturating_add(bytes);
    }

    fn line(&self) -> &'t str {
        self.text.get(self.start..self.end).unwrap_or_default()
    }

    fn end_line(&mut self) {
        self.lines.push(self.line().trim_end());
        self.start = self.end;
        self.used = 0;
    }
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
