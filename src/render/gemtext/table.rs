//! Tables in gemtext: aligned text where it fits on a screen, else one bullet a row.

use super::Writer;
use crate::document::{Cell, Table};
use crate::render::layout::{Cells, Numbers, Pictures, Separators, Style, grid, one_line, write};

/// The widest preformatted text: phones do not wrap it, terminals have eighty columns.
const WIDEST: usize = 80;

impl<'a> Writer<'a> {
    pub(super) fn table(&mut self, table: &'a Table) {
        let caption = self.cell(&table.caption).replace('\n', " ");
        let cells = Cells {
            head: table.head.iter().map(|cell| self.cell(cell)).collect(),
            rows: table
                .rows
                .iter()
                .map(|row| row.iter().map(|cell| self.cell(cell)).collect())
                .collect(),
        };
        let separators = Separators { columns: " | ", crossings: "-+-" };
        match grid(&cells, &table.alignments, separators, WIDEST) {
            Some(lines) => {
                self.out.preformatted(
                    if caption.is_empty() { "table" } else { &caption },
                    &lines.join("\n"),
                );
                if self.quotes == 0 {
                    self.link_lines();
                }
            }
            None => self.loose_table(table, cells.columns() > 1),
        }
    }

    /// Writes a table that cannot be aligned: a bullet a row, or a paragraph a row if it has one
    /// column.
    fn loose_table(&mut self, table: &'a Table, bullets: bool) {
        if self.quotes == 0 {
            // The table's as a whole are no longer wanted: each row has its own.
            self.references = Default::default();
        }
        let caption = self.cell(&table.caption);
        self.lines("", &caption);
        self.row("", &table.head);
        self.end_block();
        self.tight = self.tight.saturating_add(usize::from(bullets));
        for row in &table.rows {
            self.gap();
            self.row(if bullets { "* " } else { "" }, row);
            self.end_block();
        }
        self.tight = self.tight.saturating_sub(usize::from(bullets));
    }

    /// Writes the cells of a row on one line.
    fn row(&mut self, mark: &str, row: &'a [Cell]) {
        let cells: Vec<String> = row.iter().map(|cell| joined(&self.cell(cell))).collect();
        let line = one_line(&cells.join(" | "));
        self.lines(mark, line.trim_end_matches([' ', '|']));
    }

    /// The text of a cell, as written.
    fn cell(&mut self, cell: &'a Cell) -> String {
        let style = Style { numbers: Numbers::None, pictures: Pictures::Named, ..self.prose };
        write(cell, style, &mut self.references).text
    }
}

/// The lines of a cell on one line, a dash between two where no mark parts them: a name and words
/// on it are often two paragraphs of one cell.
fn joined(cell: &str) -> String {
    let mut line = String::new();
    for part in cell.split('\n') {
        let goes_on = line.ends_with(|last: char| {
            last.is_alphanumeric() || matches!(last, '`' | ')' | '”' | '"')
        });
        line.push_str(if goes_on { " – " } else { " " });
        line.push_str(part.trim());
    }
    line
}
