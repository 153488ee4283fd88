//! One line of kramdown's Markdown to `CommonMark`'s.

use std::borrow::Cow;
use std::collections::HashSet;

use super::tags::code_span;
use crate::parse::offsets::between_found;

/// No attribute list is longer. Without an end, a search for one would go to the line's end each
/// time.
const LONGEST: usize = 1000;

/// The blanks and the marks of quotes at the start of a line, and its words.
pub(super) fn split_prefix(line: &str) -> (&str, &str) {
    let words = line.trim_start_matches([' ', '\t', '>']);
    line.split_at(line.len() - words.len())
}

/// Tests whether a line before a definition may be a term.
pub(super) fn is_term(line: &str) -> bool {
    line.starts_with(|it: char| it.is_alphanumeric() || matches!(it, '`' | '*' | '['))
}

/// Tests whether a line is nothing but an attribute list, `{: .class}`, or an extension,
/// `{::options … /}`.
pub(super) fn is_attributes(words: &str) -> bool {
    let words = words.trim_end();
    words.starts_with("{:") && words.ends_with('}') && words.matches('{').count() == 1
}

/// Tests whether a line asks for a table of contents instead of the list before it.
pub(super) fn is_contents(words: &str) -> bool {
    words
        .strip_prefix("{:")
        .is_some_and(|it| it.trim_start().trim_start_matches(':').starts_with("toc"))
}

/// Tests whether a line is an item of a list.
pub(super) fn is_item(line: &str) -> bool {
    let words = line.trim_start();
    let bullet = words.strip_prefix(['*', '-', '+']);
    let digits = words.trim_start_matches(|it: char| it.is_ascii_digit());
    let number = if digits.len() < words.len() { digits.strip_prefix('.') } else { None };
    bullet.or(number).is_some_and(|rest| rest.starts_with([' ', '\t']))
}

/// A line without the attribute list behind the mark of an item: `- {: .class} words`.
pub(super) fn without_item_attributes(words: &str) -> Cow<'_, str> {
    let parts = if is_item(words) { words.split_once("{:") } else { None };
    let Some((mark, (list, rest))) =
        parts.and_then(|(mark, rest)| Some((mark, rest.split_once('}')?)))
    else {
        return Cow::Borrowed(words);
    };
    let alone = mark
        .trim_end()
        .chars()
        .all(|it| it.is_ascii_digit() || matches!(it, '.' | '*' | '-' | '+'));
    if alone && !list.contains('{') {
        Cow::Owned(format!("{mark}{}", rest.trim_start()))
    } else {
        Cow::Borrowed(words)
    }
}

/// Tests whether a line defines an abbreviation, `*[HTML]: …`.
pub(super) fn is_abbreviation(words: &str) -> bool {
    words.starts_with("*[") && words.contains("]:")
}

/// The names that references may use: those that some line defines, in lower case.
pub(super) fn defined(source: &str) -> HashSet<String> {
    if source.contains("]:") {
        source.lines().filter_map(defined_name).collect()
    } else {
        HashSet::new()
    }
}

fn defined_name(line: &str) -> Option<String> {
    let (name, _) = line.trim_start().strip_prefix('[')?.split_once("]:")?;
    Some(name.to_lowercase())
}

/// The marks that [`text`] and [`without_item_attributes`] look for.
const MARKS: &[&str] = &["{:", "] ", "<<", ">>"];

/// Tests whether a page has a line that [`text`] or [`without_item_attributes`] may change.
pub(super) fn may_change(source: &str) -> bool {
    MARKS.iter().any(|mark| source.contains(mark)) || source.contains("\\\\")
}

