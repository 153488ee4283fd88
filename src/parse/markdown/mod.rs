//! Markdown to a tree for the walker in `html` to read, or to HTML. With its parts and `kramdown`,
//! the only room that names `pulldown_cmark`.

mod comments;
mod dialect;
mod elements;
mod events;
mod marks;
#[cfg(test)]
mod tests;
mod tree;
mod whole_urls;

pub use self::comments::{Comments, comments, without_comments};
pub use self::dialect::{Dialect, Kramdown};

use std::borrow::Cow;

use self::events::Events;
use super::budget::Parts;
use super::fence::Fence;
use super::html::{Markup, read};
use super::offsets::between_found;
use super::parsed::Parsed;
use super::{kramdown, pipes};
use crate::document::Resolve;
use crate::escape::escape_html;

/// Reads Markdown, with HTML in it, without front matter.
#[must_use]
pub fn markdown(source: &str, dialect: Dialect, links: &dyn Resolve) -> Parsed {
    let parts = Parts::of_lines(source, |line| marks::count(line, dialect));
    let source = with_line_feeds(parts.converted);
    let tree = if let Some(own) = dialect.kramdown {
        tree::of_blocks(source.len(), kramdown::Page::of(&source, options(dialect, own)).blocks())
    } else {
        let source = common_mark(source, dialect);
        tree::tree(&source, Events::of(&source, dialect))
    };
    parts.complete(read(tree, links, Markup::Markdown))
}

/// Markdown as HTML, for templates that ask for it.
#[must_use]
pub fn markdown_html(source: &str, dialect: Dialect) -> String {
    let parts = Parts::of_lines(source, |line| marks::count(line, dialect));
    let source = with_line_feeds(parts.converted);
    let mut html = if let Some(own) = dialect.kramdown {
        tree::html_of_blocks(kramdown::Page::of(&source, options(dialect, own)).blocks())
    } else {
        let source = common_mark(source, dialect);
        tree::html(&source, Events::of(&source, dialect))
    };
    if let Some(rest) = parts.rest() {
        html.extend(["<pre><code>", &escape_html(&rest), "</code></pre>\n"]);
    }
    html
}

fn options(dialect: Dialect, own: Kramdown) -> kramdown::Options {
    kramdown::Options { math: dialect.math, smart: dialect.smart, emoji: dialect.emoji, own }
}

/// The same page in Markdown that pulldown-cmark reads as its author meant it.
fn common_mark(source: Cow<'_, str>, dialect: Dialect) -> Cow<'_, str> {
    let source = changed(source, pipes::without_losses);
    let source = if dialect.attributes { changed(source, without_attributes) } else { source };
    if dialect.definitions { changed(source, without_false_meanings) } else { source }
}

/// A text after a change that most texts do not need.
fn changed<'a>(text: Cow<'a, str>, change: fn(&str) -> Cow<'_, str>) -> Cow<'a, str> {
    match change(&text) {
        Cow::Owned(changed) => Cow::Owned(changed),
        Cow::Borrowed(_) => text,
    }
}

/// `:smile:` at a line's start is no meaning of the term above it: a blank has to follow the colon.
/// pulldown-cmark takes it for one and drops the colon.
fn without_false_meanings(source: &str) -> Cow<'_, str> {
    let mut colons =
        source.match_indices(':').filter(|(at, _)| source.get(..*at).is_some_and(begins_line));
    if !colons.any(|(at, _)| source.get(at..).is_some_and(is_false_meaning)) {
        return Cow::Borrowed(source);
    }
    let mut fence = Fence::default();
    let mut changed = String::with_capacity(source.len() + 64);
    for line in source.split_inclusive('\n') {
        let words = line.trim_start_matches(' ');
        if !fence.holds(line) && line.len() - words.len() < 4 && is_false_meaning(words) {
            changed.push('\\');
            changed.push_str(words);
        } else {
            changed.push_str(line);
        }
    }
    Cow::Owned(changed)
}

/// Tests whether nothing but a few blanks stands between a line's start and the text's end.
fn begins_line(before: &str) -> bool {
    let line_end = before.trim_end_matches(' ');
    before.len() - line_end.len() < 4 && (line_end.is_empty() || line_end.ends_with('\n'))
}

fn is_false_meaning(words: &str) -> bool {
    let next = words.strip_prefix(':').and_then(|rest| rest.chars().next());
    // `:--` begins the rule of a table.
    next.is_some_and(|it| !it.is_whitespace() && it != '-')
}

/// Lines of attributes below blocks: blanks in their place.
fn without_attributes(source: &str) -> Cow<'_, str> {
    let mut fence = Fence::default();
    let mut changed = String::new();
    let (mut done, mut start, mut is_below) = (0, 0, false);
    for line in source.split_inclusive('\n') {
        let words = line.trim();
        if !fence.holds(line) && is_below && is_attributes(words) {
            changed.push_str(between_found(source, done..start));
            changed.extend(line.chars().map(|it| if it.is_whitespace() { it } else { ' ' }));
            done = start + line.len();
        }
        is_below = !words.is_empty();
        start += line.len();
    }
    if done == 0 {
        return Cow::Borrowed(source);
    }
    changed.push_str(between_found(source, done..));
    Cow::Owned(changed)
}

/// Tests for `{.class}`, `{#name}` or `{key=value}`.
fn is_attributes(words: &str) -> bool {
    let inside = words.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
    inside.is_some_and(|inside| {
        let key = inside.trim_start_matches(|it: char| it.is_ascii_alphanumeric() || it == '-');
        let begins = inside.starts_with(['.', '#']) || (key != inside && key.starts_with('='));
        begins && !inside.contains(['{', '}'])
    })
}

/// Lines may end in CR LF or, from old machines, in CR.
fn with_line_feeds(source: &str) -> Cow<'_, str> {
    if source.contains('\r') {
        Cow::Owned(source.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        source.into()
    }
}
