//! Lists and definitions in gemtext, which knows one level of bullets and nothing else.

use super::{Reference, References, Writer, is_number, label, write};
use crate::document::{Block, Definition, Inline, Item, List};
use crate::render::layout::{Referent, has_links, url};

/// Deeper items look like this deep.
const DEEPEST_ITEM: usize = 8;

impl<'a> Writer<'a> {
    pub(super) fn list(&mut self, list: &'a List) {
        let bullets = usize::from(list.start.is_none());
        self.bullets = self.bullets.saturating_add(bullets);
        self.lists = self.lists.saturating_add(1);
        self.tight = self.tight.saturating_add(1);
        let as_links = self.quotes == 0 && self.is_link_list(list);
        for (index, item) in list.items.iter().enumerate() {
            let number = list.start.map(|start| start.saturating_add(index as u64));
            self.list_item(number, item, as_links);
        }
        self.tight = self.tight.saturating_sub(1);
        self.lists = self.lists.saturating_sub(1);
        self.bullets = self.bullets.saturating_sub(bullets);
    }

    /// Writes one item: as a link line if the whole list is written so, or if it is nothing but a
    /// link.
    fn list_item(&mut self, number: Option<u64>, item: &'a Item, as_links: bool) {
        if let Some((Block::Paragraph(content), rest)) = item.blocks.split_first()
            && self.quotes == 0
            && self.linked_item(number, item, content, as_links)
        {
            return self.item("", rest);
        }
        self.item(&self.mark(number, item.task), &item.blocks);
    }

    /// Writes an item's first paragraph as one link line, if it has just one link.
    fn linked_item(
        &mut self,
        number: Option<u64>,
        item: &Item,
        content: &'a [Inline],
        as_links: bool,
    ) -> bool {
        if !has_links(content) {
            return false;
        }
        let mut references = References::default();
        let words = write(content, self.unmarked(), &mut references);
        let [reference] = references.list() else { return false };
        let Some(url) = url(reference.target) else { return false };
        if !(as_links || words.only_links) {
            return false;
        }
        let name = if words.only_links {
            label(reference, &url, self.prose.phrases)
        } else {
            reference.with_note(&words.text.replace('\n', " "))
        };
        let mark = self.label_mark(number, item.task);
        // A link that shows its own URL needs no label, whatever its mark is.
        let name = if name.is_empty() { name } else { format!("{mark}{name}") };
        self.out.link(&url, &name);
        true
    }

    /// Tests whether a list is best read as link lines: most items have a link, none has two, and
    /// none says more than one paragraph.
    fn is_link_list(&self, list: &'a List) -> bool {
        let mut linked = 0_usize;
        for item in &list.items {
            let Some((Block::Paragraph(content), rest)) = item.blocks.split_first() else {
                return false;
            };
            if !rest.iter().all(|block| matches!(block, Block::List(_))) {
                return false;
            }
            if !has_links(content) {
                continue;
            }
            let mut references = References::default();
            let words = write(content, self.unmarked(), &mut references);
            match references.list() {
                [] => {}
                [reference] if words.only_links || is_link_in(&words.text, reference) => {
                    linked = linked.saturating_add(1)
                }
                _ => return false,
            }
        }
        linked.saturating_mul(2) > list.items.len()
    }

    /// Writes what stands in an item, its first paragraph behind the mark. Other text follows as
    /// lines.
    pub(super) fn item(&mut self, mark: &str, blocks: &'a [Block]) {
        self.tight = self.tight.saturating_add(1);
        let mut mark = mark;
        for block in blocks {
            if let Block::Paragraph(content) = block {
                self.paragraph(mark, content);
            } else {
                if is_number(mark) && !matches!(block, Block::List(_)) {
                    self.lines("", mark);
                }
                self.block(block);
            }
            mark = "";
        }
        self.tight = self.tight.saturating_sub(1);
    }

    pub(super) fn definitions(&mut self, definitions: &'a [Definition]) {
        self.tight = self.tight.saturating_add(1);
        for definition in definitions {
            self.paragraph_with_words(&definition.term);
            for description in &definition.descriptions {
                self.item("* ", description);
            }
        }
        self.tight = self.tight.saturating_sub(1);
    }

    /// Writes a term: it keeps its words though it be nothing but a link.
    fn paragraph_with_words(&mut self, term: &'a [Inline]) {
        let words = write(term, self.prose, &mut self.references);
        self.lines("", &words.text);
        self.end_block();
    }

    /// The mark of an item: `* `, `* – ` one level of bullets down, `1. `, `* [x] `.
    fn mark(&self, number: Option<u64>, task: Option<bool>) -> String {
        let depth = |lists: usize| lists.saturating_sub(1).min(DEEPEST_ITEM);
        let mark = match (number, depth(self.bullets)) {
            (Some(number), _) => format!("{}{number}. ", "  ".repeat(depth(self.lists))),
            (None, 0) => "* ".to_owned(),
            (None, depth) => format!("* {} ", "–".repeat(depth)),
        };
        mark + task_mark(task)
    }

    /// The mark before the label of an item that is a link line.
    fn label_mark(&self, number: Option<u64>, task: Option<bool>) -> String {
        let mark = self.mark(number, task);
        mark.trim_start()
            .strip_prefix("* ")
            .map_or_else(|| mark.trim_start().to_owned(), str::to_owned)
    }
}

/// The box of a task.
fn task_mark(task: Option<bool>) -> &'static str {
    match task {
        None => "",
        Some(false) => "[ ] ",
        Some(true) => "[x] ",
    }
}

/// Tests whether it is a link whose words stand in the text, not a picture or a link around one.
fn is_link_in(text: &str, reference: &Reference<'_>) -> bool {
    match &reference.referent {
        Referent::Link { words, .. } => text.contains(words.as_str()),
        Referent::Image { .. } => false,
    }
}
