//! Texts side by side, each in a column of its own.

use std::borrow::Cow;

use textwrap::{Options, WordSeparator, WordSplitter, wrap};
use unicode_width::UnicodeWidthStr;

use crate::escape::escape_controls;
use crate::terminal::cut;

/// The fewest columns of a text: no menu is narrower, and its lines stand behind their types.
pub(super) const NARROWEST: usize = 40 + TYPE;
/// Columns of the type of a menu's line.
pub(super) const TYPE: usize = 2;
/// What begins and ends preformatted lines in gemtext.
const FENCE: &str = "```";

/// A text with its heading.
pub(super) struct Column {
    pub(super) heading: &'static str,
    /// Its rows.
    pub(super) rows: Vec<String>,
}

impl Column {
    /// Gemtext in so many columns; a line that is longer goes on below, as it does in clients, unless
    /// it is preformatted.
    pub(super) fn gemtext(heading: &'static str, text: &str, width: usize) -> Self {
        let options = Options::new(width.max(1))
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        let mut rows = Vec::new();
        let mut is_preformatted = false;
        for line in lines(text) {
            let is_fence = line.starts_with(FENCE);
            if is_fence || is_preformatted {
                rows.push(line);
            } else {
                rows.extend(wrap(&line, &options).into_iter().map(Cow::into_owned));
            }
            is_preformatted ^= is_fence;
        }
        Self { heading, rows }
    }

    /// A text whose lines are as long as they are to be.
    pub(super) fn lines(heading: &'static str, text: &str) -> Self {
        Self { heading, rows: lines(text).collect() }
    }

    /// The first row that is not as it was before; `None` when all are.
    pub(super) fn first_change(&self, before: &Self) -> Option<usize> {
        let same = self.rows.iter().zip(&before.rows).take_while(|(now, old)| now == old).count();
        (same < self.rows.len() || same < before.rows.len()).then_some(same)
    }
}

/// The lines of a text as they can stand on a terminal.
fn lines(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(|line| escape_controls(&line.replace('\t', "    ")))
}

/// The width of each of so many columns, with a rule between them.
pub(super) fn width(number: usize, columns: usize) -> usize {
    columns.saturating_sub(3 * number.saturating_sub(1)) / number.max(1)
}

/// So many rows of the columns, each from its own first row on, below their headings.
pub(super) fn side_by_side(
    columns: &[(&Column, usize)],
    width: usize,
    rows: usize,
    unicode: bool,
) -> String {
    let rule = if unicode { " │ " } else { " | " };
    let row = |cells: Vec<&str>| {
        let cells: Vec<String> = cells
            .into_iter()
            .map(|cell| {
                let cell = cut(cell, width);
                let gap = width.saturating_sub(cell.width());
                cell + &" ".repeat(gap)
            })
            .collect();
        cells.join(rule).trim_end().to_owned() + "\n"
    };
    let mut text = row(columns.iter().map(|(column, _)| column.heading).collect());
    let longest =
        columns.iter().map(|(it, from)| it.rows.len().saturating_sub(*from)).max().unwrap_or(0);
    for number in 0..longest.min(rows) {
        let cells = columns
            .iter()
            .map(|(column, from)| column.rows.get(from + number).map_or("", String::as_str));
        text.push_str(&row(cells.collect()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stand_side_by_side_each_from_its_own_row_on() {
        let one = Column::lines("one", "a\nb\nc\n");
        let two = Column::gemtext("two", "long words\n", 5);
        assert_eq!(two.rows, ["long", "words"]);
        let text = side_by_side(&[(&one, 1), (&two, 0)], 5, 9, false);
        assert_eq!(text, "one   | two\nb     | long\nc     | words\n");
        let text = side_by_side(&[(&one, 0), (&two, 0)], 5, 1, true);
        assert_eq!(text, "one   │ two\na     │ long\n");
        assert_eq!(width(3, 132), NARROWEST);
        assert_eq!(width(1, 80), 80);
    }

    #[test]
    fn what_is_preformatted_is_cut_and_not_folded() {
        let gemtext = "long words\n```table\nlong words\n```\nlong words\n";
        let column = Column::gemtext("g", gemtext, 5);
        assert_eq!(
            column.rows,
            ["long", "words", "```table", "long words", "```", "long", "words"]
        );
        let shown = side_by_side(&[(&column, 2)], 5, 2, false);
        assert_eq!(shown, "g\n```t~\nlong~\n");
    }

    #[test]
    fn what_a_page_holds_does_not_paint_the_terminal() {
        let text = "a\x1b[2J\tb";
        for column in [Column::gemtext("", text, 40), Column::lines("", text)] {
            assert_eq!(column.rows, [r"a\u{1b}[2J    b"]);
        }
    }

    #[test]
    fn the_first_change_is_found_also_at_the_end() {
        let column = |text| Column::lines("", text);
        let check = |before, now, expected| {
            assert_eq!(column(now).first_change(&column(before)), expected, "{before:?} {now:?}");
        };
        check("a\nb\n", "a\nb\n", None);
        check("a\nb\n", "a\nc\n", Some(1));
        check("a\nb\n", "a\n", Some(1));
        check("a\n", "a\nb\n", Some(1));
        check("", "a\n", Some(0));
    }
}
