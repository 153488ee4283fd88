//! `Page`: a page whose blocks are read, and its events.

use std::collections::HashSet;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use super::blocks;
use super::node::{Alignment, Attributes, Definition, Definitions, Node, Paragraph, Table};
use super::options::Options;
use super::spans;

/// A page whose blocks are known.
pub(in crate::parse) struct Page {
    nodes: Vec<Node>,
    definitions: Definitions,
    options: Options,
}

impl Page {
    /// Reads the blocks of a page with line feeds.
    pub(in crate::parse) fn of(source: &str, options: Options) -> Self {
        let mut text = source.trim_end().to_owned();
        text.push('\n');
        let (nodes, definitions, own) = blocks::read(&text, options.own);
        Self { nodes, definitions, options: Options { own, ..options } }
    }

    /// The events of each block of the page, and then of each note that it refers to.
    pub(in crate::parse) fn blocks(&self) -> impl Iterator<Item = Vec<Event<'_>>> {
        let mut writer = Writer { page: self, notes: Vec::new(), known: HashSet::new() };
        let mut nodes = self.nodes.iter();
        let mut next_note = 0;
        std::iter::from_fn(move || {
            let mut events = Vec::new();
            if let Some(node) = nodes.next() {
                writer.node(node, &mut events);
                return Some(events);
            }
            let (name, note) = *writer.notes.get(next_note)?;
            next_note += 1;
            events.push(Event::Start(Tag::FootnoteDefinition(name.into())));
            writer.nodes(note, &mut events);
            events.push(Event::End(TagEnd::FootnoteDefinition));
            Some(events)
        })
    }
}

/// Writes the events of blocks.
struct Writer<'p> {
    page: &'p Page,
    /// The notes that were referred to, in order.
    notes: Vec<(&'p str, &'p [Node])>,
    known: HashSet<&'p str>,
}

impl<'p> Writer<'p> {
    fn nodes(&mut self, nodes: &'p [Node], events: &mut Vec<Event<'p>>) {
        for node in nodes {
            self.node(node, events);
        }
    }

    fn node(&mut self, node: &'p Node, events: &mut Vec<Event<'p>>) {
        match node {
            Node::Blank { .. } | Node::Boundary(_) => {}
            Node::Paragraph(paragraph) => self.paragraph(paragraph, events),
            Node::Heading { level, id, words } => {
                let level = heading_level(*level);
                let id = id.as_deref().map(Into::into);
                let (classes, attrs) = (Vec::new(), Vec::new());
                events.push(Event::Start(Tag::Heading { level, id, classes, attrs }));
                self.words(words, events);
                events.push(Event::End(TagEnd::Heading(level)));
            }
            Node::Code { language, text } => {
                let kind = CodeBlockKind::Fenced(language.as_str().into());
                events.push(Event::Start(Tag::CodeBlock(kind)));
                events.push(Event::Text(text.as_str().into()));
                events.push(Event::End(TagEnd::CodeBlock));
            }
            Node::Quote(nodes) => {
                events.push(Event::Start(Tag::BlockQuote(None)));
                self.nodes(nodes, events);
                events.push(Event::End(TagEnd::BlockQuote(None)));
            }
            Node::Rule => events.push(Event::Rule),
            Node::List { ordered, items, listed } => self.list(*ordered, items, listed, events),
            Node::Definitions(parts) => self.definitions(parts, events),
            Node::Table(table) => self.table(table, events),
            Node::Formula(tex) => {
                events.push(Event::Start(Tag::Paragraph));
                events.push(Event::DisplayMath(tex.as_str().into()));
                events.push(Event::End(TagEnd::Paragraph));
            }
            Node::Html(html) => events.push(Event::Html(html.as_str().into())),
            Node::Words(words) => self.words(words, events),
        }
    }

    /// The events of words, with the notes that they refer to noted.
    fn words(&mut self, words: &'p str, events: &mut Vec<Event<'p>>) {
        let from = events.len();
        spans::read(words, &self.page.definitions, self.page.options, events);
        for event in events.iter().skip(from) {
            let Event::FootnoteReference(name) = event else { continue };
            let note = self.page.definitions.notes.get_key_value(&**name);
            let Some((name, note)) = note else { continue };
            if self.known.insert(name) {
                self.notes.push((name, note));
            }
        }
    }

