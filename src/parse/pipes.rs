//! Pipe tables that lose nothing: a `|` inside of code does not end a cell, and a row may be longer
//! than the head.
//!
//! `CommonMark`'s tables end a cell at every `|` and drop what goes beyond the head; most authors
//! expect neither.

use std::borrow::Cow;

use super::fence::Fence;
use super::offsets::between_found;

/// The columns a head is widened to at most.
const COLUMNS: usize = 64;

/// The same page with such tables made good.
pub(super) fn without_losses(source: &str) -> Cow<'_, str> {
    if !source.contains('|') {
        return Cow::Borrowed(source);
    }
    let mut fence = Fence::default();
    let mut mended = String::new();
    // Up to where the source is in `mended`, and where the next line begins.
    let (mut done, mut start) = (0, 0);
    let mut rest = source.split_inclusive('\n').peekable();
    while let Some(line) = rest.next() {
        let is_code = fence.holds(line) || line.starts_with("    ");
        let is_head =
            !is_code && line.contains('|') && rest.peek().is_some_and(|next| is_delimiter(next));
        let head = start;
        start += line.len();
        if is_head {
            let mut table = vec![Cow::Borrowed(line)];
            table.extend(rest.next().map(Cow::Borrowed));
            table.extend(
                std::iter::from_fn(|| rest.next_if(|row| row.contains('|'))).map(Cow::Borrowed),
            );
            start += table.iter().skip(1).map(|row| row.len()).sum::<usize>();
            mend(&mut table);
            if table.iter().any(|row| matches!(row, Cow::Owned(_))) {
                mended.push_str(between_found(source, done..head));
                mended.extend(table);
                done = start;
            }
        }
    }
    if done == 0 {
        return Cow::Borrowed(source);
    }
    mended.push_str(between_found(source, done..));
    Cow::Owned(mended)
}

/// Mends a table: its head, its line of dashes, its rows. Lines keep their ends.
fn mend(table: &mut [Cow<'_, str>]) {
    for line in table.iter_mut().filter(|line| line.contains('`')) {
        *line = Cow::Owned(with_escaped_code(line));
    }
    let columns = table.first().map_or(0, |head| cells(head));
    let widest = table.iter().map(|line| cells(line)).max().unwrap_or(0).min(COLUMNS);
    if widest > columns {
        for (line, cell) in table.iter_mut().zip([" |", "---|"]) {
            let bar = if line.trim_end().ends_with('|') { "" } else { " |" };
            let end = if line.ends_with('\n') { "\n" } else { "" };
            *line = Cow::Owned(format!(
                "{}{bar}{}{end}",
                line.trim_end(),
                cell.repeat(widest - columns)
            ));
        }
    }
}

/// Tests whether a line is the one of dashes below a table's head.
fn is_delimiter(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t', '>']).trim_end();
    line.contains('|')
        && line.contains('-')
        && line.chars().all(|it| matches!(it, '|' | '-' | ':' | ' ' | '\t'))
}

fn cells(line: &str) -> usize {
    let line = line.trim_start_matches([' ', '\t', '>']).trim_end();
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = inner.strip_suffix('|').filter(|it| !it.ends_with('\\')).unwrap_or(inner);
    1 + inner.matches('|').count() - inner.matches("\\|").count()
}

fn with_escaped_code(line: &str) -> String {
    let mut made = String::with_capacity(line.len() + 8);
    let mut rest = line;
    while let Some(found) = rest.find('`') {
        let (before, here) = rest.split_at(found);
        let (code, after) = here.split_at_checked(code_span(here)).unwrap_or((here, ""));
        made.push_str(before);
        made.push_str(&code.replace("\\|", "|").replace('|', "\\|"));
        rest = after;
    }
    made.push_str(rest);
    made
}

/// Length of the code span at the start of a line's rest, in bytes; only its mark, if it does not
/// end on the line.
fn code_span(rest: &str) -> usize {
    let mark = rest.len() - rest.trim_start_matches('`').len();
    let mut at = mark;
    while let Some(next) = rest.get(at..).and_then(|it| it.find('`')) {
        let run = rest.get(at + next..).map_or(0, |it| it.len() - it.trim_start_matches('`').len());
        at += next + run;
        if run == mark {
            return at;
        }
    }
    mark
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_ends_at_a_mark_as_long_as_its_own() {
        for (rest, length) in [
            ("`a` b", 3),
            ("``a`b`` c", 7),
            ("`a``b` c", 6),
            ("``a` `b`` c", 9),
            ("`a", 1),
            ("``a` b", 2),
        ] {
            assert_eq!(code_span(rest), length, "{rest}");
        }
    }

    #[test]
    fn a_head_is_widened_to_the_longest_row_and_to_so_many_columns() {
        for (cells, columns) in [(3, 3), (63, 63), (64, 64), (65, 64), (200, 64)] {
            let row = "c | ".repeat(cells);
            let page = format!("a | b\n--|--\n{row}\nd\n");
            let head = format!("a | b |{}\n", " |".repeat(columns - 2));
            let dashes = format!("--|-- |{}\n", "---|".repeat(columns - 2));
            assert_eq!(without_losses(&page), format!("{head}{dashes}{row}\nd\n"), "{cells}");
        }
    }

    #[test]
    fn where_nothing_would_be_lost_the_page_stays_as_it_is() {
        for page in ["a | b\n--|--\nc | d\n", "no head | of two\n|--\n", "| a |\n|---|\n| b |\n"] {
            assert!(matches!(without_losses(page), Cow::Borrowed(_)), "{page}");
        }
    }
}
