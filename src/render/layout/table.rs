//! Tables as aligned text. What is too wide for that is for the writers to say otherwise.

use super::ruler::width;
use crate::document::Alignment;

/// The cells of a table, as text; `\n` parts the lines of a cell.
pub(in crate::render) struct Cells {
    /// The head row; empty when there is none.
    pub(in crate::render) head: Vec<String>,
    /// The other rows.
    pub(in crate::render) rows: Vec<Vec<String>>,
}

impl Cells {
    /// Number of columns of the longest row.
    pub(in crate::render) fn columns(&self) -> usize {
        self.all_rows().map(Vec::len).max().unwrap_or(0)
    }

    /// The columns whose head, of at most `widest` columns, stands before each value; the others'
    /// stands once above the rows, as that of the first two does anyway.
    pub(in crate::render) fn labelled_columns(&self, first: usize, widest: usize) -> Vec<bool> {
        let mut labelled = vec![false; self.head.len()];
        for row in &self.rows {
            let filled = row.iter().map(|cell| !cell.is_empty());
            labelled.iter_mut().zip(filled).for_each(|(labelled, filled)| *labelled |= filled);
        }
        for (column, (labelled, head)) in labelled.iter_mut().zip(&self.head).enumerate() {
            *labelled &= column >= first && !head.is_empty() && width(head) <= widest;
        }
        labelled
    }

    /// The head, if there is one, then the rows.
    fn all_rows(&self) -> impl Iterator<Item = &Vec<String>> {
        std::iter::once(&self.head).filter(|head| !head.is_empty()).chain(&self.rows)
    }

    /// Width of each column.
    fn widths(&self) -> Vec<usize> {
        let mut widths = vec![0; self.columns()];
        for row in self.all_rows() {
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = cell.split('\n').map(width).fold(*widest, usize::max);
            }
        }
        widths
    }
}

/// The text between two columns.
#[derive(Clone, Copy)]
pub(in crate::render) struct Separators<'s> {
    /// In a row.
    pub(in crate::render) columns: &'s str,
    /// In the line of `-` under the head; as wide.
    pub(in crate::render) crossings: &'s str,
}

/// The lines of a table whose head is underlined; `None` when they would be wider than `room`
/// columns, or for a table of one column.
pub(in crate::render) fn grid(
    cells: &Cells,
    alignments: &[Alignment],
    separators: Separators<'_>,
    room: usize,
) -> Option<Vec<String>> {
    // Whoever has more columns than room is described so before anything is filled up: rows times
    // columns may be huge.
    let Separators { columns: between, crossings } = separators;
    let gaps = cells.columns().saturating_sub(1).saturating_mul(width(between));
    if cells.columns() < 2 || gaps > room {
        return None;
    }
    let widths = cells.widths();
    if widths.iter().fold(gaps, |sum, width| sum.saturating_add(*width)) > room {
        return None;
    }
    let columns: Vec<(usize, Alignment)> = widths
        .iter()
        .zip(alignments.iter().copied().chain(std::iter::repeat(Alignment::None)))
        .map(|(w, a)| (*w, a))
        .collect();
    let mut lines = Vec::new();
    if !cells.head.is_empty() {
        lines.extend(row_lines(&cells.head, &columns, between));
        lines.push(
            widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>().join(crossings),
        );
    }
    lines.extend(cells.rows.iter().flat_map(|row| row_lines(row, &columns, between)));
    Some(lines)
}

/// A row as a sentence: `left: right; Head: value`. Each cell is on one line.
pub(in crate::render) fn sentence(cells: impl Iterator<Item = (usize, String)>) -> String {
    let mut sentence = String::new();
    let mut last = None;
    for (column, cell) in cells.filter(|(_, cell)| !cell.is_empty()) {
        let ends = sentence.ends_with(['.', '!', '?', ':', ';', ',', '…', '。', '：']);
        sentence.push_str(match last {
            None => "",
            Some(_) if ends => " ",
            Some(0) if column == 1 => ": ",
            Some(_) => "; ",
        });
        sentence.push_str(&cell);
        last = Some(column);
    }
    sentence
}

