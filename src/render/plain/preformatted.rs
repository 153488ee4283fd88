//! Code and tables, which keep their columns. Their position on the page is for the writer of
//! blocks.

use super::{INDENT, Medium, Writer};
use crate::document::{Code, Inline, Table};
use crate::render::layout::{
    Cells, Pictures, Ruler, Separators, Style, cut, expand_tabs, fold, grid, width, write,
};

/// The widest head that is repeated in each row; a longer one is cut there, and written once as a
/// whole.
const WIDEST_HEAD: usize = 48;

impl<'a, M: Medium<'a>> Writer<'a, M> {
    pub(super) fn code(&mut self, code: &Code) {
        self.mark_alone();
        self.inside(INDENT, INDENT, |writer| {
            let room =
                writer.medium.room().code.map(|room| room.saturating_sub(width(&writer.margin)));
            for line in code.text.split('\n') {
                writer.code_line(&expand_tabs(line), room);
            }
        });
    }

    /// Writes a line of code. What does not fit is continued after a backslash, as a shell does.
    fn code_line(&mut self, line: &str, room: Option<usize>) {
        let Some(room) = room.filter(|room| width(line) > *room) else { return self.line(line) };
        let pieces = fold(line, room.saturating_sub(2).max(1), Ruler::Columns);
        let last = pieces.len().saturating_sub(1);
        for (index, piece) in pieces.iter().enumerate() {
            if index < last { self.line(&format!("{piece} \\")) } else { self.line(piece) }
        }
    }

    pub(super) fn table(&mut self, table: &'a Table) {
        let caption = write(&table.caption, M::STYLE, &mut self.references).text;
        if !caption.is_empty() {
            self.words(&caption);
            self.ask_gap();
        }
        let cells = Cells {
            head: self.row(&table.head),
            rows: table.rows.iter().map(|row| self.row(row)).collect(),
        };
        let room = self
            .medium
            .room()
            .table
            .saturating_sub(width(&self.margin))
            .saturating_sub(INDENT.len());
        let separators = Separators { columns: "  ", crossings: "  " };
        match grid(&cells, &table.alignments, separators, room) {
            Some(lines) => {
                self.mark_alone();
                self.inside(INDENT, INDENT, |writer| {
                    lines.iter().for_each(|line| writer.line(line))
                });
            }
            None => self.loose_table(table, &cells),
        }
        self.end_block();
    }

    /// The text of the cells of a row.
    fn row(&mut self, row: &'a [Vec<Inline>]) -> Vec<String> {
        let pictures = match M::STYLE.pictures {
            Pictures::Marked => Pictures::Marked,
            Pictures::Named | Pictures::InSentences => Pictures::Named,
        };
        let style = Style { pictures, ..M::STYLE };
        row.iter().map(|cell| write(cell, style, &mut self.references).text).collect()
    }

    /// Writes a table that cannot be aligned: one `Head: value` block a row.
    fn loose_table(&mut self, table: &'a Table, cells: &Cells) {
        self.links_by_row(table);
        let (described, hang) = if cells.columns() == 1 {
            (0, "")
        } else {
            (cells.described_columns(WIDEST_HEAD), "  ")
        };
        for head in cells.head.iter().skip(described) {
            self.words(head);
        }
        let leads: Vec<String> = if hang.is_empty() {
            Vec::new()
        } else {
            cells.head.iter().map(|head| lead(head)).collect()
        };
        for (index, row) in cells.rows.iter().enumerate() {
            if index > 0 || cells.head.len() > described {
                self.ask_gap();
            }
            for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let lead = leads.get(column).map_or("", String::as_str);
                self.inside("", hang, |writer| writer.words(&format!("{lead}{cell}")));
            }
            if self.links_follow()
                && let Some(row) = table.rows.get(index)
            {
                self.row(row);
                self.link_lines();
            }
        }
    }

    /// Takes the links of a table back, but for those over it, so that each stands under its own
    /// row.
    fn links_by_row(&mut self, table: &'a Table) {
        if self.links_follow() {
            self.references.take();
            write(&table.caption, M::STYLE, &mut self.references);
            self.row(&table.head);
            self.link_lines();
        }
    }

    /// Writes the mark of an item on a line of its own: what follows keeps its columns.
    fn mark_alone(&mut self) {
        if self.first.as_ref().is_some_and(|first| *first != self.margin) {
            self.line("");
        }
    }
}

/// The start of a value: `Head: `, or nothing for a column without a head.
fn lead(head: &str) -> String {
    if head.is_empty() {
        String::new()
    } else {
        format!("{}: ", cut(&head.replace('\n', " "), WIDEST_HEAD, Ruler::Columns))
    }
}
