//! `Walker`: goes through the tree once, in reading order, and says what each element becomes.

use std::collections::HashSet;

use super::element::{self, Facts, Role, is_gutter};
use super::flow::{Flow, Task};
use super::inlines::{has_words, trim_end};
use super::line::Wrapper;
use super::markup::Markup;
use super::notes::Notes;
use super::tidy::{join, on_one_line, one_line, says, tidy};
use crate::document::{Block, Inline, Resolve};
use crate::parse::dom::{Dom, NodeId};

/// Deeper than this only words are read. The tree is not as deep as that; this makes sure of the
/// thread's stack.
const DEPTH: usize = 600;

/// The most characters of an abbreviation by which it is known again.
const LONGEST_ABBREVIATION: usize = 64;

/// A walk through one page.
pub(super) struct Walker<'a> {
    pub(super) dom: &'a Dom,
    pub(super) links: &'a dyn Resolve,
    pub(super) facts: Facts,
    pub(super) notes: Notes,
    markup: Markup,
    depth: usize,
    /// True in a `<noscript>`.
    is_unscripted: bool,
    /// The source of the picture, sound, film or frame that was shown last.
    pub(super) shown_last: Option<String>,
    /// True in a heading, which is no place to explain an abbreviation.
    in_heading: bool,
    /// The abbreviations that were explained, each with its meaning.
    explained: HashSet<String>,
}

impl<'a> Walker<'a> {
    pub(super) fn new(dom: &'a Dom, links: &'a dyn Resolve, markup: Markup) -> Self {
        Self {
            dom,
            links,
            facts: Facts::of(dom),
            notes: Notes::of(dom),
            markup,
            depth: 0,
            is_unscripted: false,
            shown_last: None,
            in_heading: false,
            explained: HashSet::new(),
        }
    }

    /// The blocks of the whole page.
    pub(super) fn page(mut self) -> Vec<Block> {
        let mut blocks = self.blocks(self.dom.root(), &Flow::new());
        let notes = self.footnotes();
        if !notes.is_empty() {
            blocks.push(Block::Footnotes(notes));
        }
        blocks
    }

    /// The blocks of what stands in an element.
    pub(super) fn blocks(&mut self, id: NodeId, around: &Flow) -> Vec<Block> {
        let mut flow = around.inside();
        self.children(id, &mut flow);
        self.flush(&mut flow);
        // Most elements have one block, and a `Vec` begins with room for four.
        flow.blocks.shrink_to_fit();
        flow.blocks
    }

    /// Makes a paragraph of the running text.
    pub(super) fn flush(&mut self, flow: &mut Flow) {
        let content = self.take(flow);
        if !content.is_empty() {
            flow.blocks.push(Block::Paragraph(content));
        }
    }

    /// Takes the running text, ready for a page.
    fn take(&mut self, flow: &mut Flow) -> Vec<Inline> {
        if flow.line.is_empty() {
            // All that is open stays as it is; only a gap is forgotten.
            let _blanks = flow.line.take();
            return Vec::new();
        }
        let mut content = tidy(flow.line.take(), self.links, self.markup);
        content.shrink_to_fit();
        content
    }

    pub(super) fn children(&mut self, id: NodeId, flow: &mut Flow) {
        let dom = self.dom;
        for child in dom.children(id) {
            self.node(child, flow);
        }
    }

    /// Reads one node.
    pub(super) fn node(&mut self, id: NodeId, flow: &mut Flow) {
        if self.depth > DEPTH {
            flow.line.text(&self.words(id));
            return;
        }
        self.depth += 1;
        match self.dom.text(id) {
            Some(text) => flow.line.text(text),
            None => self.element(id, flow),
        }
        self.depth -= 1;
    }

