//! What a line may begin. All look at a text that starts with the line and know nothing of what
//! stands before it.

use super::attributes;
use super::line::{first, is_blank, outdented, without_blanks};
use super::options::Kramdown;
use super::tag;

/// Tests for `^`, the end of a block.
pub(super) fn is_boundary(line: &str) -> bool {
    line.strip_prefix('^').is_some_and(is_blank)
}

/// Tests for a rule: three or more of `*`, `-` or `_`, with blanks between them.
pub(super) fn is_rule(line: &str) -> bool {
    let words = outdented(line);
    let Some(mark @ ('*' | '-' | '_')) = words.chars().next() else { return false };
    words.matches(mark).count() >= 3
        && words.chars().all(|it| it == mark || matches!(it, ' ' | '\t' | '\n'))
}

/// The kinds of lists, by the marks of their items.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Bullet,
    Number,
    /// `:` before a meaning.
    Colon,
}

impl Mark {
    /// The number of bytes up to the end of an item's mark, with at most so many blanks before it.
    pub(super) fn length(self, line: &str, most_blanks: usize) -> Option<usize> {
        let words = without_blanks(line, most_blanks);
        let rest = match self {
            Self::Bullet => words.strip_prefix(['*', '-', '+']),
            Self::Number => {
                let rest = words.trim_start_matches(|it: char| it.is_ascii_digit());
                if rest.len() < words.len() { rest.strip_prefix('.') } else { None }
            }
            Self::Colon => words.strip_prefix(':'),
        };
        rest.filter(|rest| rest.starts_with([' ', '\t'])).map(|rest| line.len() - rest.len())
    }
}

/// The mark of the list that a line begins.
pub(super) fn list_mark(line: &str) -> Option<Mark> {
    [Mark::Bullet, Mark::Number].into_iter().find(|mark| mark.length(line, 3).is_some())
}

/// The level of a heading and its words, with all behind them.
pub(super) fn heading(line: &str) -> Option<(u8, &str)> {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    if (1..=6).contains(&level) && words.starts_with([' ', '\t']) {
        u8::try_from(level).ok().map(|level| (level, words.trim()))
    } else {
        None
    }
}

/// Tests for a mark of a quote.
pub(super) fn is_quote(line: &str) -> bool {
    outdented(line).starts_with('>')
}

/// A line that may begin fenced code.
#[derive(Clone, Copy)]
pub(super) struct Fence<'t> {
    pub(super) mark: char,
    /// How often the mark stands there, three times at least.
    pub(super) length: usize,
    /// The words behind it.
    pub(super) info: &'t str,
}

/// Reads the fence on a line.
pub(super) fn fence(line: &str) -> Option<Fence<'_>> {
    let words = outdented(line);
    let mark = words.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let info = words.trim_start_matches(mark);
    let length = words.len() - info.len();
    if length >= 3 { Some(Fence { mark, length, info: info.trim() }) } else { None }
}

/// Tests whether a paragraph, a quote or code ends before a text, lazily continued as it may be.
pub(super) fn ends_lazy(text: &str) -> bool {
    let line = first(text);
    is_blank(line) || is_boundary(line) || interrupts(outdented(text))
}

/// Tests whether a text without blanks before it begins with what ends any block of words: an
/// attribute list, or an element that is a block.
pub(super) fn interrupts(text: &str) -> bool {
    match text.as_bytes().first() {
        Some(b'{') => attributes::block(text).is_some(),
        Some(b'<') => tag::begins_block(text),
        Some(_) | None => false,
    }
}

/// Tests whether a paragraph ends before a text.
pub(super) fn ends_paragraph(text: &str, options: Kramdown) -> bool {
    let line = first(text);
    if !options.gfm {
        return ends_lazy(text) || Mark::Colon.length(line, 3).is_some();
    }
    ends_lazy(text)
        || match outdented(line).as_bytes().first() {
            Some(b'*' | b'-' | b'+' | b'0'..=b'9') => list_mark(line).is_some(),
            Some(b'#') => heading(line).is_some(),
            Some(b':') => Mark::Colon.length(line, 3).is_some(),
            Some(b'>') => true,
            Some(b'`' | b'~') => fence(line).is_some(),
            Some(_) | None => false,
        }
}

/// Tests whether a block that has to end at a boundary may end before a text.
pub(super) fn is_at_boundary(text: &str) -> bool {
    let line = first(text);
    is_blank(line) || is_boundary(line) || attributes::block(text).is_some()
}
