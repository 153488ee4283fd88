//! Code and tables, which keep their columns. Their position on the page is for the writer of
//! blocks.

use super::{INDENT, Medium, Writer};
use crate::document::{Code, Inline, Table};
use crate::render::layout::{
    Cells, Numbers, Pictures, References, Ruler, Separators, Style, Words, cut, expand_tabs, fold,
    grid, sentence, width, write,
};

/// The margin of a row's further lines.
const HANG: &str = "  ";
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
        let caption = write(&table.caption, self.medium.style(), &mut self.references).text;
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
            None => self.loose_table(table),
        }
        self.end_block();
    }

    /// The text of the cells of a row.
    fn row(&mut self, row: &'a [Vec<Inline>]) -> Vec<String> {
        let mut references = std::mem::take(&mut self.references);
        // A table is in one face, so code has no marks there.
        let words = self.words_of_row(row, false, &mut references);
        self.references = references;
        words
    }

    /// The same as prose. What its cells refer to is known by then; they only need its numbers.
    fn row_of_prose(&mut self, row: &'a [Vec<Inline>]) -> Vec<String> {
        if self.medium.style().numbers == Numbers::None {
            return self.words_of_row(row, true, &mut References::default());
        }
        let mut references = std::mem::take(&mut self.references);
        let words = self.words_of_row(row, true, &mut references);
        self.references = references;
        words
    }

    fn words_of_row(
        &self,
        row: &'a [Vec<Inline>],
        code: bool,
        references: &mut References<'a>,
    ) -> Vec<String> {
        let style = self.medium.style();
        let pictures = match style.pictures {
            Pictures::Marked => Pictures::Marked,
            Pictures::Named | Pictures::InSentences => Pictures::Named,
        };
        let style = Style { pictures, code, ..style };
        row.iter().map(|cell| write(cell, style, references).text).collect()
    }

    /// Writes a table that cannot be aligned: each row as a sentence where it has two columns or
    /// rows are links, else as lines that say `Head: value`.
    fn loose_table(&mut self, table: &'a Table) {
        self.links_by_row(table);
        let cells = Cells {
            head: self.row_of_prose(&table.head),
            rows: table.rows.iter().map(|row| self.row_of_prose(row)).collect(),
        };
        let columns = cells.columns();
        let sentences = columns == 2
            || columns > 2
                && table.rows.iter().any(|it| self.items_of_row(it, String::new()).is_some());
        let labelled = match columns {
            0 | 1 => Vec::new(),
            _ => cells.labelled_columns(if sentences { 2 } else { 0 }, WIDEST_HEAD),
        };
        let is_labelled = |column: usize| labelled.get(column) == Some(&true);
        let head = cells.head.iter().map(|head| on_one_line(head)).enumerate();
        let head = sentence(head.filter(|(column, _)| !is_labelled(*column)));
        self.words(&head);
        for (index, row) in cells.rows.iter().enumerate() {
            if !sentences && (index > 0 || !head.is_empty()) {
                self.ask_gap();
            }
            let row = row.iter().enumerate().map(|(column, cell)| {
                let head =
                    cells.head.get(column).filter(|_| is_labelled(column) && !cell.is_empty());
                let cell = if sentences { on_one_line(cell) } else { cell.clone() };
                (column, head.map_or_else(String::new, |head| lead(head)) + &cell)
            });
            let row: Vec<(usize, String)> = row.collect();
            let written = table.rows.get(index).map_or(&[][..], Vec::as_slice);
            if !(sentences && self.row_as_item(written, &row)) {
                self.loose_row(row, sentences, columns);
                if self.links_follow() {
                    self.row(written);
                    self.link_lines();
                }
            }
        }
    }

    /// The items that a row is with that text, where links are items: `None` for one that has not
    /// just one link.
    fn items_of_row(&self, row: &'a [Vec<Inline>], text: String) -> Option<Vec<M::Item>> {
        if !self.links_follow() {
            return None;
        }
        let mut references = References::default();
        self.words_of_row(row, false, &mut references);
        let words = Words { text, only_links: false };
        self.medium.as_items(Some(""), &words, references.list())
    }

    /// Writes a row with one link as an item.
    fn row_as_item(&mut self, written: &'a [Vec<Inline>], row: &[(usize, String)]) -> bool {
        let items = self.items_of_row(written, sentence(row.iter().cloned()));
        let is_item = items.is_some();
        items.into_iter().flatten().for_each(|item| self.item(item));
        is_item
    }

    /// Writes a row as a sentence, or each of its cells on a line of its own.
    fn loose_row(&mut self, row: Vec<(usize, String)>, as_sentence: bool, columns: usize) {
        if as_sentence {
            return self.inside("", HANG, |writer| writer.words(&sentence(row.into_iter())));
        }
        let hang = if columns == 1 { "" } else { HANG };
        for (_, cell) in row.iter().filter(|(_, cell)| !cell.is_empty()) {
            self.inside("", hang, |writer| writer.words(cell));
        }
    }

    /// Takes the links of a table back, but for those over it, so that each stands under its own
    /// row.
    fn links_by_row(&mut self, table: &'a Table) {
        if self.links_follow() {
            self.references.take();
            write(&table.caption, self.medium.style(), &mut self.references);
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

/// The start of a value: `Head: `.
fn lead(head: &str) -> String {
    format!("{}: ", cut(&on_one_line(head), WIDEST_HEAD, Ruler::Columns))
}

/// The lines of a cell on one.
fn on_one_line(cell: &str) -> String {
    cell.replace('\n', " ")
}
