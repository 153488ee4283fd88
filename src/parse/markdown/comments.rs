//! The comments of notes: what stands between `%%` and `%%` is for their author (Obsidian).

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::Dialect;
use super::events::options;

const MARK: &str = "%%";
/// The most times that a text is read: a fence or a backtick in a comment makes code of what
/// follows, so that it has to be read anew without.
const MOST_ROUNDS: usize = 8;

/// The comments of a text, outside of code.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Comments {
    /// Their ranges, in order; of those that take whole lines the lines.
    pub ranges: Vec<Range<usize>>,
    /// The offset of one that takes lines of its own and is never closed: all behind it is part of
    /// it.
    pub unclosed: Option<usize>,
}

impl Comments {
    /// The ranges of a text of so many bytes that are in none, in order.
    pub fn outside(&self, len: usize) -> impl Iterator<Item = Range<usize>> {
        let ends = self.ranges.iter().map(|range| range.end);
        let starts = self.ranges.iter().map(|range| range.start).chain([len]);
        std::iter::once(0).chain(ends).zip(starts).map(|(from, to)| from..to)
    }
}

/// Finds the comments of a text.
#[must_use]
pub fn comments(text: &str, dialect: Dialect) -> Comments {
    let mut found = Comments::default();
    if !text.contains(MARK) {
        return found;
    }
    // Comments that were found are masked, so that they shift nothing and what stands in them means
    // nothing.
    let mut masked = text.to_owned();
    for round in 1..=MOST_ROUNDS {
        let code = code_in(&masked, dialect);
        let more = outside(&masked, &code, round == MOST_ROUNDS);
        if more.ranges.is_empty() {
            break;
        }
        masked = mask(&masked, &more.ranges);
        found.unclosed = found.unclosed.or(more.unclosed);
        found.ranges.extend(more.ranges);
    }
    found.ranges.sort_unstable_by_key(|range| range.start);
    for range in &mut found.ranges {
        *range = whole_lines(text, range.clone());
    }
    found
}

/// A text without its comments.
#[must_use]
pub fn without_comments(text: &str, dialect: Dialect) -> Cow<'_, str> {
    let comments = comments(text, dialect);
    if comments.ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(comments.outside(text.len()).filter_map(|range| text.get(range)).collect())
}

/// The ranges of code, in order.
fn code_in(text: &str, dialect: Dialect) -> Vec<Range<usize>> {
    let events = Parser::new_ext(text, options(dialect)).into_offset_iter();
    let is_code =
        |event: &Event<'_>| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_)));
    events.filter(|(event, _)| is_code(event)).map(|(_, range)| range).collect()
}

/// The comments that begin outside of code. In a comment nothing is code; unless all are wanted,
/// one that seems to hold some is the last.
fn outside(text: &str, code: &[Range<usize>], all: bool) -> Comments {
    let mut found = Comments::default();
    let (mut code, mut from) = (code.iter().peekable(), 0);
    while let Some(at) = next_mark(text, from) {
        while code.next_if(|range| range.end <= at).is_some() {}
        if let Some(range) = code.peek().filter(|range| range.start <= at) {
            from = range.end;
        } else if !opens(text, at) {
            from = at + MARK.len();
        } else if let Some(end) = next_mark(text, at + MARK.len()) {
            from = end + MARK.len();
            found.ranges.push(at..from);
            let inside = text.get(at..from).unwrap_or_default();
            if !all && inside.contains(['`', '~']) {
                break;
            }
        } else {
            if stands_alone(text, at) {
                found.unclosed = Some(at);
                found.ranges.push(at..text.len());
            }
            break;
        }
    }
    found
}

fn next_mark(text: &str, from: usize) -> Option<usize> {
    Some(from + text.get(from..)?.find(MARK)?)
}

/// True unless the signs belong to what stands before them: `100%%`, `\%%`.
fn opens(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    !before.is_some_and(|it| it.is_alphanumeric() || it == '\\')
}

/// True for a mark that is all that stands on its line.
fn stands_alone(text: &str, at: usize) -> bool {
    let line_start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |it| it + 1);
    let line = text.get(line_start..).and_then(|rest| rest.lines().next());
    line.is_some_and(|line| line.trim() == MARK)
}

/// The same text with comments of letters that mean nothing. Lines stay lines.
fn mask(text: &str, comments: &[Range<usize>]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for range in comments {
        masked.push_str(text.get(from..range.start).unwrap_or_default());
        let inside = text.get(range.clone()).unwrap_or_default();
        masked.extend(inside.bytes().map(|byte| if byte == b'\n' { '\n' } else { 'x' }));
        from = range.end;
    }
    masked.push_str(text.get(from..).unwrap_or_default());
    masked
}

/// The range of a comment; with the end of its last line if nothing else stands on its lines.
fn whole_lines(text: &str, range: Range<usize>) -> Range<usize> {
    // No further than the blanks beside it: the line may be long, and full of comments.
    let is_blank = |it: char| it.is_whitespace() && it != '\n';
    let before = text.get(..range.start).unwrap_or_default().trim_end_matches(is_blank);
    let after = text.get(range.end..).unwrap_or_default().trim_start_matches(is_blank);
    let is_alone = (before.is_empty() || before.ends_with('\n'))
        && (after.is_empty() || after.starts_with('\n'));
    if is_alone {
        before.len()..text.len() - after.strip_prefix('\n').unwrap_or(after).len()
    } else {
        range
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(without_comments(text, Dialect::default()), expected, "{text:?}");
    }

    #[test]
    fn a_line_full_of_comments_takes_linear_time() {
        check(&"%%a%% ".repeat(100_000), &" ".repeat(100_000));
    }

    #[test]
    fn comments_are_left_out_of_lines_and_between_them() {
        check("a %%b%% c", "a  c");
        check("a\n%%\nb\n\n# c\n%%\nd", "a\nd");
        check("a\n  %% b %%  \nd", "a\nd");
        check("a %%b\n\nc%% d", "a  d");
        check("%%%%a %%b%%", "a ");
        check("# Title %%todo%%\n", "# Title \n");
        check("- a\n- %%b%%\n- c", "- a\n- \n- c");
        // What stands in the first makes no code of the second.
        check("x %%a`b%%     %%d%%\n", "x      \n");
    }

    #[test]
    fn code_holds_no_comments_and_comments_no_code() {
        check("`a %%b%% c`", "`a %%b%% c`");
        check("```\n%%b%%\n```\n%%c%%\n", "```\n%%b%%\n```\n");
        check("    %%b%%\n\n%%c%%\n", "    %%b%%\n\n");
        check("- x\n\n      %%b%%\n", "- x\n\n      %%b%%\n");
        check("%% ` %% a ` %%b%%", " a ` ");
        check("%%\n```\n%%\na\n\n%%b%%\n\n```\n%%c%%\n```\n", "a\n\n\n```\n%%c%%\n```\n");
    }

    #[test]
    fn what_is_no_comment_stays() {
        check("100%% sure, 50%% not", "100%% sure, 50%% not");
        check("\\%%a%%", "\\%%a%%");
        check("a %% b", "a %% b");
        check("a %b% c", "a %b% c");
    }

    #[test]
    fn an_unclosed_comment_on_a_line_of_its_own_has_the_rest() {
        let text = "a\n\n%%\nb\n\nc";
        check(text, "a\n\n");
        assert_eq!(comments(text, Dialect::default()).unclosed, Some(3));
    }
}
