//! Tokens into a tree of nodes.
//!
//! Never fails: a block that is not closed leaves its content, an end that closes nothing is left
//! out, and the author gets a diagnostic. Open blocks are kept in a list, not on the stack, and are
//! nested only down to a limit.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::block::{Block, Open};
use super::lexer::{Token, TokenKind, lex};
use super::markup::Markup;
use super::pairs::Pairs;
use super::parts::Parts;
use super::reading::Reading;
use crate::diagnostic::Diagnostic;
use crate::template::liquid::embed::{self, Embed};
use crate::template::liquid::filter::Filters;
use crate::template::liquid::limits::MAX_NESTING;
use crate::template::liquid::meter::Meter;
use crate::template::liquid::syntax::{
    InclusionKind, LinkKind, Node, NodeKind, ScholarTag, Template,
};
use crate::template::said::is_drawn;

/// A template, and the faults in it.
pub(crate) struct Parsed {
    pub(crate) template: Template,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Reads a template that may name these filters. What is too much to read is left out.
pub(crate) fn parse(source: &str, filters: Filters, meter: &Meter) -> Parsed {
    let parts = Parts::new(meter);
    let mut reading = Reading::of(source, filters, &parts);
    let tokens = lex(source, &mut reading);
    let pairs = Pairs::of(source, &tokens);
    let mut parser = Parser {
        source,
        pairs,
        reading,
        open: Vec::new(),
        nodes: Vec::new(),
        holders: Vec::new(),
        names: HashMap::new(),
    };
    let mut next = 0;
    while let Some(token) = tokens.get(next) {
        if parts.are_gone() {
            parser.reading.leave_out_from(token.offset);
            break;
        }
        next = parser.token(next, token) + 1;
    }
    parser.give_up_from(0);
    let template = Template { source: Arc::from(source), nodes: parser.nodes };
    Parsed { template, diagnostics: parser.reading.into_diagnostics() }
}

struct Parser<'a> {
    source: &'a str,
    pairs: Pairs,
    reading: Reading<'a>,
    open: Vec<Open<'a>>,
    /// The nodes outside of all blocks.
    nodes: Vec<Node>,
    /// The positions in `open` of the blocks that are more than a mark.
    holders: Vec<usize>,
    /// The number of open blocks, by name.
    names: HashMap<&'a str, usize>,
}

/// A tag under way.
#[derive(Clone, Copy)]
struct Tag<'a> {
    name: &'a str,
    markup: Markup<'a>,
    /// The byte offset of its opening.
    offset: usize,
    /// True for a tag that is not known but has an end, and for that end.
    is_unknown_block: bool,
}

impl<'a> Parser<'a> {
    /// Reads a token; gives the position of the last one that was used up.
    fn token(&mut self, index: usize, token: &Token) -> usize {
        match &token.kind {
            TokenKind::Text(range) => self.text(token.offset, range.clone()),
            TokenKind::Output(range) => {
                let output = self.markup(range).filtered(&mut self.reading);
                self.push(token.offset, NodeKind::Output(output));
            }
            TokenKind::Tag { name, rest } => {
                let name = self.source_at(name);
                if let ("comment", Some(end)) = (name, self.pairs.comments.get(&index)) {
                    return *end;
                }
                self.tag(Tag {
                    name,
                    markup: self.markup(rest),
                    offset: token.offset,
                    is_unknown_block: self.pairs.unknown_blocks.contains(&index),
                });
            }
        }
        index
    }

