//! Tokens into a tree of nodes.
//!
//! Never fails: a block that is not closed leaves its content, an end that closes nothing is left
//! out, and the author is told. Open blocks are kept in a list, not on the stack, and are nested
//! only down to a limit.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::block::{Block, Open};
use super::lexer::{Kind, Token, lex};
use super::markup::Markup;
use crate::template::liquid::diagnostics::Faults;
use crate::template::liquid::embed::{self, Embed};
use crate::template::liquid::syntax::{InclusionKind, LinkKind, Node, NodeKind};

/// How deep blocks may lie in each other. Running them recurses; what lies deeper is shown without
/// its tag.
pub(crate) const DEPTH: usize = 256;

/// A template that was read.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) source: Arc<str>,
    pub(crate) nodes: Vec<Node>,
}

/// Reads a template.
pub(crate) fn parse(source: &str, faults: &mut Faults) -> Template {
    let tokens = lex(source, faults);
    let pairs = Pairs::of(source, &tokens);
    let mut parser = Parser {
        source,
        pairs,
        faults,
        open: Vec::new(),
        nodes: Vec::new(),
        holders: Vec::new(),
        names: HashMap::new(),
    };
    let mut place = 0;
    while let Some(token) = tokens.get(place) {
        place = parser.token(place, token) + 1;
    }
    parser.give_up_from(0);
    let nodes = parser.nodes;
    Template { source: Arc::from(source), nodes }
}

/// Which tokens belong together, found in one pass.
struct Pairs {
    /// From a `comment` to its end.
    comments: HashMap<usize, usize>,
    /// Tags that are not known but have an end, and these ends.
    unknown_blocks: HashSet<usize>,
}

impl Pairs {
    fn of(source: &str, tokens: &[Token]) -> Self {
        let mut pairs = Self { comments: HashMap::new(), unknown_blocks: HashSet::new() };
        let mut begun: HashMap<&str, Vec<usize>> = HashMap::new();
        for (place, token) in tokens.iter().enumerate() {
            let Kind::Tag(name, _) = &token.kind else { continue };
            let name = source.get(name.clone()).unwrap_or_default();
            let Some(block) = name.strip_prefix("end") else {
                begun.entry(name).or_default().push(place);
                continue;
            };
            if let Some(begin) = begun.get_mut(block).and_then(Vec::pop) {
                match block {
                    "comment" => drop(pairs.comments.insert(begin, place)),
                    _ => pairs.unknown_blocks.extend([begin, place]),
                }
            }
        }
        pairs
    }
}

struct Parser<'a, 'f> {
    source: &'a str,
    pairs: Pairs,
    faults: &'f mut Faults,
    open: Vec<Open<'a>>,
    /// The nodes outside of all blocks.
    nodes: Vec<Node>,
    /// The places in `open` of the blocks that are more than a mark.
    holders: Vec<usize>,
    /// How many blocks of each name are open.
    names: HashMap<&'a str, usize>,
}

