//! The same page with other words or other targets: one walk over all that stands on it.

use super::{Block, Cell, Document, Entry, Inline, Link, MenuLine, Target};

/// What becomes of the parts of a page. What is not said stays.
pub trait Rewrite {
    /// Words: running text, labels, titles.
    fn words(&self, _text: &mut String) {}

    /// Lines that keep their columns: code and drawings.
    fn drawing(&self, _text: &mut String) {}

    /// Where a link leads.
    fn target(&self, _target: &mut Target) {}
}

impl Document {
    /// The page with all its parts rewritten.
    #[must_use]
    pub fn rewritten(mut self, by: &dyn Rewrite) -> Self {
        by.words(&mut self.title);
        blocks(&mut self.blocks, by);
        self.foot.iter_mut().for_each(|it| link(it, by));
        self
    }
}

impl MenuLine {
    /// The line with all its parts rewritten. What it sends stays.
    #[must_use]
    pub fn rewritten(mut self, by: &dyn Rewrite) -> Self {
        match &mut self {
            Self::Info(text) if is_drawn(text) => by.drawing(text),
            Self::Info(text) => by.words(text),
            Self::Item { display, .. } => by.words(display),
            Self::Entry(it) => entry(it, by),
        }
        self
    }
}

/// Whether the columns of a line matter: words that stand apart, boxes and the like.
fn is_drawn(line: &str) -> bool {
    line.trim_end().contains("  ")
        || line.contains(|it| matches!(it, '\u{2190}'..='\u{21ff}' | '\u{2500}'..='\u{25ff}'))
}

fn blocks(all: &mut [Block], by: &dyn Rewrite) {
    for block in all {
        match block {
            Block::Heading { content, .. } | Block::Paragraph(content) => inlines(content, by),
            Block::List(list) => {
                list.items.iter_mut().for_each(|item| blocks(&mut item.blocks, by))
            }
            Block::Quote(inner) => blocks(inner, by),
            Block::Code(code) => by.drawing(&mut code.text),
            Block::Table(table) => {
                inlines(&mut table.caption, by);
                std::iter::once(&mut table.head)
                    .chain(&mut table.rows)
                    .for_each(|row| cells(row, by));
            }
            Block::Definitions(definitions) => {
                for definition in definitions {
                    inlines(&mut definition.term, by);
                    definition.descriptions.iter_mut().for_each(|inner| blocks(inner, by));
                }
            }
            Block::Rule => {}
            Block::Entries(entries) => entries.iter_mut().for_each(|it| entry(it, by)),
            Block::Footnotes(notes) => {
                notes.iter_mut().for_each(|note| blocks(&mut note.blocks, by))
            }
        }
    }
}

fn cells(row: &mut [Cell], by: &dyn Rewrite) {
    row.iter_mut().for_each(|cell| inlines(cell, by));
}

fn inlines(content: &mut [Inline], by: &dyn Rewrite) {
    for inline in content {
        match inline {
            Inline::Text(text) | Inline::Code(text) => by.words(text),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
                inlines(inner, by)
            }
            Inline::Link(it) => link(it, by),
            Inline::Image(image) => {
                target(&mut image.target, by);
                by.words(&mut image.alt);
            }
            Inline::Note(_) | Inline::Break => {}
        }
    }
}

fn link(link: &mut Link, by: &dyn Rewrite) {
    target(&mut link.target, by);
    by.words(&mut link.title);
    inlines(&mut link.content, by);
}

fn entry(entry: &mut Entry, by: &dyn Rewrite) {
    target(&mut entry.target, by);
    by.words(&mut entry.label);
}

fn target(target: &mut Target, by: &dyn Rewrite) {
    if let Target::Internal { title: Some(title), .. } = target {
        by.words(title);
    }
    by.target(target);
}
