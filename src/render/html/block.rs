//! Blocks to HTML.

use super::Writer;
use super::escape;
use super::ids::says_anything;
use super::inline::figure;
use super::links::place;
use super::table;
use crate::document::{Block, Code, Definition, Entry, Footnote, Inline, Item, List};
use crate::render::layout::one_line;

/// Deeper than this lists and quotes are written as what stands in them: browsers keep no more than
/// some hundred elements in each other, and no line has room for words by then.
const DEEPEST: usize = 64;

impl Writer {
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, content, .. } => self.heading(*level, content),
            Block::Paragraph(content) => self.paragraph(content),
            Block::List(list) => self.list(list),
            Block::Quote(inner) => self.nested("<blockquote>\n", "</blockquote>\n", |it| {
                it.blocks(inner);
            }),
            Block::Code(code) => self.code(code),
            Block::Table(table) => table::write(self, table),
            Block::Definitions(all) => self.definitions(all),
            Block::Rule => self.out.push_str("<hr>\n"),
            Block::Entries(entries) => self.entries(entries),
            Block::Footnotes(notes) => self.footnotes(notes),
        }
    }

    /// Writes something in an element, unless it is too deep.
    fn nested(&mut self, open: &str, close: &str, write: impl FnOnce(&mut Self)) {
        if self.depth >= DEEPEST {
            return write(self);
        }
        self.depth += 1;
        self.between(open, close, write);
        self.depth -= 1;
    }

    fn heading(&mut self, level: u8, content: &[Inline]) {
        let level = level.saturating_add(self.lowered).clamp(1, 6);
        self.heading_of(level, |it| it.inlines(content), says_anything(content));
    }

    /// Writes a heading; one without words has only a name that nobody uses.
    pub(super) fn heading_of(&mut self, level: u8, write: impl FnOnce(&mut Self), says: bool) {
        let id = self.ids.next_heading();
        if !says {
            return;
        }
        self.out.push_str(&format!("<h{level}"));
        self.attribute("id", &id);
        self.out.push('>');
        write(self);
        self.out.push_str(&format!("</h{level}>\n"));
    }

    fn paragraph(&mut self, content: &[Inline]) {
        let Some((pictures, caption)) = figure(content) else {
            return self.filled("<p>", "</p>\n", |it| it.inlines(content));
        };
        self.out.push_str("<figure>\n");
        for picture in pictures {
            self.inlines(std::slice::from_ref(picture));
            self.out.push('\n');
        }
        if !caption.is_empty() {
            self.between("<figcaption>", "</figcaption>\n", |it| it.inlines(caption));
        }
        self.out.push_str("</figure>\n");
    }

    /// Writes an element, unless nothing comes to stand in it.
    fn filled(&mut self, open: &str, close: &str, write: impl FnOnce(&mut Self)) {
        let before = self.out.len();
        self.out.push_str(open);
        let begin = self.out.len();
        write(self);
        if self.out.get(begin..).is_some_and(|written| written.trim().is_empty()) {
            self.out.truncate(before);
        } else {
            self.out.push_str(close);
        }
    }

    fn list(&mut self, list: &List) {
        if list.items.is_empty() {
            return;
        }
        let (open, close) = match list.start {
            None => ("<ul>\n".to_owned(), "</ul>\n"),
            Some(1) => ("<ol>\n".to_owned(), "</ol>\n"),
            Some(start) => (format!("<ol start=\"{start}\">\n"), "</ol>\n"),
        };
        let is_flat = self.depth >= DEEPEST;
        self.nested(&open, close, |it| {
            for item in &list.items {
                it.item(item, is_flat);
            }
        });
    }

    /// Writes an item. One that begins with a paragraph and goes on with nothing but lists is a line.
    fn item(&mut self, item: &Item, is_flat: bool) {
        let (open, close) = if is_flat { ("", "") } else { ("<li>", "</li>\n") };
        self.out.push_str(open);
        self.out.push_str(task(item.task));
        match item.blocks.split_first() {
            Some((Block::Paragraph(first), rest))
                if !is_flat
                    && figure(first).is_none()
                    && rest.iter().all(|it| matches!(it, Block::List(_))) =>
            {
                self.inlines(first);
                if !rest.is_empty() {
                    self.out.push('\n');
                }
                self.blocks(rest);
            }
            Some(_) | None => self.blocks(&item.blocks),
        }
        self.out.push_str(close);
    }

    fn code(&mut self, code: &Code) {
        let language = one_line(&code.language);
        let word = language.split(' ').next().unwrap_or_default();
        self.out.push_str("<pre><code");
        if !word.is_empty() {
            self.attribute("class", &format!("language-{word}"));
        }
        self.out.push('>');
        self.text(&code.text);
        self.out.push_str("</code></pre>\n");
    }

    fn definitions(&mut self, all: &[Definition]) {
        if all.is_empty() {
            return;
        }
        self.nested("<dl>\n", "</dl>\n", |it| {
            for Definition { term, descriptions } in all {
                it.term(term);
                for description in descriptions {
                    it.between("<dd>", "</dd>\n", |it| it.described(description));
                }
                if descriptions.is_empty() {
                    it.out.push_str("<dd></dd>\n");
                }
            }
        });
    }

    fn term(&mut self, term: &[Inline]) {
        let id = self.ids.next_term();
        self.out.push_str("<dt");
        if !id.is_empty() {
            self.attribute("id", &id);
        }
        self.between(">", "</dt>\n", |it| it.inlines(term));
    }

    /// Writes what a term means: one paragraph is a line.
    fn described(&mut self, blocks: &[Block]) {
        match blocks {
            [Block::Paragraph(content)] if figure(content).is_none() => self.inlines(content),
            more => self.blocks(more),
        }
    }

    fn entries(&mut self, entries: &[Entry]) {
        if entries.is_empty() {
            return;
        }
        let is_dated = entries.iter().any(|entry| entry.date.is_some());
        let class = if is_dated { "entries dated" } else { "entries" };
        self.out.push_str(&format!("<ul class=\"{class}\">\n"));
        entries.iter().for_each(|entry| self.entry(entry));
        self.out.push_str("</ul>\n");
    }

    pub(super) fn entry(&mut self, entry: &Entry) {
        self.out.push_str("<li>");
        if let Some(date) = entry.date {
            self.out.push_str(&format!("<time datetime=\"{date}\">{date}</time> "));
        }
        match self.links.target(&entry.target) {
            Some(href) => {
                self.out.push_str("<a");
                self.attribute("href", &href);
                self.out.push('>');
                let label = one_line(&entry.label);
                self.text(if label.is_empty() { &href } else { &label });
                self.out.push_str("</a>");
            }
            None => self.text(&entry.label),
        }
        self.out.push_str("</li>\n");
    }

    fn footnotes(&mut self, notes: &[Footnote]) {
        if notes.is_empty() {
            return;
        }
        self.out.push_str("<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
        notes.iter().for_each(|note| self.footnote(note));
        self.out.push_str("</ol>\n</div>\n");
    }

    fn footnote(&mut self, note: &Footnote) {
        let names = self.ids.note(note.number);
        self.out.push_str(&format!("<li value=\"{}\"", note.number));
        if let Some((own, _)) = &names {
            self.attribute("id", own);
        }
        self.out.push('>');
        let back = names.map_or_else(String::new, |(_, references)| ways_back(&references));
        match note.blocks.split_last() {
            Some((Block::Paragraph(last), before)) if figure(last).is_none() => {
                self.blocks(before);
                self.out.push_str("<p>");
                self.inlines(last);
                self.out.push_str(&back);
                self.out.push_str("</p>");
            }
            Some(_) | None => {
                self.blocks(&note.blocks);
                if !back.is_empty() {
                    self.out.push_str(&format!("<p>{}</p>", back.trim_start()));
                }
            }
        }
        self.out.push_str("</li>\n");
    }
}

/// Links from a note to the references to it.
fn ways_back(references: &[String]) -> String {
    let links = references.iter().enumerate().map(|(index, name)| {
        let href = escape::text(&place(name));
        let number = if index == 0 { String::new() } else { format!("<sup>{}</sup>", index + 1) };
        // The variation selector keeps the arrow from being drawn as an emoji.
        format!(" <a href=\"{href}\" role=\"doc-backlink\">↩\u{fe0e}{number}</a>")
    });
    links.collect()
}

/// The box of a task.
fn task(done: Option<bool>) -> &'static str {
    match done {
        None => "",
        Some(false) => "<span class=\"task\">☐</span> ",
        Some(true) => "<span class=\"task\">☑</span> ",
    }
}
