//! Tables: rows of cells where they hold data, plain blocks where they only put things side by
//! side.

use super::element::is_gutter;
use super::flow::Flow;
use super::inlines::append;
use super::tidy::inlines_of;
use super::walk::Walker;
use crate::document::{Alignment, Block, Cell, Inline, Item, Table};
use crate::parse::dom::NodeId;

/// Number of cells that one spanning cell stands for at most. Few real tables have more columns,
/// and a hostile `colspan=1000` in every cell would multiply a page by a hundred.
const SPAN: usize = 16;

/// A table as it was written.
#[derive(Default)]
struct Grid {
    rows: Vec<Row>,
    /// The blocks outside of all cells.
    caption: Vec<Block>,
    /// Per column, in how many more rows it is taken by a cell above.
    taken: Vec<usize>,
    alignments: Vec<Alignment>,
}

#[derive(Default)]
struct Row {
    cells: Vec<Vec<Block>>,
    is_head: bool,
}

impl Walker<'_> {
    pub(super) fn table(&mut self, id: NodeId, flow: &mut Flow) {
        let mut grid = Grid::default();
        self.rows(id, false, flow, &mut grid);
        grid.rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
        let has_head = grid.rows.first().is_some_and(|row| row.is_head);
        let is_plain = matches!(self.dom.attribute(id, "role"), Some("presentation" | "none"));
        if has_head && grid.is_of_columns() {
            flow.blocks.extend(grid.into_columns());
        } else if is_plain || grid.is_layout(has_head) {
            flow.blocks.extend(grid.into_blocks());
        } else {
            flow.blocks.extend(grid.into_table(has_head));
        }
    }

    /// Reads the rows at any depth below `<thead>` and its like.
    fn rows(&mut self, id: NodeId, in_head: bool, around: &Flow, grid: &mut Grid) {
        let dom = self.dom;
        let mut stray = around.inside();
        for child in dom.children(id) {
            match dom.name(child) {
                "thead" => self.rows(child, true, around, grid),
                "tbody" | "tfoot" => self.rows(child, in_head, around, grid),
                "tr" => {
                    let row = self.row(child, in_head, around, grid);
                    grid.rows.push(row);
                }
                "colgroup" | "col" => {}
                _ => self.node(child, &mut stray),
            }
        }
        self.flush(&mut stray);
        grid.caption.extend(stray.blocks);
    }

    fn row(&mut self, id: NodeId, in_head: bool, around: &Flow, grid: &mut Grid) -> Row {
        let dom = self.dom;
        let mut row = Row { cells: Vec::new(), is_head: true };
        let mut stray = around.inside();
        for cell in dom.children(id).filter(|cell| !is_gutter(dom, *cell)) {
            if !matches!(dom.name(cell), "td" | "th") {
                self.node(cell, &mut stray);
                continue;
            }
            grid.skip_taken(&mut row);
            row.is_head &= in_head || dom.name(cell) == "th";
            grid.align(row.cells.len(), self.alignment(cell));
            let rows = self.span(cell, "rowspan").saturating_sub(1);
            grid.take(row.cells.len(), rows);
            row.cells.push(self.blocks(cell, around));
            for _ in 1..self.span(cell, "colspan") {
                grid.take(row.cells.len(), rows);
                row.cells.push(Vec::new());
            }
        }
        grid.skip_taken(&mut row);
        self.flush(&mut stray);
        grid.caption.extend(stray.blocks);
        row
    }

    fn span(&self, cell: NodeId, name: &str) -> usize {
        self.dom
            .attribute(cell, name)
            .and_then(|number| number.trim().parse().ok())
            .unwrap_or(1)
            .clamp(1, SPAN)
    }

    fn alignment(&self, cell: NodeId) -> Alignment {
        let style = self.dom.attribute(cell, "style").unwrap_or("");
        let declared = style
            .split(';')
            .filter_map(|it| it.split_once(':'))
            .find(|(name, _)| name.trim() == "text-align");
        match declared
            .map(|(_, value)| value)
            .or_else(|| self.dom.attribute(cell, "align"))
            .map(str::trim)
        {
            Some("left" | "start") => Alignment::Left,
            Some("center") => Alignment::Center,
            Some("right" | "end") => Alignment::Right,
            _ => Alignment::None,
        }
    }
}

impl Row {
    fn filled_cells(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.is_empty()).count()
    }
}

