//! Lists: of items, and of terms with what they mean.

use super::flow::{Flow, Task};
use super::tidy::{inlines_of, join};
use super::walk::Walker;
use crate::document::{Block, Definition, Inline, Item, List, words};
use crate::parse::dom::{Dom, NodeId};

/// The longest words before the heading of an item that stand on its line, in bytes: a date, a
/// category, a town.
const LONGEST_LEAD: usize = 60;

impl Walker<'_> {
    /// `<ul>`, `<ol>`. What stands in them outside of an item becomes one, but a list goes into the
    /// item before it.
    pub(super) fn list(&mut self, id: NodeId, flow: &mut Flow) {
        let mut items = Vec::new();
        let mut stray = flow.inside();
        let dom = self.dom;
        for child in dom.children(id) {
            match dom.name(child) {
                "li" if self.notes.is_elsewhere(dom, child) => {}
                "li" => {
                    self.stray_to_item(&mut stray, &mut items);
                    let item = self.item(child, flow);
                    items.push(item);
                }
                "ul" | "ol" | "menu" | "dir" => {
                    self.stray_to_item(&mut stray, &mut items);
                    let nested = self.nested(child, flow);
                    match items.last_mut() {
                        Some(Item { blocks, .. }) => blocks.extend(nested),
                        None if nested.is_empty() => {}
                        None => items.push(Item { task: None, blocks: nested }),
                    }
                }
                _ => self.node(child, &mut stray),
            }
        }
        self.stray_to_item(&mut stray, &mut items);
        let start = self.start(id);
        // An empty item counts in a numbered list and is nothing in another.
        items.retain(|item| start.is_some() || item.task.is_some() || !item.blocks.is_empty());
        if start.is_none() && are_sections(&items) {
            flow.blocks.extend(items.into_iter().flat_map(|item| item.blocks));
        } else if items.iter().any(|item| !item.blocks.is_empty() || item.task.is_some()) {
            items.iter_mut().for_each(begin_with_words);
            flow.blocks.push(Block::List(List { start, items }));
        }
    }

    /// An `<li>` without a list around it; several in a row are one list.
    pub(super) fn stray_item(&mut self, id: NodeId, flow: &mut Flow) {
        let mut item = self.item(id, flow);
        begin_with_words(&mut item);
        match flow.blocks.last_mut() {
            Some(Block::List(List { start: None, items })) => items.push(item),
            _ => flow.blocks.push(Block::List(List { start: None, items: vec![item] })),
        }
    }

    fn nested(&mut self, id: NodeId, around: &Flow) -> Vec<Block> {
        let mut flow = around.inside();
        self.node(id, &mut flow);
        flow.blocks
    }

    fn item(&mut self, id: NodeId, around: &Flow) -> Item {
        let mut flow = Flow { task: Task::Open, ..around.inside() };
        self.children(id, &mut flow);
        self.flush(&mut flow);
        let task = match flow.task {
            Task::Is(done) => Some(done),
            Task::Open | Task::Nowhere => None,
        };
        let mut blocks = flow.blocks;
        blocks.shrink_to_fit();
        Item { task, blocks }
    }

    fn stray_to_item(&mut self, stray: &mut Flow, items: &mut Vec<Item>) {
        self.flush(stray);
        let blocks = std::mem::take(&mut stray.blocks);
        if !blocks.is_empty() {
            items.push(Item { task: None, blocks });
        }
    }

    /// The first number of an `<ol>`.
    fn start(&self, id: NodeId) -> Option<u64> {
        if self.dom.name(id) != "ol" {
            return None;
        }
        let first = self.dom.children(id).find(|child| self.dom.name(*child) == "li");
        let written =
            self.dom.attribute(id, "start").or_else(|| self.dom.attribute(first?, "value"));
        Some(written.and_then(|number| number.trim().parse().ok()).unwrap_or(1))
    }

    /// `<dl>`, also with its pairs in `<div>`s.
    pub(super) fn definitions(&mut self, id: NodeId, flow: &mut Flow) {
        let mut definitions: Vec<Definition> = Vec::new();
        let mut stray = flow.inside();
        let dom = self.dom;
        // Children, and those of a `<div>` in its stead.
        let parts = dom.descendants(id, |it| it == id || is_pair(dom, id, it));
        for part in parts.skip(1).filter(|it| !is_pair(dom, id, *it)) {
            match dom.name(part) {
                "dt" => {
                    self.stray_to_description(&mut stray, &mut definitions);
                    let definition = self.term(part, flow);
                    definitions.push(definition);
                }
                "dd" => {
                    self.stray_to_description(&mut stray, &mut definitions);
                    let blocks = self.blocks(part, flow);
                    describe(&mut definitions, blocks);
                }
                _ => self.node(part, &mut stray),
            }
        }
        self.stray_to_description(&mut stray, &mut definitions);
        if !definitions.is_empty() {
            flow.blocks.push(Block::Definitions(definitions));
        }
    }

    fn term(&mut self, id: NodeId, around: &Flow) -> Definition {
        let (term, rest) = inlines_of(self.blocks(id, around));
        Definition { term, descriptions: if rest.is_empty() { Vec::new() } else { vec![rest] } }
    }

    fn stray_to_description(&mut self, stray: &mut Flow, definitions: &mut Vec<Definition>) {
        self.flush(stray);
        describe(definitions, std::mem::take(&mut stray.blocks));
    }
}

