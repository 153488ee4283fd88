//! `Level`: reads blocks that stand in the same block.

use crate::parse::kramdown::line;
use crate::parse::kramdown::node::{Attributes, Boundary, Definitions, Node};
use crate::parse::kramdown::opening;
use crate::parse::kramdown::options::Kramdown;
use crate::parse::offsets::between_found;

/// Blocks are read in blocks so deep. What is deeper is words.
const DEPTH: usize = 100;

/// What is known of the whole page while it is read.
pub(super) struct Page {
    pub(super) definitions: Definitions,
    /// In how many blocks the level is.
    depth: usize,
    pub(super) options: Kramdown,
}

impl Page {
    /// A page of which nothing is known but its options.
    pub(super) fn of(options: Kramdown) -> Self {
        Self { definitions: Definitions::default(), depth: 0, options }
    }
}

/// What has no end in the rest of a text: to look for it once more would take time that grows with
/// the square of a text's length.
#[derive(Clone, Copy, Default)]
pub(super) struct Unclosed {
    /// The shortest fences of backticks and of tildes.
    pub(super) fences: [Option<usize>; 2],
    pub(super) comment: bool,
    pub(super) formula: bool,
    pub(super) extension: bool,
    /// The offset up to which there is no table.
    pub(super) table: usize,
    /// The offset up to which no instruction of HTML ends.
    pub(super) instruction: usize,
}

/// A reader of the blocks on one level.
pub(super) struct Level<'t, 'p> {
    pub(super) text: &'t str,
    /// Offset of what is to be read.
    pub(super) at: usize,
    /// Offset of the end of the line that was looked at last: on a long line many blocks may begin.
    line_end: usize,
    pub(super) nodes: Vec<Node>,
    /// The attribute list that stands before the next block.
    pub(super) pending: Option<Attributes>,
    /// The HTML element around the blocks.
    pub(super) element: Option<&'t str>,
    /// True if its end tag was read.
    pub(super) is_closed: bool,
    pub(super) unclosed: Unclosed,
    pub(super) page: &'p mut Page,
}

impl<'t, 'p> Level<'t, 'p> {
    /// A level that goes on behind some blocks.
    pub(super) fn of(text: &'t str, nodes: Vec<Node>, page: &'p mut Page) -> Self {
        Self {
            text,
            at: 0,
            line_end: 0,
            nodes,
            pending: None,
            element: None,
            is_closed: false,
            unclosed: Unclosed::default(),
            page,
        }
    }

    /// Reads all blocks.
    pub(super) fn read(mut self) -> Vec<Node> {
        self.blocks();
        self.nodes
    }

    /// Reads blocks, up to the end tag of the element around them if there is one.
    pub(super) fn blocks(&mut self) {
        while self.at < self.text.len() && !self.is_closed {
            self.block();
        }
    }

    /// Reads the block that begins here: the first kind of all that knows itself.
    fn block(&mut self) {
        let _is_read = self.blank_lines()
            || self.indented_code()
            || self.fenced_code()
            || self.quote()
            || self.heading()
            || self.rule()
            || self.list()
            || self.definition_list()
            || self.html()
            || self.underlined_heading()
            || self.formula()
            || self.table()
            || self.note()
            || self.link_definition()
            || self.abbreviation()
            || self.extension()
            || self.boundary()
            || self.paragraph();
    }