    fn element(&mut self, id: NodeId, flow: &mut Flow) {
        if is_gutter(self.dom, id) || self.notes.is_elsewhere(self.dom, id) {
            return;
        }
        match self.facts.role(self.dom, id) {
            Role::Hidden => {}
            Role::Transparent => self.transparent(id, flow),
            Role::Emphasis => self.wrapped(id, Wrapper::Emphasis, flow),
            Role::Strong => self.wrapped(id, Wrapper::Strong, flow),
            Role::Struck => self.wrapped(id, Wrapper::Struck, flow),
            Role::Code => self.code_in_line(id, flow),
            Role::Quotation => self.between("\u{201c}", id, "\u{201d}", flow),
            Role::Reading => self.reading(id, flow),
            Role::Raised => self.raised(id, flow),
            Role::Lowered => self.lowered(id, flow),
            Role::Abbreviation => self.abbreviation(id, flow),
            Role::Break => self.line_end(flow),
            Role::Link => self.link(id, flow),
            Role::Area => self.area(id, flow),
            Role::Picture => self.picture(id, flow),
            Role::Media => self.media(id, flow),
            Role::Input => self.input(id, flow),
            Role::Formula => self.formula(id, flow),
            Role::Script => self.script(id, flow),
            Role::Block(block) => {
                self.flush(flow);
                self.block(block, id, flow);
                self.flush(flow);
            }
        }
    }

    fn block(&mut self, block: element::Block, id: NodeId, flow: &mut Flow) {
        match block {
            element::Block::Division => self.children(id, flow),
            element::Block::Rule => rule(&mut flow.blocks),
            element::Block::Heading(level) => self.heading(level, id, flow),
            element::Block::Preformatted => self.preformatted(id, flow),
            element::Block::Quote => self.quote(id, flow),
            element::Block::List => self.list(id, flow),
            element::Block::Item => self.stray_item(id, flow),
            element::Block::Definitions => self.definitions(id, flow),
            element::Block::Table => self.table(id, flow),
            element::Block::Summary => self.summary(id, flow),
        }
    }

    /// Reads an element in which the words are marked. Marked twice is marked once: unclosed
    /// formatting elements are opened again in each paragraph, by the hundred.
    pub(super) fn wrapped(&mut self, id: NodeId, wrapper: Wrapper, flow: &mut Flow) {
        if flow.line.is_open(&wrapper) {
            return self.children(id, flow);
        }
        flow.line.open(wrapper);
        self.children(id, flow);
        flow.line.close();
    }

    pub(super) fn between(&mut self, before: &str, id: NodeId, after: &str, flow: &mut Flow) {
        flow.line.text(before);
        self.children(id, flow);
        flow.line.text(after);
    }

    /// Reads the reading of a word, in brackets; those of the page itself (`<rp>`) are dropped.
    fn reading(&mut self, id: NodeId, flow: &mut Flow) {
        if self.facts.held(id).words {
            self.between("(", id, ")", flow);
        }
    }

    /// Reads an abbreviation: the first time with what it stands for. A machine's form of a date is
    /// nothing to read.
    fn abbreviation(&mut self, id: NodeId, flow: &mut Flow) {
        self.children(id, flow);
        let meaning = self.dom.attribute(id, "title").map(one_line).unwrap_or_default();
        let short = self.words_up_to(id, LONGEST_ABBREVIATION);
        if self.in_heading || meaning.starts_with(|it: char| it.is_ascii_digit()) {
            return;
        }
        if !says(&short, &meaning) && self.explained.insert(format!("{short}\n{meaning}")) {
            flow.line.text(&format!(" ({meaning})"));
        }
    }

    /// Tests for a source that a `<noscript>` repeats, of a picture that a script would load when it
    /// is seen.
    pub(super) fn is_repeated(&self, source: &str) -> bool {
        self.is_unscripted && self.shown_last.as_deref() == Some(source)
    }

    fn transparent(&mut self, id: NodeId, flow: &mut Flow) {
        if self.is_formula(id) {
            self.marked_formula(id, flow);
        } else if self.dom.name(id) == "noscript" {
            let around = std::mem::replace(&mut self.is_unscripted, true);
            self.children(id, flow);
            self.is_unscripted = around;
        } else {
            self.children(id, flow);
        }
    }