/// Tests whether a node is a `<div>` that holds terms and meanings of a list.
fn is_pair(dom: &Dom, list: NodeId, id: NodeId) -> bool {
    dom.name(id) == "div" && dom.parent(id) == Some(list)
}

/// Tests whether a list is a row of sections, as cards and columns are often written: each item
/// begins with a heading, and some hold more than a line of a list can.
fn are_sections(items: &[Item]) -> bool {
    let is_section = |item: &Item| {
        item.task.is_none() && matches!(item.blocks.first(), Some(Block::Heading { .. }))
    };
    items.iter().all(is_section) && items.iter().any(|item| only_heading(&item.blocks).is_none())
}

/// Makes the one heading of an item the words that it begins with: lists of posts are made so, with
/// a date before and an excerpt after them. Longer items keep theirs.
fn begin_with_words(item: &mut Item) {
    let blocks = &mut item.blocks;
    let Some(heading) = only_heading(blocks) else { return };
    let before = usize::from(heading == 1 && blocks.first().is_some_and(is_lead));
    let mut line = Vec::new();
    for block in blocks.drain(heading - before..=heading) {
        if let Block::Paragraph(content) | Block::Heading { content, .. } = block {
            join(&mut line, content, Inline::Text(" ".to_owned()));
        }
    }
    blocks.insert(heading - before, Block::Paragraph(line));
}

/// Index of the heading among blocks that are one heading and paragraphs.
fn only_heading(blocks: &[Block]) -> Option<usize> {
    let mut only = None;
    for (index, block) in blocks.iter().enumerate() {
        match block {
            Block::Heading { .. } if only.is_none() => only = Some(index),
            Block::Paragraph(_) => {}
            Block::Heading { .. }
            | Block::List(_)
            | Block::Quote(_)
            | Block::Code(_)
            | Block::Table(_)
            | Block::Definitions(_)
            | Block::Rule
            | Block::Entries(_)
            | Block::Footnotes(_) => return None,
        }
    }
    only
}

/// Tests whether a block is short enough to stand on the line of the heading behind it.
fn is_lead(block: &Block) -> bool {
    matches!(block, Block::Paragraph(content) if words(content).len() <= LONGEST_LEAD)
}

fn describe(definitions: &mut Vec<Definition>, blocks: Vec<Block>) {
    if blocks.is_empty() {
        return;
    }
    match definitions.last_mut() {
        Some(definition) => definition.descriptions.push(blocks),
        None => definitions.push(Definition { term: Vec::new(), descriptions: vec![blocks] }),
    }
}