    /// The text from here on.
    pub(super) fn rest(&self) -> &'t str {
        between_found(self.text, self.at..)
    }

    /// The line that begins here.
    pub(super) fn line(&mut self) -> &'t str {
        if self.at >= self.line_end {
            self.line_end = self.at + line::first(self.rest()).len();
        }
        between_found(self.text, self.at..self.line_end)
    }

    /// Passes so many bytes.
    pub(super) fn pass(&mut self, bytes: usize) {
        self.at = self.text.len().min(self.at + bytes);
    }

    /// Adds a block. What was said before it is said.
    pub(super) fn add(&mut self, node: Node) {
        self.nodes.push(node);
        if let Some(attributes) = self.pending.take() {
            self.attach(&attributes);
        }
    }

    /// Gives attributes to the last block.
    pub(super) fn attach(&mut self, attributes: &Attributes) {
        match self.nodes.last_mut() {
            Some(Node::Paragraph(paragraph)) => paragraph.is_listed = true,
            Some(Node::Code { language, .. }) => {
                if let Some(name) = attributes.language.as_ref().filter(|_| language.is_empty()) {
                    language.clone_from(name);
                }
            }
            Some(Node::List { listed, .. }) => {
                listed.is_place |= attributes.is_place;
                listed.start = attributes.start.or(listed.start);
            }
            Some(
                Node::Blank { .. }
                | Node::Boundary(_)
                | Node::Heading { .. }
                | Node::Quote(_)
                | Node::Rule
                | Node::Definitions(_)
                | Node::Table(_)
                | Node::Formula(_)
                | Node::Html(_)
                | Node::Words(_),
            )
            | None => {}
        }
    }

    /// Tests whether a block may begin here that has to stand apart from the one before.
    pub(super) fn is_behind_boundary(&self) -> bool {
        let ends =
            |node: &Node| matches!(node, Node::Blank { .. } | Node::Boundary(Boundary::Mark));
        self.pending.is_some() || self.nodes.last().is_none_or(ends)
    }

    /// Reads the blocks of a text that stands in a block, behind some blocks of it; `None` if it is
    /// too deep.
    pub(super) fn inside(&mut self, text: &str, nodes: Vec<Node>) -> Vec<Node> {
        self.page.depth += 1;
        let nodes = Level::of(text, nodes, self.page).read();
        self.page.depth -= 1;
        nodes
    }

    /// Tests whether there may be no more blocks in the next one.
    pub(super) fn is_deep(&self) -> bool {
        self.page.depth >= DEPTH
    }

    /// Reads the blocks in an HTML element, up to its end tag.
    pub(super) fn inside_element(&mut self, name: &'t str) -> Vec<Node> {
        self.page.depth += 1;
        let mut inner = Level::of(self.text, Vec::new(), self.page);
        (inner.at, inner.line_end) = (self.at, self.line_end);
        (inner.element, inner.unclosed) = (Some(name), self.unclosed);
        inner.blocks();
        let Level { at, line_end, unclosed, nodes, .. } = inner;
        (self.at, self.line_end, self.unclosed) = (at, line_end, unclosed);
        self.page.depth -= 1;
        nodes
    }

    fn blank_lines(&mut self) -> bool {
        let blank = blank_lines(self.rest());
        if blank.is_empty() {
            return false;
        }
        self.pass(blank.len());
        let more = blank.matches('\n').count();
        match self.nodes.last_mut() {
            Some(Node::Blank { lines }) => *lines += more,
            _ => self.nodes.push(Node::Blank { lines: more }),
        }
        true
    }

    fn boundary(&mut self) -> bool {
        self.whole_line(opening::is_boundary, Node::Boundary(Boundary::Mark))
    }

    fn rule(&mut self) -> bool {
        self.whole_line(opening::is_rule, Node::Rule)
    }

    /// Reads a block that is one line of a kind.
    fn whole_line(&mut self, is_kind: impl Fn(&str) -> bool, node: Node) -> bool {
        let line = self.line();
        let is_read = is_kind(line);
        if is_read {
            self.pass(line.len());
            self.add(node);
        }
        is_read
    }
}

/// The blank lines at the start of a text.
pub(super) fn blank_lines(text: &str) -> &str {
    let words = text.trim_start_matches(|it: char| it.is_ascii_whitespace());
    let blank = between_found(text, ..text.len() - words.len());
    let end = if words.is_empty() { blank.len() } else { blank.rfind('\n').map_or(0, |it| it + 1) };
    between_found(blank, ..end)
}