    /// The text of a token, whose bounds lie between characters.
    fn source_at(&self, range: &Range<usize>) -> &'a str {
        self.source.get(range.clone()).unwrap_or_default()
    }

    fn markup(&self, range: &Range<usize>) -> Markup<'a> {
        Markup { text: self.source_at(range), start: range.start, parts: self.reading.parts }
    }

    fn text(&mut self, offset: usize, range: Range<usize>) {
        let blank = self.source_at(&range).trim_ascii().is_empty();
        self.add(Node { kind: NodeKind::Text(range), offset, blank });
    }

    fn push(&mut self, offset: usize, kind: NodeKind) {
        let blank = matches!(kind, NodeKind::Assign(..));
        self.add(Node { kind, offset, blank });
    }

    fn add(&mut self, node: Node) {
        match self.holders.last().and_then(|holder| self.open.get_mut(*holder)) {
            Some(open) => open.body.push(node),
            None => self.nodes.push(node),
        }
    }

    fn tag(&mut self, tag: Tag<'a>) {
        match tag.name {
            "#" => {}
            "if" | "unless" | "case" | "for" | "tablerow" | "capture" | "ifchanged"
            | "highlight" => self.begin(tag, Block::begin(tag.name, tag.markup)),
            name if tag.is_unknown_block && is_drawn(name) => {
                self.begin(tag, Block::begin(name, tag.markup));
            }
            name if tag.is_unknown_block && embed::is_quote(name) => {
                let by = tag.markup.arguments(&mut self.reading);
                self.begin(tag, Some(Block::Quote(by)));
            }
            "else" | "elsif" | "when" => self.branch(tag),
            "assign" | "echo" | "include" | "include_cached" | "include_relative" | "render"
            | "link" | "post_url" | "cycle" | "increment" | "decrement" | "break" | "continue" => {
                match self.simple(tag) {
                    Some(kind) => self.push(tag.offset, kind),
                    None => self.report(tag, "is not understood; it is left out"),
                }
            }
            "comment" => self.report(tag, "is not closed; its content is shown"),
            "bibliography" => self.scholar(tag, ScholarTag::Bibliography),
            "bibliography_count" => self.scholar(tag, ScholarTag::Count),
            "cite" => self.scholar(tag, ScholarTag::Cite),
            "reference" | "cite_details" => self.scholar(tag, ScholarTag::Reference),
            "nocite" => {}
            _ => match Embed::of(tag.name) {
                Some(embed) if !tag.is_unknown_block => self.embed(tag, embed),
                _ => self.other(tag),
            },
        }
    }

    fn simple(&mut self, tag: Tag<'a>) -> Option<NodeKind> {
        let (markup, reading) = (tag.markup, &mut self.reading);
        match tag.name {
            "assign" => markup.assign(reading),
            "echo" => Some(NodeKind::Output(markup.filtered(reading))),
            // The plugin jekyll-include-cache only makes Jekyll faster.
            "include" | "include_cached" => markup.inclusion(InclusionKind::Include, reading),
            "include_relative" => markup.inclusion(InclusionKind::Relative, reading),
            "render" => markup.inclusion(InclusionKind::Render, reading),
            "link" => markup.link(LinkKind::Link, reading),
            "post_url" => markup.link(LinkKind::Post, reading),
            "cycle" => markup.cycle(),
            "increment" => markup.name().map(NodeKind::Increment),
            "decrement" => markup.name().map(NodeKind::Decrement),
            "break" => Some(NodeKind::Break),
            _ => Some(NodeKind::Continue),
        }
    }

    fn scholar(&mut self, tag: Tag<'a>, kind: ScholarTag) {
        let arguments = tag.markup.arguments(&mut self.reading);
        self.push(tag.offset, NodeKind::Scholar(kind, arguments));
    }

    fn embed(&mut self, tag: Tag<'a>, embed: Embed) {
        if embed != Embed::Nothing {
            let arguments = tag.markup.arguments(&mut self.reading);
            self.push(tag.offset, NodeKind::Embed(embed, arguments));
        }
    }

    fn other(&mut self, tag: Tag<'a>) {
        match tag.name.strip_prefix("end") {
            Some(block) if self.names.get(block).is_some_and(|count| *count > 0) => self.end(block),
            Some(_) if tag.is_unknown_block => {}
            Some(_) => self.report(tag, "closes nothing; it is left out"),
            None if tag.is_unknown_block => self.unknown_block(tag),
            None if tag.markup.text.is_empty() => self.report(tag, "is not known; it is left out"),
            None => {
                self.report(
                    tag,
                    "is not known; only the words and links behind its name are shown",
                );
                self.unknown(tag);
            }
        }
    }

    fn unknown(&mut self, tag: Tag<'a>) {
        let arguments = tag.markup.arguments(&mut self.reading);
        self.push(tag.offset, NodeKind::Unknown(tag.name.to_owned(), arguments));
    }

    /// Shows what an unknown block says of its content, and the label that it gives it where the tag
    /// has a line of its own. It is reported, unless that is all that the block does.
    fn unknown_block(&mut self, tag: Tag<'a>) {
        if !embed::is_wrapper(tag.name) {
            self.report(tag, "is not known; its content is shown");
        }
        if self.begins_line(tag.offset)
            && let Some(label) = embed::label(tag.name, tag.markup.text)
        {
            self.push(tag.offset, NodeKind::Label(label));
        } else if !tag.markup.text.is_empty() {
            self.unknown(tag);
        }
    }

    /// True when only blanks stand between an offset and the beginning of its line.
    fn begins_line(&self, offset: usize) -> bool {
        let before = self.source_at(&(0..offset));
        matches!(before.trim_end_matches([' ', '\t']).bytes().last(), None | Some(b'\n'))
    }

    fn report(&mut self, tag: Tag<'a>, text: &str) {
        self.report_tag(tag.name, tag.offset, text);
    }

    fn report_tag(&mut self, name: &str, offset: usize, text: &str) {
        self.reading.report(offset, format!("Liquid tag \"{name}\" {text}"));
    }

    /// Opens a block. One that can't be understood, or lies too deep, is but a mark for its end to
    /// meet.
    fn begin(&mut self, tag: Tag<'a>, block: Option<Block>) {
        let block = match block {
            None => {
                self.report(tag, "is not understood; its content is shown");
                Block::Mark
            }
            Some(_) if self.holders.len() >= MAX_NESTING => {
                self.report(tag, "lies too deep in others; its content is shown");
                Block::Mark
            }
            Some(block) => {
                self.holders.push(self.open.len());
                block
            }
        };
        *self.names.entry(tag.name).or_default() += 1;
        self.open.push(Open { block, name: tag.name, offset: tag.offset, body: Vec::new() });
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
    fn branch(&mut self, tag: Tag<'a>) {
        let taken = self.open.last_mut().is_some_and(|open| open.branch(tag.name, tag.markup));
        if !taken {
            self.report(tag, "does not belong here; it is left out");
        }
    }

    /// Closes the block of that name, and those in it that have no end.
    fn end(&mut self, name: &str) {
        let Some(index) = self.open.iter().rposition(|open| open.name == name) else { return };
        self.give_up_from(index + 1);
        match self.pop() {
            Some(open) if !open.is_mark() => self.add(open.into_node()),
            _ => {}
        }
    }

    /// Blocks without an end leave their content to the block around them. From the outermost on,
    /// so that each node is moved but once.
    fn give_up_from(&mut self, index: usize) {
        let mut given_up = Vec::new();
        while self.open.len() > index {
            given_up.extend(self.pop());
        }
        for open in given_up.into_iter().rev() {
            self.report_tag(open.name, open.offset, "is not closed; its content is shown");
            for node in open.into_content() {
                self.add(node);
            }
        }
    }
}
