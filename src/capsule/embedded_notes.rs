//! Notes that a note shows in place, as Obsidian does: `![[name]]`, `![[name#heading]]` and
//! `![[name#^block]]`, each alone in its paragraph. Elsewhere, and where a note can't be shown, it
//! is linked.
//!
//! What is shown is asked for like any file that a page includes: nobody reads a note on a page
//! who could not read it by itself.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::sync::Arc;

use super::links::Links;
use super::parts::{Capsule, Parts};
use super::wiki_links::{link_names, name_before};
use super::{dialect, expand, inclusion};
use crate::content::format::PageFormat;
use crate::content::source_path::SourcePath;
use crate::content::{decode, front_matter};
use crate::document::{Block, Footnote, Inline, Part, PartMut, inlines, parts, parts_mut, words};
use crate::generator::PageEntry;
use crate::parse;
use crate::path::CapsulePath;

/// Notes are shown in notes so deep.
const DEPTH: usize = 4;

/// No page shows more notes, or more bytes of them: a few notes that show each other often would
/// make a page of any length.
const MOST_NOTES: usize = 200;
const MOST_BYTES: usize = 1 << 20;

/// Makes links of the names in a page's text, and shows the notes that it embeds.
pub(super) fn show(
    capsule: &Arc<Capsule>,
    page: &PageEntry,
    body: &str,
    blocks: &mut Vec<Block>,
    links: &Links<'_>,
) {
    let own = blocks.iter().map(|it| if let Block::Footnotes(own) = it { own.len() } else { 0 });
    let embedder = Embedder {
        capsule,
        path: &page.path,
        notes: Cell::new(MOST_NOTES),
        bytes: Cell::new(MOST_BYTES),
        footnotes: RefCell::default(),
        numbered: Cell::new(own.sum()),
    };
    embedder.show(body, blocks, links, &mut vec![&page.source]);
    let footnotes = embedder.footnotes.take();
    if !footnotes.is_empty() {
        let all = [take_footnotes(blocks), footnotes].concat();
        blocks.push(Block::Footnotes(all));
    }
}

/// Shows notes on one page.
struct Embedder<'a> {
    capsule: &'a Arc<Capsule>,
    /// The page on which they are read.
    path: &'a CapsulePath,
    /// The numbers of notes and bytes that there is still room for.
    notes: Cell<usize>,
    bytes: Cell<usize>,
    /// The footnotes of the notes so far, and the last number that one has.
    footnotes: RefCell<Vec<Footnote>>,
    numbered: Cell<usize>,
}

impl<'a> Embedder<'a> {
    /// Links names in the blocks of a note and shows what it embeds; `around` are the notes it
    /// stands in, itself the last.
    fn show(
        &self,
        body: &str,
        blocks: &mut Vec<Block>,
        links: &Links<'_>,
        around: &mut Vec<&'a SourcePath>,
    ) {
        let capsule = Parts::of(self.capsule);
        if !capsule.source.generator.has_wiki_links() || !body.contains("![[") {
            return link_names(capsule, body, blocks, links);
        }
        let (mut shown, mut own) = (Vec::new(), Vec::new());
        for block in std::mem::take(blocks) {
            match self.embedded(&block, links, around) {
                Some(notes) => {
                    link_names(capsule, body, &mut own, links);
                    shown.append(&mut own);
                    shown.extend(notes);
                }
                None => own.push(block),
            }
        }
        link_names(capsule, body, &mut own, links);
        shown.append(&mut own);
        *blocks = shown;
    }

    /// The blocks of the notes that a paragraph consists of; `None` for any other block, and where
    /// one can't be shown.
    fn embedded(
        &self,
        block: &Block,
        links: &Links<'_>,
        around: &mut Vec<&'a SourcePath>,
    ) -> Option<Vec<Block>> {
        let Block::Paragraph(content) = block else { return None };
        let mut blocks = Vec::new();
        for inline in content {
            match inline {
                Inline::Text(text) => {
                    let mut rest = text.trim();
                    while !rest.is_empty() {
                        let (inside, behind) = name_before(rest.strip_prefix("![[")?)?;
                        blocks.extend(self.note(inside, links, around)?);
                        rest = behind.trim_start();
                    }
                }
                Inline::Break => {}
                Inline::Emphasis(_)
                | Inline::Strong(_)
                | Inline::Struck(_)
                | Inline::Code(_)
                | Inline::Link(_)
                | Inline::Image(_)
                | Inline::Note(_) => return None,
            }
        }
        Some(blocks)
    }

    /// The blocks of a note, or of the part of it that is named.
    fn note(
        &self,
        inside: &str,
        links: &Links<'_>,
        around: &mut Vec<&'a SourcePath>,
    ) -> Option<Vec<Block>> {
        let capsule: &'a Arc<Capsule> = self.capsule;
        let parts = Parts::of(capsule);
        let name = inside.split_once('|').map_or(inside, |(name, _)| name);
        let (name, part) = name.split_once('#').unwrap_or((name, ""));
        let (folder, sources) = (links.folder().as_str(), parts.contents.sources());
        let path = parts.source.generator.find_name(name.trim(), folder, sources)?;
        let note = parts.contents.page_at(path).filter(|it| it.format == PageFormat::Markdown)?;
        let notes = self.notes.get().checked_sub(1)?;
        if around.len() > DEPTH || around.contains(&&note.source) {
            return None;
        }
        let bytes = inclusion::read(parts, self.path, note.source.as_str()).ok()?;
        let room = self.bytes.get().checked_sub(bytes.len())?;
        self.notes.set(notes);
        self.bytes.set(room);
        let decoded = decode::text(&bytes);
        let body = front_matter::split(&decoded.text).body;
        let expanded = expand::expand(capsule, note, body);
        let links = Links::new(parts, &note.path, note.source.as_str());
        let dialect = dialect::of(&parts.source.settings, note);
        let mut blocks = parse::markdown(&expanded.text, dialect, &links).blocks;
        let footnotes = take_footnotes(&mut blocks);
        let mut blocks = part_of(blocks, part)?;
        self.gather(footnotes, &mut blocks, part.is_empty());
        around.push(&note.source);
        self.show(&expanded.text, &mut blocks, &links, around);
        around.pop();
        Some(blocks)
    }