impl Grid {
    /// Fills the columns that cells above reach into.
    fn skip_taken(&mut self, row: &mut Row) {
        while let Some(rows @ 1..) = self.taken.get_mut(row.cells.len()) {
            *rows -= 1;
            row.cells.push(Vec::new());
        }
    }

    fn take(&mut self, column: usize, rows: usize) {
        if rows > 0 && self.taken.len() <= column {
            self.taken.resize(column + 1, 0);
        }
        if let Some(taken) = self.taken.get_mut(column) {
            *taken = rows;
        }
    }

    /// The first cell of a column that is aligned decides.
    fn align(&mut self, column: usize, alignment: Alignment) {
        if alignment != Alignment::None && self.alignments.len() <= column {
            self.alignments.resize(column + 1, Alignment::None);
        }
        match self.alignments.get_mut(column) {
            Some(known @ Alignment::None) => *known = alignment,
            Some(Alignment::Left | Alignment::Center | Alignment::Right) | None => {}
        }
    }

    /// Tests whether it only arranges things: in one column, or things that don't fit into a cell.
    fn is_layout(&self, has_head: bool) -> bool {
        let one_column = self.rows.iter().all(|row| row.filled_cells() < 2);
        one_column || self.rows.iter().flat_map(|row| &row.cells).any(|cell| !fits(cell, has_head))
    }

    /// Tests whether it only sets columns of a page side by side: headings, and one row below.
    fn is_of_columns(&self) -> bool {
        let [head, _] = self.rows.as_slice() else { return false };
        head.cells.iter().all(|cell| matches!(cell.as_slice(), [Block::Heading { .. }]))
    }

    /// The blocks of columns, each below its heading.
    fn into_columns(mut self) -> Vec<Block> {
        let body = self.rows.pop().unwrap_or_default();
        let head = self.rows.pop().unwrap_or_default();
        let mut cells = body.cells.into_iter();
        let mut blocks = self.caption;
        for heading in head.cells {
            blocks.extend(heading);
            blocks.extend(cells.next().unwrap_or_default());
        }
        blocks.extend(cells.flatten());
        blocks
    }

    fn into_blocks(self) -> impl Iterator<Item = Block> {
        let cells = self.rows.into_iter().flat_map(|row| row.cells).flatten();
        self.caption.into_iter().chain(cells)
    }

    fn into_table(self, has_head: bool) -> Vec<Block> {
        let (caption, mut blocks) = inlines_of(self.caption);
        let mut rows = self.rows.into_iter().map(|row| row.cells.into_iter().map(cell).collect());
        let head = if has_head { rows.next().unwrap_or_default() } else { Vec::new() };
        blocks.push(Block::from(Table {
            caption,
            alignments: self.alignments,
            head,
            rows: rows.collect(),
        }));
        blocks
    }
}

/// Tests whether a cell's blocks can stand in a cell: paragraphs, and below a head also a heading
/// or a simple list.
fn fits(cell: &[Block], has_head: bool) -> bool {
    cell.iter().all(|block| match block {
        Block::Paragraph(_) => true,
        Block::Heading { .. } => has_head,
        Block::List(list) => has_head && list.items.iter().all(is_simple),
        Block::Quote(_)
        | Block::Code(_)
        | Block::Table(_)
        | Block::Definitions(_)
        | Block::Rule
        | Block::Entries(_)
        | Block::Footnotes(_) => false,
    })
}

fn is_simple(item: &Item) -> bool {
    matches!(item.blocks.as_slice(), [Block::Paragraph(_)])
}

/// A cell for which [`fits`] holds, on one line or several.
fn cell(mut blocks: Vec<Block>) -> Cell {
    // As nearly all cells are.
    if let [Block::Paragraph(content)] = blocks.as_mut_slice() {
        return std::mem::take(content);
    }
    let lines = blocks.into_iter().flat_map(|block| {
        let Block::List(list) = block else { return vec![block] };
        list.items
            .into_iter()
            .zip(0..)
            .map(|(item, index)| marked(item, list.start.map(|first| first.saturating_add(index))))
            .collect()
    });
    inlines_of(lines.collect()).0
}

/// An item of a list in a cell, as a line of it.
fn marked(item: Item, number: Option<u64>) -> Block {
    let mark = number.map_or_else(|| "• ".to_owned(), |number| format!("{number}. "));
    let (words, _) = inlines_of(item.blocks);
    let mut content = vec![Inline::Text(mark)];
    words.into_iter().for_each(|inline| append(&mut content, inline));
    Block::Paragraph(content)
}
