//! Lists. The lines of an item are gathered first and then read as blocks.

use super::level::Level;
use crate::parse::kramdown::attributes;
use crate::parse::kramdown::line::{self, indented, is_blank, without_blanks};
use crate::parse::kramdown::node::{Attributes, Boundary, Node};
use crate::parse::kramdown::opening::{Mark, interrupts, is_boundary, is_rule, list_mark};
use crate::parse::offsets::between_found;

/// Words of an item begin no further from the margin: so many blanks may come before each line of
/// it.
const FURTHEST_COLUMN: usize = 64;

impl Level<'_, '_> {
    pub(super) fn list(&mut self) -> bool {
        let Some(mark) = list_mark(self.line()) else { return false };
        if self.is_deep() {
            return false;
        }
        let (drafts, is_ended) = self.drafts(mark);
        let count = drafts.len();
        let mut items: Vec<Vec<Node>> = Vec::with_capacity(count);
        let (mut is_tight, mut blank) = (false, None);
        for (index, draft) in drafts.into_iter().enumerate() {
            let read = |nodes, piece: String| self.inside(&piece, nodes);
            let mut item = draft.pieces.into_iter().fold(Vec::new(), read);
            drop_boundary(&mut item);
            let is_last = index + 1 == count;
            let may_be_tight = !is_last || count == 1 || is_tight;
            if may_be_tight && begins_tight(&item, is_last && !is_ended) {
                tighten(&mut item);
            }
            is_tight |= !matches!(item.first(), Some(Node::Paragraph(first)) if !first.is_tight);
            if !item.is_empty() {
                blank = item.pop_if(|node| matches!(node, Node::Blank { .. }));
            }
            items.push(item);
        }
        let ordered = mark == Mark::Number;
        self.add(Node::List { ordered, items, listed: Attributes::default() });
        self.nodes.extend(blank.filter(|_| !is_ended));
        true
    }

    /// Gathers the lines of all items of a list; true if a mark of an end stands behind them.
    fn drafts(&mut self, mark: Mark) -> (Vec<Draft>, bool) {
        let mut items: Vec<Draft> = Vec::new();
        // A mark may stand that far from the margin.
        let mut most_blanks = 3;
        let mut is_behind_blank = false;
        while self.at < self.text.len() {
            let line = self.line();
            if is_behind_blank && is_rule(line) {
                break;
            }
            if is_boundary(line) {
                self.pass(line.len());
                return (items, true);
            }
            if let Some(length) = mark.length(line, most_blanks) {
                let item = Draft::of(length, between_found(line, length..));
                most_blanks = item.column.saturating_sub(1).min(3);
                items.push(item);
                is_behind_blank = false;
            } else {
                let Some(item) = items.last_mut() else { break };
                if is_blank(line) {
                    item.add_blank(line);
                    is_behind_blank = true;
                } else if item.holds(line) || !is_behind_blank && !item.ends_before(self.rest()) {
                    item.add(line);
                    is_behind_blank = false;
                } else {
                    break;
                }
            }
            self.pass(line.len());
        }
        (items, false)
    }
}

/// Drops the boundary that the attributes of an item's first paragraph made.
fn drop_boundary(item: &mut Vec<Node>) {
    if matches!(item.as_slice(), [Node::Paragraph(first), Node::Boundary(Boundary::Attributes), ..] if first.is_listed)
    {
        item.remove(1);
    }
}

/// Tests whether the first paragraph of an item stands close to what follows it.
fn begins_tight(item: &[Node], is_last: bool) -> bool {
    match item {
        [Node::Paragraph(_), Node::Blank { .. }] => is_last,
        [Node::Paragraph(_), Node::Blank { .. }, ..] => false,
        [Node::Paragraph(_), ..] => true,
        _ => false,
    }
}

/// Makes the first paragraph of an item one that shows as its words alone.
pub(super) fn tighten(item: &mut [Node]) {
    if let Some(Node::Paragraph(first)) = item.first_mut() {
        first.is_tight = true;
    }
}

/// The lines of an item, or of a meaning.
pub(super) struct Draft {
    /// A list in the item begins a new piece, if it may not interrupt what stands before it.
    pub(super) pieces: Vec<String>,
    /// Where its words begin, in characters from the margin.
    pub(super) column: usize,
    holds_list: bool,
}

impl Draft {
    /// The item whose mark ends at that column, before its first words.
    pub(super) fn of(mark_end: usize, words: &str) -> Self {
        let listed = attributes::behind_mark(words);
        let is_empty = listed.is_some_and(str::is_empty) || is_blank(words);
        let column = if is_empty { 4 } else { words_column(mark_end, words) };
        let words = listed.unwrap_or_else(|| words.trim_ascii_start());
        Self { pieces: vec![words.to_owned()], column, holds_list: list_mark(words).is_some() }
    }

    /// Tests whether a line is indented like the item's words.
    pub(super) fn holds(&self, line: &str) -> bool {
        let mut rest = line;
        for _ in 0..self.column / 4 {
            let Some(inner) = indented(rest) else { return false };
            rest = inner;
        }
        indented(rest).is_some() || line::blanks(rest) >= self.column % 4
    }

    /// Tests whether a line that is not indented begins something else.
    pub(super) fn ends_before(&self, text: &str) -> bool {
        interrupts(without_blanks(text, self.column.min(3)))
    }

    fn add(&mut self, line: &str) {
        let (line, is_indented) = self.inner(line);
        let begins_list = list_mark(&line).is_some();
        if begins_list && is_indented && !self.holds_list {
            self.pieces.push(String::new());
            self.holds_list = true;
        }
        let Some(piece) = self.pieces.last_mut() else { return };
        if begins_list && !is_indented && self.holds_list {
            // Its mark is no mark there.
            piece.extend(std::iter::repeat_n(' ', self.column + 4));
        }
        piece.push_str(&line);
    }

    fn add_blank(&mut self, line: &str) {
        self.holds_list = true;
        self.pieces.last_mut().into_iter().for_each(|piece| piece.push_str(line));
    }

    /// A line without the item's indentation, with blanks for the tabs at its start; true if it was
    /// indented.
    pub(super) fn inner(&self, line: &str) -> (String, bool) {
        let words = line.trim_start_matches('\t');
        let line = format!("{}{words}", "    ".repeat(line.len() - words.len()));
        match line.get(self.column..) {
            Some(inner) if line::blanks(&line) >= self.column => (inner.to_owned(), true),
            Some(_) | None => (line, false),
        }
    }
}

/// Where the words behind a mark begin, in characters from the margin, or the furthest column.
fn words_column(mark_end: usize, words: &str) -> usize {
    let column = words
        .bytes()
        .take(FURTHEST_COLUMN)
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .fold(mark_end, |column, byte| if byte == b'\t' { column / 4 * 4 + 4 } else { column + 1 });
    column.min(FURTHEST_COLUMN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_behind_the_blanks_of_their_mark() {
        for (mark_end, words, expected) in [
            (1, " a", 2),
            (1, "   a", 4),
            (2, "a", 2),
            (1, "\ta", 4),
            (3, "\ta", 4),
            (4, "\ta", 8),
            (1, " \t a", 5),
            (0, "", 0),
            (1, &" ".repeat(100), FURTHEST_COLUMN),
            (FURTHEST_COLUMN + 1, "a", FURTHEST_COLUMN),
        ] {
            assert_eq!(words_column(mark_end, words), expected, "{mark_end} {words:?}");
        }
    }
}