    /// One `<br>` ends a line; two in a row a paragraph, as pages without `<p>` have it.
    fn line_end(&mut self, flow: &mut Flow) {
        if !flow.line.line_end() {
            self.flush(flow);
        }
    }

    /// The first paragraphs of a heading are the heading; what can't stand in one follows it, and
    /// so do the pictures beside its words.
    fn heading(&mut self, level: u8, id: NodeId, flow: &mut Flow) {
        let around = std::mem::replace(&mut self.in_heading, true);
        let mut blocks = self.blocks(id, flow).into_iter().peekable();
        self.in_heading = around;
        let mut content = Vec::new();
        while let Some(Block::Paragraph(more) | Block::Heading { content: more, .. }) =
            blocks.next_if(|it| matches!(it, Block::Paragraph(_) | Block::Heading { .. }))
        {
            join(&mut content, more, Inline::Text(" ".to_owned()));
        }
        let content = on_one_line(content);
        if has_words(&content) {
            let (pictures, words): (Vec<Inline>, Vec<Inline>) =
                content.into_iter().partition(Inline::is_picture);
            let name = one_line(self.dom.attribute(id, "id").unwrap_or_default());
            flow.blocks.push(Block::Heading { level, id: name, content: trimmed(words) });
            if !pictures.is_empty() {
                flow.blocks.push(Block::Paragraph(pictures));
            }
        } else if !content.is_empty() {
            flow.blocks.push(Block::Paragraph(content));
        }
        flow.blocks.extend(blocks);
    }

    fn summary(&mut self, id: NodeId, flow: &mut Flow) {
        let mut inner = flow.inside();
        self.wrapped(id, Wrapper::Strong, &mut inner);
        self.flush(&mut inner);
        flow.blocks.extend(inner.blocks);
    }

    /// Reads the content of a form: a task's box, a text that was typed. Buttons and hints are of
    /// no use here.
    fn input(&mut self, id: NodeId, flow: &mut Flow) {
        let shown =
            match self.dom.attribute(id, "type").unwrap_or("text").to_ascii_lowercase().as_str() {
                "checkbox" => {
                    if flow.task == Task::Open && flow.blocks.is_empty() && flow.line.is_empty() {
                        flow.task = Task::Is(self.dom.attribute(id, "checked").is_some());
                    }
                    None
                }
                "hidden" | "radio" | "password" | "file" | "color" | "range" | "submit"
                | "reset" | "button" => None,
                "image" => return self.picture(id, flow),
                _ => self.dom.attribute(id, "value"),
            };
        if let Some(shown) = shown {
            flow.line.text(&format!(" {shown} "));
        }
    }

    /// All words at and below a node, as they are.
    pub(super) fn words(&self, id: NodeId) -> String {
        self.dom.descendants(id, |_| true).filter_map(|it| self.dom.text(it)).collect()
    }

    /// The first words of an element, at least that many characters if there are. Looks at a few
    /// nodes only: it is called again inside of what it looks at.
    pub(super) fn words_up_to(&self, id: NodeId, characters: usize) -> String {
        let texts = self.dom.descendants(id, |_| true).take(32).filter_map(|it| self.dom.text(it));
        texts.flat_map(str::chars).skip_while(|it| it.is_whitespace()).take(characters).collect()
    }
}

/// Without the blanks at both ends.
fn trimmed(mut content: Vec<Inline>) -> Vec<Inline> {
    if let Some(Inline::Text(first)) = content.first_mut() {
        *first = first.trim_start().to_owned();
    }
    trim_end(&mut content);
    content
}

fn rule(blocks: &mut Vec<Block>) {
    if blocks.last() != Some(&Block::Rule) {
        blocks.push(Block::Rule);
    }
}
