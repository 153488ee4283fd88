//! The last look at running text: bare URLs become links, marks that were not understood go, parts
//! are joined.

use super::bare_url;
use super::inlines::{append, has_content};
use super::leftover::without_leftover_marks;
use super::markup::Markup;
use crate::document::{Block, Inline, Link, Resolve, inlines};

/// Running text, ready for a page; empty when it holds nothing but blanks.
pub(super) fn tidy(content: Vec<Inline>, links: &dyn Resolve, markup: Markup) -> Vec<Inline> {
    if !has_content(&content) {
        return Vec::new();
    }
    // Few texts have any of it, and to look is far cheaper than to make them anew.
    let content = match markup {
        Markup::Markdown if any_text(&content, "**") => without_leftover_marks(content),
        Markup::Markdown | Markup::Html => content,
    };
    if any_text(&content, "://") { linked(content, links) } else { content }
}

/// Tests whether a mark is in any of the texts, at any depth.
fn any_text(content: &[Inline], mark: &str) -> bool {
    inlines(content).any(|inline| matches!(inline, Inline::Text(text) if text.contains(mark)))
}

/// Makes links of the URLs outside of links and code.
fn linked(content: Vec<Inline>, links: &dyn Resolve) -> Vec<Inline> {
    let mut made = Vec::with_capacity(content.len());
    for mut inline in content {
        match &mut inline {
            Inline::Text(text) => {
                link_text(text, links, &mut made);
                continue;
            }
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
                *inner = linked(std::mem::take(inner), links)
            }
            Inline::Code(_)
            | Inline::Link(_)
            | Inline::Image(_)
            | Inline::Note(_)
            | Inline::Break => {}
        }
        made.push(inline);
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
        made.push(Inline::from(Link::new(links.resolve(url), content)));
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
    for mut inline in content {
        if let Some(inner) = inline.content_mut() {
            *inner = on_one_line(std::mem::take(inner));
        }
        let is_break = inline == Inline::Break;
        append(&mut line, if is_break { Inline::Text(" ".to_owned()) } else { inline });
    }
    line
}

/// Text on one line, from an attribute or a title.
pub(super) fn one_line(text: &str) -> String {
    let words = text.split_whitespace().map(visible).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Tests whether words say something already, be it in other letters.
pub(super) fn says(words: &str, something: &str) -> bool {
    words.to_lowercase().contains(&something.to_lowercase())
}

/// A word without control characters and soft hyphens.
fn visible(word: &str) -> String {
    word.chars().filter(|it| !it.is_control() && *it != '\u{ad}').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_no_part_of_a_word() {
        assert_eq!(one_line(" self\u{ad}-\n host\u{1}ed \u{ad} "), "self- hosted");
    }
}
