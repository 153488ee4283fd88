//! The block-level HTML tags of a Markdown page, and which belong together. Code and
//! comments have none.

use std::collections::HashMap;
use std::ops::Range;

use crate::parse::fence::Fence;
use crate::parse::offsets::between_found;

/// Elements that stand by themselves at a line's start.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "iframe",
    "li",
    "main",
    "menu",
    "nav",
    "object",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "video",
    "audio",
];

/// No tag is longer. Without an end, a search for one would go to the end of the page at each `<`.
const LONGEST: usize = 2000;

/// A start or end tag of a block-level element.
pub(super) struct Tag {
    /// Its range in the source, in bytes.
    pub(super) range: Range<usize>,
    pub(super) name: &'static str,
    pub(super) is_end: bool,
    /// True if it has the attribute `markdown`, saying that its content is Markdown.
    pub(super) is_markdown: bool,
    /// For a start tag: where its end tag stands, if it has one.
    pub(super) end: Option<Range<usize>>,
}

/// All tags of a page, in order.
pub(super) fn tags(source: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    if !source.contains('<') {
        return tags;
    }
    let mut fence = Fence::default();
    let mut start = 0;
    let mut comment_end = 0;
    for line in source.split_inclusive('\n') {
        let is_code = fence.holds(line);
        if !is_code && line.contains('<') && start + line.len() > comment_end {
            comment_end =
                comment_end.max(in_line(source, start, start + line.len(), comment_end, &mut tags));
        }
        start += line.len();
    }
    pair(&mut tags);
    tags
}

/// Adds the tags that begin in a line. Returns where a comment ends that goes beyond it.
fn in_line(
    source: &str,
    start: usize,
    end: usize,
    comment_end: usize,
    tags: &mut Vec<Tag>,
) -> usize {
    let mut at = start.max(comment_end);
    while let Some(rest) = source.get(at..end) {
        let Some(found) = rest.bytes().position(|it| matches!(it, b'<' | b'`')) else { return 0 };
        let here = at + found;
        let rest = between_found(source, here..end);
        if rest.starts_with('`') {
            at = here + code_span(rest);
        } else if rest.starts_with("<!--") {
            let Some(length) = source.get(here..).and_then(|it| it.find("-->")) else {
                return source.len();
            };
            at = here + length + "-->".len();
            if at > end {
                return at;
            }
        } else if let Some(tag) = tag_at(source, here) {
            at = tag.range.end;
            tags.push(tag);
        } else {
            at = here + 1;
        }
    }
    at
}

/// Length of the code span at the start of a line's rest, in bytes; only its mark, if it does not
/// end on the line.
pub(in crate::parse) fn code_span(rest: &str) -> usize {
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

fn tag_at(source: &str, start: usize) -> Option<Tag> {
    let rest = source.get(start + 1..)?;
    let is_end = rest.starts_with('/');
    let rest = if is_end { rest.get(1..)? } else { rest };
    let length = rest.bytes().take(12).take_while(u8::is_ascii_alphanumeric).count();
    let written = rest.get(..length)?;
    let name = BLOCKS.iter().find(|name| name.eq_ignore_ascii_case(written))?;
    let Attributes { length, is_markdown, is_empty } = attributes(rest.get(length..)?)?;
    if is_empty {
        return None;
    }
    let end = start + 1 + usize::from(is_end) + name.len() + length;
    Some(Tag { range: start..end, name, is_end, is_markdown, end: None })
}

/// The rest of a tag behind its name.
struct Attributes {
    /// Its length with the `>`, in bytes.
    length: usize,
    /// True if it has `markdown="1"` or the like.
    is_markdown: bool,
    /// True if it ends in `/>`.
    is_empty: bool,
}

/// Reads the rest of a tag; `None` when it has no end.
fn attributes(rest: &str) -> Option<Attributes> {
    let mut quote = None;
    for (at, byte) in rest.bytes().take(LONGEST).enumerate() {
        match (quote, byte) {
            (None, b'>') => {
                let inside = rest.get(..at)?;
                let is_empty = inside.ends_with('/');
                let is_markdown = opens_markdown(inside);
                return Some(Attributes { length: at + 1, is_markdown, is_empty });
            }
            (None, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Tests whether attributes have `markdown="1"` or the like among them.
fn opens_markdown(attributes: &str) -> bool {
    let value = attributes.split_once("markdown=");
    value.is_some_and(|(_, value)| {
        let value = value.trim_start_matches(['"', '\'']);
        ["1", "block", "span"].iter().any(|mode| value.starts_with(mode))
    })
}

fn pair(tags: &mut [Tag]) {
    let mut open: HashMap<&str, Vec<usize>> = HashMap::new();
    for index in 0..tags.len() {
        let Some(tag) = tags.get(index) else { return };
        let (same, range) = (open.entry(tag.name).or_default(), tag.range.clone());
        if !tag.is_end {
            same.push(index);
        } else if let Some(start) = same.pop().and_then(|start| tags.get_mut(start)) {
            start.end = Some(range);
        }
    }
}