    /// Takes up the footnotes of a note for the end of the page, of a part of it those that it
    /// refers to.
    fn gather(&self, mut footnotes: Vec<Footnote>, blocks: &mut [Block], is_whole: bool) {
        if footnotes.is_empty() {
            return;
        }
        let mut used = HashSet::new();
        parts(blocks, &mut |part| {
            if let Part::Line(content) = part {
                for inline in inlines(content) {
                    if let Inline::Note(number) = inline {
                        used.insert(*number);
                    }
                }
            }
        });
        let (by, count) = (self.numbered.get(), footnotes.len());
        footnotes.retain(|note| is_whole || used.contains(&note.number));
        let mut renumber = |part: PartMut<'_>| {
            if let PartMut::Line(content) = part {
                shift(content, by);
            }
        };
        parts_mut(blocks, &mut renumber);
        for note in &mut footnotes {
            note.number += by;
            parts_mut(&mut note.blocks, &mut renumber);
        }
        self.numbered.set(by + count);
        self.footnotes.borrow_mut().append(&mut footnotes);
    }
}

/// The part of a note behind a `#`: all of it without one, what stands below a heading, or the
/// block of a name.
fn part_of(blocks: Vec<Block>, part: &str) -> Option<Vec<Block>> {
    let part = part.rsplit('#').next().unwrap_or(part).trim();
    if part.is_empty() {
        return Some(blocks);
    }
    if let Some(name) = part.strip_prefix('^') {
        return block_of_name(&blocks, name);
    }
    let is_it = |(_, words): &(u8, String)| words.eq_ignore_ascii_case(part);
    let (mut level, mut section) = (None, Vec::new());
    for block in blocks {
        let found = heading(&block);
        match level {
            None => level = found.filter(is_it).map(|(own, _)| own),
            Some(own) if found.as_ref().is_some_and(|(other, _)| *other <= own) => break,
            Some(_) => {}
        }
        if level.is_some() {
            section.push(block);
        }
    }
    level.map(|_| section)
}

/// The level and the words of a heading.
fn heading(block: &Block) -> Option<(u8, String)> {
    match block {
        Block::Heading { level, content } => Some((*level, words(content))),
        Block::Paragraph(_)
        | Block::List(_)
        | Block::Quote(_)
        | Block::Code(_)
        | Block::Table(_)
        | Block::Definitions(_)
        | Block::Rule
        | Block::Entries(_)
        | Block::Footnotes(_) => None,
    }
}

/// The block that ends with `^name`, or the one before a paragraph that is nothing else.
fn block_of_name(blocks: &[Block], name: &str) -> Option<Vec<Block>> {
    for (index, block) in blocks.iter().enumerate() {
        match block {
            Block::Paragraph(content) if is_named(content, name) => {
                let is_alone = content.len() == 1 && words(content).starts_with('^');
                let own = if is_alone { blocks.get(index.checked_sub(1)?)? } else { block };
                return Some(vec![own.clone()]);
            }
            Block::List(list) => {
                let mut items = list.items.iter();
                if let Some(found) = items.find_map(|it| block_of_name(&it.blocks, name)) {
                    return Some(found);
                }
            }
            Block::Quote(inner) if block_of_name(inner, name).is_some() => {
                return Some(vec![block.clone()]);
            }
            Block::Paragraph(_)
            | Block::Heading { .. }
            | Block::Quote(_)
            | Block::Code(_)
            | Block::Table(_)
            | Block::Definitions(_)
            | Block::Rule
            | Block::Entries(_)
            | Block::Footnotes(_) => {}
        }
    }
    None
}

/// Tests whether a line ends with the name of its block.
fn is_named(content: &[Inline], name: &str) -> bool {
    let Some(Inline::Text(text)) = content.last() else { return false };
    let before = text.trim_end().strip_suffix(name).and_then(|it| it.strip_suffix('^'));
    before.is_some_and(|before| before.is_empty() || before.ends_with(' '))
}

/// Adds to the numbers of footnotes in a line.
fn shift(content: &mut [Inline], by: usize) {
    for inline in content {
        if let Inline::Note(number) = inline {
            *number += by;
        } else if let Some(inner) = inline.content_mut() {
            shift(inner, by);
        }
    }
}

/// Takes the footnotes out of blocks.
fn take_footnotes(blocks: &mut Vec<Block>) -> Vec<Footnote> {
    let mut taken = Vec::new();
    blocks.retain_mut(|block| {
        let Block::Footnotes(notes) = block else { return true };
        taken.append(notes);
        false
    });
    taken
}

#[cfg(test)]
mod tests;