    fn paragraph(&mut self, paragraph: &'p Paragraph, events: &mut Vec<Event<'p>>) {
        if paragraph.is_tight {
            return self.words(&paragraph.words, events);
        }
        events.push(Event::Start(Tag::Paragraph));
        self.words(&paragraph.words, events);
        events.push(Event::End(TagEnd::Paragraph));
    }

    fn list(
        &mut self,
        ordered: bool,
        items: &'p [Vec<Node>],
        listed: &Attributes,
        events: &mut Vec<Event<'p>>,
    ) {
        if listed.is_place {
            return;
        }
        let start = if ordered { Some(listed.start.unwrap_or(1)) } else { None };
        events.push(Event::Start(Tag::List(start)));
        for item in items {
            events.push(Event::Start(Tag::Item));
            self.item(item, events);
            events.push(Event::End(TagEnd::Item));
        }
        events.push(Event::End(TagEnd::List(ordered)));
    }

    fn item(&mut self, item: &'p [Node], events: &mut Vec<Event<'p>>) {
        let task = match item.first() {
            Some(Node::Paragraph(first)) => task(&first.words).map(|task| (first, task)),
            Some(_) | None => None,
        };
        let Some((first, (is_done, words))) = task else { return self.nodes(item, events) };
        if !first.is_tight {
            events.push(Event::Start(Tag::Paragraph));
        }
        events.push(Event::TaskListMarker(is_done));
        self.words(words, events);
        if !first.is_tight {
            events.push(Event::End(TagEnd::Paragraph));
        }
        self.nodes(item.get(1..).unwrap_or_default(), events);
    }

    fn definitions(&mut self, parts: &'p [Definition], events: &mut Vec<Event<'p>>) {
        events.push(Event::Start(Tag::DefinitionList));
        for part in parts {
            match part {
                Definition::Term(words) => {
                    events.push(Event::Start(Tag::DefinitionListTitle));
                    self.words(words, events);
                    events.push(Event::End(TagEnd::DefinitionListTitle));
                }
                Definition::Meaning(nodes) => {
                    events.push(Event::Start(Tag::DefinitionListDefinition));
                    self.nodes(nodes, events);
                    events.push(Event::End(TagEnd::DefinitionListDefinition));
                }
            }
        }
        events.push(Event::End(TagEnd::DefinitionList));
    }

    fn table(&mut self, table: &'p Table, events: &mut Vec<Event<'p>>) {
        let alignments = table.alignments.iter().map(|alignment| match alignment {
            Alignment::None => pulldown_cmark::Alignment::None,
            Alignment::Left => pulldown_cmark::Alignment::Left,
            Alignment::Center => pulldown_cmark::Alignment::Center,
            Alignment::Right => pulldown_cmark::Alignment::Right,
        });
        events.push(Event::Start(Tag::Table(alignments.collect())));
        events.push(Event::Start(Tag::TableHead));
        // Tables without a head have an empty one.
        let head: &[String] = table.head.first().map_or(&[], Vec::as_slice);
        self.cells(head, events);
        events.push(Event::End(TagEnd::TableHead));
        for row in table.head.iter().skip(1).chain(&table.body) {
            events.push(Event::Start(Tag::TableRow));
            self.cells(row, events);
            events.push(Event::End(TagEnd::TableRow));
        }
        events.push(Event::End(TagEnd::Table));
    }

    fn cells(&mut self, cells: &'p [String], events: &mut Vec<Event<'p>>) {
        for words in cells {
            events.push(Event::Start(Tag::TableCell));
            self.words(words, events);
            events.push(Event::End(TagEnd::TableCell));
        }
    }
}

/// The box before the words of a task, and the words.
fn task(words: &str) -> Option<(bool, &str)> {
    let boxes = [("[ ]", false), ("[x]", true), ("[X]", true)];
    boxes.into_iter().find_map(|(written, is_done)| {
        let rest = words.strip_prefix(written)?;
        let words = rest.trim_start();
        if words.len() < rest.len() { Some((is_done, words)) } else { None }
    })
}

fn heading_level(level: u8) -> HeadingLevel {
    match level {
        1 => HeadingLevel::H1,
        2 => HeadingLevel::H2,
        3 => HeadingLevel::H3,
        4 => HeadingLevel::H4,
        5 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}
