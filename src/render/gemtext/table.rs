//! Tables in gemtext: aligned text where it fits on a screen, else one sentence a row.

use super::Writer;
use crate::document::{Cell, Table};
use crate::render::layout::{
    Cells, Numbers, Pictures, References, Referent, Separators, Style, grid, one_line, sentence,
    url, with_note, write,
};

/// The widest preformatted text: phones do not wrap it, terminals have eighty columns.
const WIDEST: usize = 80;

/// The widest head that stands before each value of its column.
const WIDEST_HEAD: usize = 48;

impl<'a> Writer<'a> {
    pub(super) fn table(&mut self, table: &'a Table) {
        let caption = self.cell(&table.caption, self.prose).replace('\n', " ");
        // All of the block is in one face, so the marks of code would only take room.
        let style = Style { code: false, ..self.prose };
        let cells = Cells {
            head: table.head.iter().map(|cell| self.cell(cell, style)).collect(),
            rows: table
                .rows
                .iter()
                .map(|row| row.iter().map(|cell| self.cell(cell, style)).collect())
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
            None => self.loose_table(table, &cells),
        }
    }

    /// Writes a table that cannot be aligned: a bullet a row, or a paragraph a row if it has one
    /// column.
    fn loose_table(&mut self, table: &'a Table, cells: &Cells) {
        if self.quotes == 0 {
            // The table's as a whole are no longer wanted: each row has its own.
            self.references = References::default();
        }
        let caption = self.cell(&table.caption, self.prose);
        self.lines("", &caption);
        let labelled = cells.labelled_columns(2, WIDEST_HEAD);
        let is_labelled = |column: usize| labelled.get(column) == Some(&true);
        let head = self.cells(&table.head).into_iter().enumerate();
        self.lines("", &sentence(head.filter(|(column, _)| !is_labelled(*column))));
        self.end_block();
        let bullets = usize::from(cells.columns() > 1);
        self.tight = self.tight.saturating_add(bullets);
        for row in &table.rows {
            self.gap();
            let row = self.cells(row).into_iter().enumerate();
            let line = sentence(row.map(|(column, cell)| match cells.head.get(column) {
                Some(head) if is_labelled(column) && !cell.is_empty() => {
                    (column, format!("{}: {cell}", one_line(head)))
                }
                Some(_) | None => (column, cell),
            }));
            self.row(if bullets > 0 { "* " } else { "" }, &line);
        }
        self.tight = self.tight.saturating_sub(bullets);
    }

    /// Writes a row: as a link line if it has one link.
    fn row(&mut self, mark: &str, line: &str) {
        if self.quotes == 0
            && let [reference] = self.references.list()
            && let Referent::Link { title, .. } = &reference.referent
            && let Some(url) = url(reference.target)
        {
            self.out.link(&url, &with_note(line, title));
            self.references = References::default();
            return;
        }
        self.lines(mark, line);
        self.end_block();
    }

    /// The cells of a row, each on one line.
    fn cells(&mut self, row: &'a [Cell]) -> Vec<String> {
        row.iter().map(|cell| one_line(&joined(&self.cell(cell, self.prose)))).collect()
    }

    /// The text of a cell, as written.
    fn cell(&mut self, cell: &'a Cell, style: Style) -> String {
        let style = Style { numbers: Numbers::None, pictures: Pictures::Named, ..style };
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
