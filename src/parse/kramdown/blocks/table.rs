//! Tables: lines that all have a `|`, with rules between them or without.

use super::level::Level;
use crate::parse::kramdown::line::{first, outdented};
use crate::parse::kramdown::node::{Alignment, Node, Table};
use crate::parse::kramdown::opening::is_at_boundary;
use crate::parse::offsets::between_found;

impl Level<'_, '_> {
    pub(super) fn table(&mut self) -> bool {
        let line = self.line();
        let may_begin = self.at >= self.unclosed.table && self.is_behind_boundary();
        if !may_begin || outdented(line).starts_with([' ', '\t']) {
            return false;
        }
        if !has_bar(line) {
            // Nor has what else begins in this line.
            self.unclosed.table = self.at + line.len();
            return false;
        }
        let (table, length) = read(self.rest());
        let is_at_boundary = is_at_boundary(between_found(self.rest(), length..));
        let Some(table) = table.filter(|_| is_at_boundary) else {
            self.unclosed.table = self.at + length;
            return false;
        };
        self.pass(length);
        self.add(Node::Table(table));
        true
    }
}

/// The table that the lines at the start of a text make, if they make one, and their length in
/// bytes.
fn read(text: &str) -> (Option<Table>, usize) {
    let has_edge = text.trim_start().starts_with('|');
    let mut table = Table { alignments: Vec::new(), head: Vec::new(), body: Vec::new() };
    let mut rows = Vec::new();
    let (mut has_foot, mut is_broken) = (false, false);
    let mut length = 0;
    loop {
        let line = first(between_found(text, length..));
        if !has_bar(line) && (length > 0 || !is_rule(line, '-')) {
            break;
        }
        length += line.len();
        if is_rule(line, '-') {
            if !rows.is_empty() && table.alignments.is_empty() && !has_foot {
                table.head = std::mem::take(&mut rows);
                table.alignments = alignments(line);
            }
        } else if is_rule(line, '=') {
            has_foot = true;
        } else {
            let row = cells(line, has_edge);
            is_broken |= row.is_none();
            rows.extend(row);
        }
        table.body.append(&mut rows_of_body(&mut rows, &table, has_foot));
    }
    table.body.append(&mut rows);
    // A single line is a sentence with a bar far more often.
    let is_sentence = table.head.is_empty() && table.body.len() == 1 && !has_edge;
    let is_table = !is_broken && !table.body.is_empty() && !is_sentence;
    (Some(table).filter(|_| is_table), length)
}

/// The rows that can be no part of the head any more.
fn rows_of_body(rows: &mut Vec<Vec<String>>, table: &Table, has_foot: bool) -> Vec<Vec<String>> {
    if has_foot || !table.alignments.is_empty() { std::mem::take(rows) } else { Vec::new() }
}

/// Tests for a `|` that no backslash stands before.
fn has_bar(line: &str) -> bool {
    line.match_indices('|').any(|(at, _)| !between_found(line, ..at).ends_with('\\'))
}

/// Tests whether a line is a rule of a mark: `|---|:-:|`, `|===|`.
fn is_rule(line: &str, mark: char) -> bool {
    line.contains(mark)
        && line.chars().all(|it| it == mark || matches!(it, '+' | '|' | ':' | ' ' | '\t' | '\n'))
}

fn alignments(rule: &str) -> Vec<Alignment> {
    let columns = rule.split(['|', '+']).map(str::trim).filter(|column| column.contains('-'));
    let alignment = |column: &str| match (column.starts_with(':'), column.ends_with(':')) {
        (true, true) => Alignment::Center,
        (true, false) => Alignment::Left,
        (false, true) => Alignment::Right,
        (false, false) => Alignment::None,
    };
    columns.map(alignment).collect()
}

/// The words of the cells of a row; `None` if there is no `|` but in code.
fn cells(line: &str, has_edge: bool) -> Option<Vec<String>> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut unclosed = Unclosed::default();
    let mut rest = line;
    while let Some(found) = rest.find(['|', '\\', '`', '<']) {
        let (before, here) = rest.split_at_checked(found)?;
        cell.push_str(before);
        let taken = match here.as_bytes() {
            [b'|', ..] => {
                cells.push(std::mem::take(&mut cell));
                rest = between_found(here, 1..);
                continue;
            }
            [b'\\', b'|', ..] => {
                rest = between_found(here, 1..);
                cell.push('|');
                rest = between_found(rest, 1..);
                continue;
            }
            [b'`', ..] => unclosed.span_length(here),
            [b'<', ..] if here.starts_with("<code") => unclosed.element_length(here),
            _ => 1,
        };
        cell.push_str(between_found(here, ..taken));
        rest = between_found(here, taken..);
    }
    cell.push_str(rest);
    cells.push(cell);
    if cells.len() < 2 {
        return None;
    }
    if has_edge && cells.first().is_some_and(|cell| cell.trim().is_empty()) {
        cells.remove(0);
    }
    cells.pop_if(|cell| cell.trim().is_empty());
    Some(cells.iter().map(|cell| cell.trim().to_owned()).collect())
}

/// What has no end in the rest of a line.
#[derive(Default)]
struct Unclosed {
    /// The shortest run of backticks.
    backticks: Option<usize>,
    /// `<code>`
    element: bool,
}

impl Unclosed {
    /// Length of the code span at the start of a line's rest, in bytes; of its mark, if it does not
    /// end on the line.
    fn span_length(&mut self, rest: &str) -> usize {
        let inside = rest.trim_start_matches('`');
        let (mark, _) = rest.split_at(rest.len() - inside.len());
        if self.backticks.is_some_and(|length| mark.len() >= length) {
            return mark.len();
        }
        let end = inside.find(mark);
        if end.is_none() {
            self.backticks = Some(mark.len());
        }
        end.map_or(mark.len(), |at| mark.len() + at + mark.len())
    }

    /// Length of the `<code>` at the start of a line's rest, without its end tag, in bytes; of its
    /// first sign, if it does not end on the line.
    fn element_length(&mut self, rest: &str) -> usize {
        let end = if self.element { None } else { rest.find("</code>") };
        self.element = end.is_none();
        end.unwrap_or(1)
    }
}