/// The lines of one row: as many as its highest cell has.
fn row_lines(row: &[String], columns: &[(usize, Alignment)], between: &str) -> Vec<String> {
    let height = row.iter().map(|cell| cell.split('\n').count()).max().unwrap_or(1);
    let mut cells: Vec<_> = row.iter().map(|cell| cell.split('\n')).collect();
    let mut lines = Vec::with_capacity(height);
    for _ in 0..height {
        let mut line = String::new();
        for (index, (width, alignment)) in columns.iter().enumerate() {
            if index > 0 {
                line.push_str(between);
            }
            let text = cells.get_mut(index).and_then(Iterator::next).unwrap_or("");
            push_aligned(&mut line, text, *width, *alignment);
        }
        line.truncate(line.trim_end().len());
        lines.push(line);
    }
    lines
}

/// Adds a text with the blanks that its alignment asks for.
fn push_aligned(line: &mut String, text: &str, columns: usize, alignment: Alignment) {
    let free = columns.saturating_sub(width(text));
    let left = match alignment {
        Alignment::None | Alignment::Left => 0,
        Alignment::Center => free / 2,
        Alignment::Right => free,
    };
    line.extend(std::iter::repeat_n(' ', left));
    line.push_str(text);
    line.extend(std::iter::repeat_n(' ', free.saturating_sub(left)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    const BETWEEN: Separators<'static> = Separators { columns: " | ", crossings: "-+-" };

    #[test]
    fn a_table_is_a_grid_where_there_is_room_to_the_column() {
        let cells = Cells {
            head: row(&["Name", "Number"]),
            rows: vec![row(&["a\nb", "1"]), row(&["c"]), row(&["d", "20"])],
        };
        let alignments = [Alignment::None, Alignment::Right];
        let expected = [
            "Name | Number",
            "-----+-------",
            "a    |      1",
            "b    |",
            "c    |",
            "d    |     20",
        ];
        assert_eq!(grid(&cells, &alignments, BETWEEN, 13).unwrap(), expected);
        assert_eq!(grid(&cells, &alignments, BETWEEN, 12), None);
        let one = Cells { head: row(&["Name"]), rows: vec![row(&["a"])] };
        assert_eq!(grid(&one, &[], BETWEEN, 80), None);
        let empty = Cells { head: Vec::new(), rows: vec![row(&["", ""])] };
        assert_eq!(grid(&empty, &[], BETWEEN, 3), Some(row(&[" |"])));
        assert_eq!(grid(&empty, &[], BETWEEN, 2), None);
    }

    #[test]
    fn cells_stand_where_their_column_says() {
        let aligned = |alignment| {
            let mut line = String::new();
            push_aligned(&mut line, "ab", 5, alignment);
            line
        };
        assert_eq!(
            [Alignment::None, Alignment::Left, Alignment::Center, Alignment::Right].map(aligned),
            ["ab   ", "ab   ", " ab  ", "   ab"]
        );
    }

    #[test]
    fn a_row_is_a_sentence() {
        for (cells, expected) in [
            (&[(0, "a"), (1, "b"), (2, "c")][..], "a: b; c"),
            (&[(0, "a."), (1, "b")], "a. b"),
            (&[(0, "a"), (2, "c")], "a; c"),
            (&[(1, "b"), (2, "c")], "b; c"),
            (&[(0, ""), (1, "b")], "b"),
            (&[(0, "a")], "a"),
            (&[], ""),
        ] {
            let cells = cells.iter().map(|(column, cell)| (*column, (*cell).to_owned()));
            assert_eq!(sentence(cells), expected);
        }
    }

    #[test]
    fn a_head_stands_before_values_where_there_is_one_that_is_short() {
        let cells = Cells {
            head: row(&["A", "B", "Longer", "", "E"]),
            rows: vec![row(&["a", "b", "c", "d", ""])],
        };
        assert_eq!(cells.labelled_columns(1, 5), [false, true, false, false, false]);
        assert_eq!(cells.labelled_columns(0, 6), [true, true, true, false, false]);
        assert_eq!((cells.columns(), cells.widths()), (5, vec![1, 1, 6, 1, 1]));
    }
}
