//! The last look at running text: bare URLs become links, marks that were not understood go, parts
//! are joined.

use super::leftover::without_leftover_marks;
use super::line::{append, has_content};
use super::{Origin, bare_url};
use crate::document::{Block, Inline, Link, Resolve};

/// Running text, ready for a page; empty when it holds nothing but blanks.
pub(super) fn tidy(content: Vec<Inline>, links: &dyn Resolve, origin: Origin) -> Vec<Inline> {
    if !has_content(&content) {
        return Vec::new();
    }
    // Few texts have any of it, and to look is far cheaper than to make them anew.
    let content = match origin {
        Origin::Markdown if any_text(&content, |text| text.contains("**")) => {
            without_leftover_marks(content)
        }
        Origin::Markdown | Origin::Html => content,
    };
    if any_text(&content, |text| text.contains("://")) { linked(content, links) } else { content }
}

/// Tests whether `test` holds for any of the texts, at any depth.
fn any_text(content: &[Inline], test: fn(&str) -> bool) -> bool {
    content.iter().any(|inline| match inline {
        Inline::Text(text) => test(text),
        Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
            any_text(inner, test)
        }
        Inline::Link(link) => any_text(&link.content, test),
        Inline::Code(_) | Inline::Image(_) | Inline::Note(_) | Inline::Break => false,
    })
}

/// Makes links of the URLs outside of links and code.
fn linked(content: Vec<Inline>, links: &dyn Resolve) -> Vec<Inline> {
    let mut made = Vec::with_capacity(content.len());
    for inline in content {
        match inline {
            Inline::Text(text) => link_text(&text, links, &mut made),
            Inline::Emphasis(inner) => made.push(Inline::Emphasis(linked(inner, links))),
            Inline::Strong(inner) => made.push(Inline::Strong(linked(inner, links))),
            Inline::Struck(inner) => made.push(Inline::Struck(linked(inner, links))),
            other @ (Inline::Code(_)
            | Inline::Link(_)
            | Inline::Image(_)
            | Inline::Note(_)
            | Inline::Break) => {
                made.push(other);
            }
        }
    }
    made
}

fn link_text(text: &str, links: &dyn Resolve, made: &mut Vec<Inline>) {
    let mut rest = text;
    while let Some((before, url, after)) = bare_url::split(rest) {
        if !before.is_empty() {
            append(made, Inline::Text(before.to_owned()));
        }
        let content = vec![Inline::Text(url.to_owned())];
        made.push(Inline::Link(Link { target: links.resolve(url), title: String::new(), content }));
        rest = after;
    }
    if !rest.is_empty() {
        append(made, Inline::Text(rest.to_owned()));
    }
}

/// The words of blocks that stand where only a line may, such as a cell, and the blocks that can't
/// stand there.
pub(super) fn inlines_of(blocks: Vec<Block>) -> (Vec<Inline>, Vec<Block>) {
    let mut content = Vec::new();
    let mut rest = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(more) | Block::Heading { content: more, .. } => {
                join(&mut content, more, Inline::Break)
            }
            other @ (Block::List(_)
            | Block::Quote(_)
            | Block::Code(_)
            | Block::Table(_)
            | Block::Definitions(_)
            | Block::Rule
            | Block::Entries(_)
            | Block::Footnotes(_)) => rest.push(other),
        }
    }
    (content, rest)
}

/// Adds `more` after `between`, if there is something before.
pub(super) fn join(content: &mut Vec<Inline>, more: Vec<Inline>, between: Inline) {
    if !content.is_empty() {
        append(content, between);
    }
    for inline in more {
        append(content, inline);
    }
}

/// The same with a space for each line end.
pub(super) fn on_one_line(content: Vec<Inline>) -> Vec<Inline> {
    let mut line = Vec::with_capacity(content.len());
    for inline in content {
        let inline = match inline {
            Inline::Break => Inline::Text(" ".to_owned()),
            Inline::Emphasis(inner) => Inline::Emphasis(on_one_line(inner)),
            Inline::Strong(inner) => Inline::Strong(on_one_line(inner)),
            Inline::Struck(inner) => Inline::Struck(on_one_line(inner)),
            Inline::Link(link) => Inline::Link(Link { content: on_one_line(link.content), ..link }),
            other @ (Inline::Text(_) | Inline::Code(_) | Inline::Image(_) | Inline::Note(_)) => {
                other
            }
        };
        append(&mut line, inline);
    }
    line
}

/// Text on one line, from an attribute or a title.
pub(super) fn one_line(text: &str) -> String {
    let visible = |word: &str| {
        word.chars().filter(|it| !it.is_control() && *it != '\u{ad}').collect::<String>()
    };
    text.split_whitespace()
        .map(visible)
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