/// A line of running text, without attribute lists, with references as `CommonMark` has them.
pub(super) fn text<'a>(line: &'a str, names: &HashSet<String>) -> Cow<'a, str> {
    // Two backslashes end a line, one does for `CommonMark`.
    let ended = line.strip_suffix("\\\\").filter(|it| !it.ends_with('\\'));
    // One look for all four: few lines have any, and each line is asked.
    if !line.as_bytes().windows(2).any(|pair| matches!(pair, b"{:" | b"] " | b"<<" | b">>")) {
        return ended.map_or(Cow::Borrowed(line), |words| Cow::Owned(format!("{words}\\")));
    }
    let mut changed = String::with_capacity(line.len());
    let mut rest = ended.unwrap_or(line);
    while let Some(found) = rest.find(['`', '{', ']', '<', '>']) {
        let (before, here) = rest.split_at(found);
        changed.push_str(before);
        if let Some((after, mark)) = guillemet(here) {
            changed.push(mark);
            rest = after;
            continue;
        }
        let skipped = skipped(here, changed.chars().next_back(), names);
        let taken = match here.chars().next() {
            Some('`') => code_span(here),
            _ if skipped > 0 => 0,
            _ => 1,
        };
        // In `] [name]` the bracket stays and the blank goes; a list goes whole.
        if here.starts_with(']') && skipped > 0 {
            changed.push(']');
        }
        changed.push_str(between_found(here, ..taken));
        rest = between_found(here, taken + skipped..);
    }
    changed.push_str(rest);
    changed.push_str(if ended.is_some() { "\\" } else { "" });
    Cow::Owned(changed)
}

/// `<<` and `>>` are typographic quotes of the French. As HTML the first would swallow the word
/// behind it.
fn guillemet(here: &str) -> Option<(&str, char)> {
    let marks = [("<<", '«'), (">>", '»')];
    marks
        .into_iter()
        .find_map(|(written, mark)| here.strip_prefix(written).map(|after| (after, mark)))
}

/// Number of bytes here that are not for `CommonMark`: an attribute list after a span or at the
/// line's end, the blank (with its bracket) before the name of a reference.
fn skipped(here: &str, before: Option<char>, names: &HashSet<String>) -> usize {
    if here.starts_with("{::") || here.starts_with("{:/") {
        return extension(here);
    }
    if let Some(inside) = here.strip_prefix("{:") {
        let Some(end) = inside.bytes().take(LONGEST).position(|it| it == b'}') else { return 0 };
        let at_end = inside.get(end + 1..).is_none_or(|rest| rest.trim().is_empty());
        let after_span = before.is_some_and(|it| matches!(it, ')' | ']' | '*' | '_' | '`' | '>'));
        let plain = !between_found(inside, ..end).contains('{');
        return if plain && (after_span || at_end && before.is_none_or(char::is_whitespace)) {
            end + 3
        } else {
            0
        };
    }
    let name = here.strip_prefix("] [").and_then(|rest| rest.split_once(']')).map(|(name, _)| name);
    if name.is_some_and(|name| names.contains(&name.to_lowercase())) { "] ".len() } else { 0 }
}

/// Length of the mark of an extension, in bytes: `{::nomarkdown}`, `{::options … /}` or an end,
/// `{:/}`. A comment goes with what it holds, as far as it ends in the line.
fn extension(here: &str) -> usize {
    let Some(mark) = here.bytes().take(LONGEST).position(|it| it == b'}').map(|end| end + 1) else {
        return 0;
    };
    let named = here
        .get(3..mark)
        .is_some_and(|it| it.starts_with(|it: char| it.is_ascii_lowercase() || it == '}'));
    if !named || here.get(3..mark).is_some_and(|it| it.contains('{')) {
        return 0;
    }
    if here.starts_with("{::comment}") {
        mark + comment_length(between_found(here, mark..)).unwrap_or(0)
    } else {
        mark
    }
}

/// Length of a comment's content with its end, in bytes; `None` when it does not end in the line.
fn comment_length(rest: &str) -> Option<usize> {
    let at = rest.find("{:/")?;
    let end = between_found(rest, at..).find('}')?;
    Some(at + end + 1)
}

/// `#Heading` as `# Heading`. A line of hashtags is none.
pub(super) fn heading(words: &str) -> Option<(&str, &str)> {
    let title = words.trim_start_matches('#');
    let level = words.len() - title.len();
    let is_heading = (1..=6).contains(&level)
        && title.starts_with(|it: char| it.is_alphabetic() || matches!(it, '[' | '*' | '`'))
        && !title.contains(" #");
    if is_heading { Some(words.split_at(level)) } else { None }
}