impl<'a> Parser<'a, '_> {
    /// Reads a token; gives the place of the last one that was used up.
    fn token(&mut self, place: usize, token: &Token) -> usize {
        match &token.kind {
            Kind::Text(range) => self.text(token.at, range.clone()),
            Kind::Output(range) => {
                let output = self.markup(range).filtered(self.faults);
                self.push(token.at, NodeKind::Output(output));
            }
            Kind::Tag(name, rest) => {
                let name = self.source.get(name.clone()).unwrap_or_default();
                match (name, self.pairs.comments.get(&place)) {
                    ("comment", Some(end)) => return *end,
                    _ => self.tag(place, token.at, name, rest),
                }
            }
        }
        place
    }

    fn markup(&self, range: &Range<usize>) -> Markup<'a> {
        Markup { text: self.source.get(range.clone()).unwrap_or_default(), start: range.start }
    }

    fn text(&mut self, at: usize, range: Range<usize>) {
        let blank = self.source.get(range.clone()).is_some_and(|text| text.trim_ascii().is_empty());
        self.add(Node { kind: NodeKind::Text(range), at, blank });
    }

    fn push(&mut self, at: usize, kind: NodeKind) {
        let blank = matches!(kind, NodeKind::Assign(..));
        self.add(Node { kind, at, blank });
    }

    fn add(&mut self, node: Node) {
        match self.holders.last().and_then(|holder| self.open.get_mut(*holder)) {
            Some(open) => open.body.push(node),
            None => self.nodes.push(node),
        }
    }

    fn tag(&mut self, place: usize, at: usize, name: &'a str, rest: &Range<usize>) {
        let markup = self.markup(rest);
        match name {
            "#" => {}
            "if" | "unless" | "case" | "for" | "tablerow" | "capture" | "ifchanged"
            | "highlight" => {
                let block = Block::begin(name, markup);
                self.begin(at, name, block);
            }
            "else" | "elsif" | "when" => self.turn(at, name, markup),
            "assign" | "echo" | "include" | "include_cached" | "include_relative" | "render"
            | "link" | "post_url" | "cycle" | "increment" | "decrement" | "break" | "continue" => {
                match self.simple(name, markup, rest) {
                    Some(kind) => self.push(at, kind),
                    None => self.broken(at, name, "is not understood; it is left out"),
                }
            }
            "comment" => self.broken(at, name, "is not closed; its content is shown"),
            _ => match Embed::of(name).filter(|_| !self.pairs.unknown_blocks.contains(&place)) {
                Some(Embed::Nothing) => {}
                Some(embed) => {
                    let arguments = markup.arguments(self.faults);
                    self.push(at, NodeKind::Embed(embed, arguments));
                }
                None => self.other(place, at, name, markup),
            },
        }
    }

    fn simple(&mut self, name: &str, markup: Markup<'_>, rest: &Range<usize>) -> Option<NodeKind> {
        match name {
            "assign" => markup.assign(self.faults),
            "echo" => Some(NodeKind::Output(markup.filtered(self.faults))),
            // The plugin jekyll-include-cache only makes Jekyll faster.
            "include" | "include_cached" => markup.inclusion(InclusionKind::Include, self.faults),
            "include_relative" => markup.inclusion(InclusionKind::Relative, self.faults),
            "render" => markup.inclusion(InclusionKind::Render, self.faults),
            "link" => markup.link(LinkKind::Link, self.faults),
            "post_url" => markup.link(LinkKind::Post, self.faults),
            "cycle" => markup.cycle(rest.clone()),
            "increment" => markup.name().map(|name| NodeKind::Count(name, true)),
            "decrement" => markup.name().map(|name| NodeKind::Count(name, false)),
            "break" => Some(NodeKind::Break),
            _ => Some(NodeKind::Continue),
        }
    }

    fn other(&mut self, place: usize, at: usize, name: &str, markup: Markup<'a>) {
        let is_block = self.pairs.unknown_blocks.contains(&place);
        match name.strip_prefix("end") {
            Some(block) if self.names.get(block).is_some_and(|count| *count > 0) => self.end(block),
            Some(_) if is_block => {}
            Some(_) => self.broken(at, name, "closes nothing; it is left out"),
            None if is_block => self.unknown_block(at, name, markup),
            None => self.broken(at, name, "is not known; it is left out"),
        }
    }

    /// Shows what an unknown block says of its content, where the tag has a line of its own. The
    /// author is told, unless that is all that the block does.
    fn unknown_block(&mut self, at: usize, name: &str, markup: Markup<'_>) {
        let mut before = self.source.get(..at).unwrap_or_default().bytes().rev();
        let alone = matches!(before.find(|byte| !matches!(byte, b' ' | b'\t')), None | Some(b'\n'));
        let label = embed::label(name, markup.text).filter(|_| alone);
        if !embed::is_wrapper(name) {
            self.broken(at, name, "is not known; its content is shown");
        }
        if let Some(label) = label {
            self.push(at, NodeKind::Label(label));
        }
    }

    fn broken(&mut self, at: usize, name: &str, what: &str) {
        self.faults.add(at, || format!("Liquid tag \"{name}\" {what}"));
    }

    /// Opens a block. One that can't be understood, or lies too deep, is but a mark for its end to
    /// meet.
    fn begin(&mut self, at: usize, name: &'a str, block: Option<Block>) {
        let block = match block {
            None => {
                self.broken(at, name, "is not understood; its content is shown");
                Block::Mark
            }
            Some(_) if self.holders.len() >= DEPTH => {
                self.broken(at, name, "lies too deep in others; its content is shown");
                Block::Mark
            }
            Some(block) => {
                self.holders.push(self.open.len());
                block
            }
        };
        *self.names.entry(name).or_default() += 1;
        self.open.push(Open { block, name, at, body: Vec::new() });
    }

    fn pop(&mut self) -> Option<Open<'a>> {
        let open = self.open.pop()?;
        if !open.is_mark() {
            self.holders.pop();
        }
        if let Some(count) = self.names.get_mut(open.name) {
            *count -= 1;
        }
        Some(open)
    }

    /// `else`, `elsif` or `when`.
    fn turn(&mut self, at: usize, name: &str, markup: Markup<'_>) {
        let turned = self.open.last_mut().is_some_and(|open| open.turn(name, markup));
        if !turned {
            self.broken(at, name, "does not belong here; it is left out");
        }
    }

    /// Closes the block of that name, and those in it that have no end.
    fn end(&mut self, name: &str) {
        let Some(place) = self.open.iter().rposition(|open| open.name == name) else { return };
        self.give_up_from(place + 1);
        if let Some(open) = self.pop().filter(|open| !open.is_mark()) {
            self.add(open.into_node());
        }
    }

    /// Blocks without an end leave their content to the block around them. From the outermost on,
    /// so that each node is moved but once.
    fn give_up_from(&mut self, place: usize) {
        let mut given_up = Vec::new();
        while self.open.len() > place {
            given_up.extend(self.pop());
        }
        for open in given_up.into_iter().rev() {
            self.broken(open.at, open.name, "is not closed; its content is shown");
            for node in open.into_content() {
                self.add(node);
            }
        }
    }
}
