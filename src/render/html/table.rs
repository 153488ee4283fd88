//! Tables to HTML.

use super::Writer;
use crate::document::{Alignment, Cell, Table};

/// The most columns that one cell may take the place of (HTML, section 4.9.11).
const WIDEST: usize = 1000;

/// Writes a table, in a box that scrolls where the window is narrow.
pub(super) fn write(writer: &mut Writer, table: &Table) {
    let columns = table.rows.iter().map(Vec::len).max().unwrap_or_default().max(table.head.len());
    writer.out.push_str("<div class=\"table\">\n<table>\n");
    if !table.caption.is_empty() {
        writer.between("<caption>", "</caption>\n", |it| it.inlines(&table.caption));
    }
    if !table.head.is_empty() {
        writer.between("<thead>\n", "</thead>\n", |it| {
            row(it, &table.head, ("th", " scope=\"col\""), table, columns);
        });
    }
    if !table.rows.is_empty() {
        writer.between("<tbody>\n", "</tbody>\n", |it| {
            table.rows.iter().for_each(|cells| row(it, cells, ("td", ""), table, columns));
        });
    }
    writer.out.push_str("</table>\n</div>\n");
}

/// Writes a row. One empty cell stands for all that it has less than others.
fn row(
    writer: &mut Writer,
    cells: &[Cell],
    (name, attribute): (&str, &str),
    table: &Table,
    columns: usize,
) {
    writer.out.push_str("<tr>\n");
    for (index, cell) in cells.iter().enumerate() {
        let aligned = aligned(table.alignments.get(index).copied().unwrap_or_default());
        writer.out.push_str(&format!("<{name}{attribute}{aligned}>"));
        writer.inlines(cell);
        writer.out.push_str(&format!("</{name}>\n"));
    }
    match columns.saturating_sub(cells.len()).min(WIDEST) {
        0 => {}
        1 => writer.out.push_str("<td></td>\n"),
        missing => writer.out.push_str(&format!("<td colspan=\"{missing}\"></td>\n")),
    }
    writer.out.push_str("</tr>\n");
}

fn aligned(alignment: Alignment) -> &'static str {
    match alignment {
        Alignment::None => "",
        Alignment::Left => " class=\"left\"",
        Alignment::Center => " class=\"center\"",
        Alignment::Right => " class=\"right\"",
    }
}
