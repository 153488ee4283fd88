//! Walks over pages in reading order: the one file that knows what holds what.

use super::block::{Block, Code, Entry};
use super::inline::Inline;
use super::target::Target;
use crate::path::CapsulePath;

/// A part of a page that holds no block.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Part<'d> {
    /// The content of a paragraph, a heading, a caption, a cell or a term.
    Line(&'d [Inline]),
    /// Text that is shown as it is.
    Code(&'d Code),
    /// A link on a line of its own.
    Entry(&'d Entry),
}

/// A [`Part`] that may be changed.
#[derive(PartialEq, Debug)]
pub enum PartMut<'d> {
    /// The content of a paragraph, a heading, a caption, a cell or a term.
    Line(&'d mut Vec<Inline>),
    /// Text that is shown as it is.
    Code(&'d mut Code),
    /// A link on a line of its own.
    Entry(&'d mut Entry),
}

/// Visits the parts of blocks, at any depth.
pub fn parts<'d>(blocks: &'d [Block], visit: &mut impl FnMut(Part<'d>)) {
    for block in blocks {
        match block {
            Block::Heading { content, .. } | Block::Paragraph(content) => {
                visit(Part::Line(content))
            }
            Block::List(list) => list.items.iter().for_each(|item| parts(&item.blocks, visit)),
            Block::Quote(inner) => parts(inner, visit),
            Block::Code(code) => visit(Part::Code(code)),
            Block::Table(table) => {
                let cells = table.head.iter().chain(table.rows.iter().flatten());
                std::iter::once(&table.caption).chain(cells).for_each(|it| visit(Part::Line(it)));
            }
            Block::Definitions(definitions) => {
                for definition in definitions {
                    visit(Part::Line(&definition.term));
                    definition.descriptions.iter().for_each(|inner| parts(inner, visit));
                }
            }
            Block::Rule => {}
            Block::Entries(entries) => entries.iter().for_each(|entry| visit(Part::Entry(entry))),
            Block::Footnotes(notes) => notes.iter().for_each(|note| parts(&note.blocks, visit)),
        }
    }
}

/// Visits the parts of blocks, at any depth, to change them.
pub fn parts_mut(blocks: &mut [Block], visit: &mut impl FnMut(PartMut<'_>)) {
    for block in blocks {
        match block {
            Block::Heading { content, .. } | Block::Paragraph(content) => {
                visit(PartMut::Line(content))
            }
            Block::List(list) => {
                list.items.iter_mut().for_each(|item| parts_mut(&mut item.blocks, visit))
            }
            Block::Quote(inner) => parts_mut(inner, visit),
            Block::Code(code) => visit(PartMut::Code(code)),
            Block::Table(table) => {
                let cells = table.head.iter_mut().chain(table.rows.iter_mut().flatten());
                std::iter::once(&mut table.caption)
                    .chain(cells)
                    .for_each(|it| visit(PartMut::Line(it)));
            }
            Block::Definitions(definitions) => {
                for definition in definitions {
                    visit(PartMut::Line(&mut definition.term));
                    definition.descriptions.iter_mut().for_each(|inner| parts_mut(inner, visit));
                }
            }
            Block::Rule => {}
            Block::Entries(entries) => {
                entries.iter_mut().for_each(|entry| visit(PartMut::Entry(entry)))
            }
            Block::Footnotes(notes) => {
                notes.iter_mut().for_each(|note| parts_mut(&mut note.blocks, visit))
            }
        }
    }
}

/// The inlines of a line, at any depth, each before those in it.
pub fn inlines(content: &[Inline]) -> impl Iterator<Item = &Inline> {
    // Most lines have nothing in which other inlines are: for them nothing is allocated.
    let (mut here, mut around) = (content.iter(), Vec::new());
    std::iter::from_fn(move || {
        loop {
            let Some(inline) = here.next() else {
                here = around.pop()?;
                continue;
            };
            if let Some(inner) = inline.content() {
                around.push(std::mem::replace(&mut here, inner.iter()));
            }
            return Some(inline);
        }
    })
}

impl Inline {
    /// The inlines in this one.
    #[must_use]
    pub fn content(&self) -> Option<&[Inline]> {
        match self {
            Self::Emphasis(inner) | Self::Strong(inner) | Self::Struck(inner) => Some(inner),
            Self::Link(link) => Some(&link.content),
            Self::Text(_) | Self::Code(_) | Self::Image(_) | Self::Note(_) | Self::Break => None,
        }
    }

    /// The inlines in this one, to change them.
    pub fn content_mut(&mut self) -> Option<&mut Vec<Inline>> {
        match self {
            Self::Emphasis(inner) | Self::Strong(inner) | Self::Struck(inner) => Some(inner),
            Self::Link(link) => Some(&mut link.content),
            Self::Text(_) | Self::Code(_) | Self::Image(_) | Self::Note(_) | Self::Break => None,
        }
    }
}

/// The words of a line, without its marks: what a title or a label is made of. Line ends are
/// spaces, runs of white space one; of images the words that describe them, apart from those beside.
#[must_use]
pub fn words(content: &[Inline]) -> String {
    let mut text = String::new();
    let mut behind_image = false;
    for inline in inlines(content) {
        match inline {
            Inline::Text(words) | Inline::Code(words) => {
                if behind_image && words.starts_with(char::is_alphanumeric) {
                    text.push(' ');
                }
                text.push_str(words);
                behind_image = false;
            }
            Inline::Image(image) => {
                if text.ends_with(char::is_alphanumeric) {
                    text.push(' ');
                }
                text.push_str(&image.alt);
                behind_image = !image.alt.is_empty();
            }
            Inline::Break => text.push(' '),
            Inline::Emphasis(_)
            | Inline::Strong(_)
            | Inline::Struck(_)
            | Inline::Link(_)
            | Inline::Note(_) => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The paths of this capsule that a text leads to, in reading order, doubles included. The sources
/// of its images are not among them.
#[must_use]
pub fn internal_links(blocks: &[Block]) -> Vec<&CapsulePath> {
    let mut paths = Vec::new();
    parts(blocks, &mut |part| match part {
        Part::Line(content) => paths.extend(inlines(content).filter_map(linked)),
        Part::Entry(entry) => paths.extend(internal(&entry.target)),
        Part::Code(_) => {}
    });
    paths
}

fn linked(inline: &Inline) -> Option<&CapsulePath> {
    if let Inline::Link(link) = inline { internal(&link.target) } else { None }
}

fn internal(target: &Target) -> Option<&CapsulePath> {
    match target {
        Target::Internal { path, .. } | Target::GeminiOnly { path, .. } => Some(path),
        Target::Search { .. } | Target::Missing(_) | Target::External(_) | Target::Nowhere => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::tests::everything;

    #[test]
    fn each_part_is_met_once_in_reading_order() {
        let mut page = everything();
        let mut met = Vec::new();
        parts(&page.blocks, &mut |part| {
            met.push(match part {
                Part::Line(content) => words(content),
                Part::Code(code) => code.text.clone(),
                Part::Entry(entry) => entry.label.clone(),
            });
        });
        let expected = "heading|a b c d e f g|item|inner|quoted|let a = 1;|\
                        caption|head|cell|term|meaning|entry|note";
        assert_eq!(met.join("|"), expected);
        let mut again = Vec::new();
        parts_mut(&mut page.blocks, &mut |part| {
            again.push(match part {
                PartMut::Line(content) => words(content),
                PartMut::Code(code) => code.text.clone(),
                PartMut::Entry(entry) => entry.label.clone(),
            });
        });
        assert_eq!(again, met);
    }

    #[test]
    fn links_are_found_at_any_depth() {
        let page = everything();
        let links = internal_links(&page.blocks);
        let links: Vec<&str> = links.into_iter().map(CapsulePath::as_str).collect();
        assert_eq!(links, ["/link", "/item", "/caption", "/entry"]);
    }
}
