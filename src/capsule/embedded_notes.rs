//! Notes that a note shows in place, as Obsidian does: `![[name]]`, `![[name#heading]]` and
//! `![[name#^block]]`, each alone in its paragraph. Elsewhere, and where a note can't be shown, it
//! is linked.
//!
//! What is shown is asked for like any file that a page includes: nobody reads a note on a page
//! who could not read it by itself.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
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
pub(super) const MOST_BYTES: u64 = 1 << 20;

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
        own: own.sum(),
        footnotes: RefCell::default(),
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
    bytes: Cell<u64>,
    /// Number of the page's own footnotes, and those of the notes so far, which come behind them.
    own: usize,
    footnotes: RefCell<Vec<Footnote>>,
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
            let noted = self.footnotes.borrow().len();
            match self.embedded(&block, links, around) {
                Some(notes) => {
                    link_names(capsule, body, &mut own, links);
                    shown.append(&mut own);
                    shown.extend(notes);
                }
                None => {
                    // What was shown before the fault is not shown, nor are its footnotes.
                    self.footnotes.borrow_mut().truncate(noted);
                    own.push(block);
                }
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
        let mut shown = None;
        for inline in content {
            match inline {
                Inline::Text(text) => {
                    let mut rest = text.trim();
                    while !rest.is_empty() {
                        let (inside, behind) = name_before(rest.strip_prefix("![[")?)?;
                        let blocks = self.note(inside, links, around)?;
                        shown.get_or_insert_with(Vec::new).extend(blocks);
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
        shown
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
        if around.len() > DEPTH || around.contains(&&note.source) {
            return None;
        }
        // A note for which there is no room is not read, however often it is named.
        if parts.source.size_of(note) > self.bytes.get() {
            return None;
        }
        self.notes.set(self.notes.get().checked_sub(1)?);
        let bytes = inclusion::read(parts, self.path, note.source.as_str()).ok()?;
        let size = u64::try_from(bytes.len()).ok()?;
        self.bytes.set(self.bytes.get().checked_sub(size)?);
        let decoded = decode::text(&bytes);
        let body = front_matter::split(&decoded.text).body;
        let expanded = expand::expand(capsule, note, body);
        let links = Links::new(parts, &note.path, note.source.as_str());
        let dialect = dialect::of(&parts.source.settings, note);
        let mut blocks = parse::markdown(&expanded.text, dialect, &links).blocks;
        let footnotes = take_footnotes(&mut blocks);
        let mut blocks = part_of(blocks, part)?;
        let footnotes = referred_to(footnotes, &blocks);
        if !footnotes.is_empty() {
            let mut noted = vec![Block::Footnotes(footnotes)];
            link_names(parts, &expanded.text, &mut noted, &links);
            self.gather(take_footnotes(&mut noted), &mut blocks);
        }
        around.push(&note.source);
        self.show(&expanded.text, &mut blocks, &links, around);
        around.pop();
        Some(blocks)
    }

    /// Takes up the footnotes of a note for the end of the page, with the numbers that they have
    /// there.
    fn gather(&self, mut footnotes: Vec<Footnote>, blocks: &mut [Block]) {
        let mut gathered = self.footnotes.borrow_mut();
        let before = self.own + gathered.len();
        let numbers: HashMap<usize, usize> =
            footnotes.iter().zip(before + 1..).map(|(note, new)| (note.number, new)).collect();
        let mut renumber = |part: PartMut<'_>| {
            if let PartMut::Line(content) = part {
                renumber_line(content, &numbers);
            }
        };
        parts_mut(blocks, &mut renumber);
        for (note, new) in footnotes.iter_mut().zip(before + 1..) {
            note.number = new;
            parts_mut(&mut note.blocks, &mut renumber);
        }
        gathered.append(&mut footnotes);
    }
}

/// The footnotes to which blocks refer, or one of these.
fn referred_to(mut footnotes: Vec<Footnote>, blocks: &[Block]) -> Vec<Footnote> {
    if footnotes.is_empty() {
        return footnotes;
    }
    let by_number: HashMap<usize, &Footnote> =
        footnotes.iter().map(|note| (note.number, note)).collect();
    let (mut used, mut to_see) = (HashSet::new(), references(blocks));
    while let Some(number) = to_see.pop() {
        if let Some(note) = by_number.get(&number).filter(|_| used.insert(number)) {
            to_see.extend(references(&note.blocks));
        }
    }
    footnotes.retain(|note| used.contains(&note.number));
    footnotes
}

/// The numbers of the footnotes to which blocks refer.
fn references(blocks: &[Block]) -> Vec<usize> {
    let mut numbers = Vec::new();
    parts(blocks, &mut |part| {
        if let Part::Line(content) = part {
            for inline in inlines(content) {
                if let Inline::Note(number) = inline {
                    numbers.push(*number);
                }
            }
        }
    });
    numbers
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
    let is_it = |(_, content): &(u8, &[Inline])| words(content).eq_ignore_ascii_case(part);
    let (mut level, mut section) = (None, Vec::new());
    for block in blocks {
        let found = block.heading();
        match level {
            None => level = found.filter(is_it).map(|(own, _)| own),
            Some(own) if found.is_some_and(|(other, _)| other <= own) => break,
            Some(_) => {}
        }
        if level.is_some() {
            section.push(block);
        }
    }
    level.map(|_| section)
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

/// Gives the references to footnotes in a line their new numbers.
fn renumber_line(content: &mut [Inline], numbers: &HashMap<usize, usize>) {
    for inline in content {
        if let Inline::Note(number) = inline {
            *number = numbers.get(number).copied().unwrap_or(*number);
        } else if let Some(inner) = inline.content_mut() {
            renumber_line(inner, numbers);
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
