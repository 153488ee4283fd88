//! A block while it is open: its branches so far, and the node that it becomes.

use std::sync::Arc;

use super::markup::Markup;
use crate::template::liquid::syntax::{
    Branch, Condition, Expression, Loop, LoopLayout, NamePart, Node, NodeKind, When,
};

/// An open block.
pub(super) struct Open<'a> {
    pub(super) block: Block,
    pub(super) name: &'a str,
    /// The byte offset of its tag.
    pub(super) offset: usize,
    /// The nodes since its tag or its last branch.
    pub(super) body: Vec<Node>,
}

/// The types of blocks, with the branches that are complete.
pub(super) enum Block {
    /// Holds nothing: its content goes to the block around it.
    Mark,
    If {
        done: Vec<Branch>,
        condition: Option<Condition>,
        negated: bool,
    },
    Case {
        subject: Expression,
        done: Vec<When>,
        before: Option<Vec<Node>>,
        values: Option<Vec<Expression>>,
    },
    For {
        made: Box<Loop>,
        body: Option<Vec<Node>>,
    },
    Capture(Arc<str>),
    IfChanged,
    Highlight(String),
    Quote(Vec<NamePart>),
}

impl Block {
    /// The block that a tag begins; `None` when what stands behind the name makes no sense.
    pub(super) fn begin(name: &str, markup: Markup<'_>) -> Option<Self> {
        match name {
            "if" | "unless" => {
                let condition = Some(markup.condition()?);
                Some(Self::If { done: Vec::new(), condition, negated: name == "unless" })
            }
            "case" => {
                if markup.text.is_empty() {
                    return None;
                }
                let subject = markup.expression();
                Some(Self::Case { subject, done: Vec::new(), before: None, values: None })
            }
            "for" => Self::begin_loop(markup, LoopLayout::Plain),
            "tablerow" => Self::begin_loop(markup, LoopLayout::Table { columns: None }),
            "capture" => markup.name().map(Self::Capture),
            "ifchanged" => Some(Self::IfChanged),
            _ => Some(Self::Highlight(markup.language())),
        }
    }

    fn begin_loop(markup: Markup<'_>, layout: LoopLayout) -> Option<Self> {
        Some(Self::For { made: Box::new(markup.for_loop(layout)?), body: None })
    }
}

impl Open<'_> {
    pub(super) fn is_mark(&self) -> bool {
        matches!(self.block, Block::Mark)
    }

    /// Takes a branch: `else`, `elsif` or `when`. False when it has no such branches, or the branch
    /// makes no sense.
    pub(super) fn branch(&mut self, name: &str, markup: Markup<'_>) -> bool {
        let body = &mut self.body;
        match &mut self.block {
            Block::Mark => true,
            Block::If { done, condition, negated } if name != "when" => {
                let next = if name == "elsif" { markup.condition() } else { None };
                if name == "elsif" && next.is_none() {
                    return false;
                }
                let condition = std::mem::replace(condition, next);
                done.push(Branch { condition, negated: *negated, body: std::mem::take(body) });
                *negated = false;
                true
            }
            Block::Case { done, before, values, .. } if name != "elsif" => {
                let next = if name == "when" { Some(markup.values()) } else { None };
                let values = std::mem::replace(values, next);
                let body = std::mem::take(body);
                match before {
                    Some(_) => done.push(When { values, body }),
                    None => *before = Some(body),
                }
                true
            }
            Block::For { body: first, .. } if name == "else" && first.is_none() => {
                *first = Some(std::mem::take(body));
                true
            }
            Block::If { .. }
            | Block::Case { .. }
            | Block::For { .. }
            | Block::Capture(_)
            | Block::IfChanged
            | Block::Highlight(_)
            | Block::Quote(_) => false,
        }
    }

    /// The node that the block becomes at its end. White space in a block that never writes
    /// anything else is dropped, as Liquid does.
    pub(super) fn into_node(self) -> Node {
        let offset = self.offset;
        let body = self.body;
        let (kind, blank) = match self.block {
            Block::Mark => (NodeKind::IfChanged(body), false),
            Block::If { done, condition, negated } => {
                closed_if(done, Branch { condition, negated, body })
            }
            Block::Case { subject, done, before, values } => {
                closed_case(subject, done, before, When { values, body })
            }
            Block::For { made, body: first } => closed_loop(*made, first, body),
            Block::Capture(name) => (NodeKind::Capture(name, body), true),
            Block::IfChanged => {
                let blank = all_blank(&body);
                (NodeKind::IfChanged(body), blank)
            }
            Block::Highlight(language) => (NodeKind::Highlight { language, code: body }, false),
            Block::Quote(by) => (NodeKind::Quote(by, body), false),
        };
        Node { kind, offset, blank }
    }

    /// All that stands in it, for a block without an end.
    pub(super) fn into_content(self) -> Vec<Node> {
        let mut nodes: Vec<Node> = match self.block {
            Block::If { done, .. } => done.into_iter().flat_map(|branch| branch.body).collect(),
            Block::Case { done, before, .. } => before
                .into_iter()
                .flatten()
                .chain(done.into_iter().flat_map(|when| when.body))
                .collect(),
            Block::For { body: Some(body), .. } => body,
            Block::For { body: None, .. }
            | Block::Mark
            | Block::Capture(_)
            | Block::IfChanged
            | Block::Highlight(_)
            | Block::Quote(_) => Vec::new(),
        };
        nodes.extend(self.body);
        nodes
    }
}

fn closed_if(mut branches: Vec<Branch>, last: Branch) -> (NodeKind, bool) {
    branches.push(last);
    let blank = branches.iter().all(|branch| all_blank(&branch.body));
    for branch in &mut branches {
        drop_space(&mut branch.body, blank);
    }
    (NodeKind::If(branches), blank)
}

fn closed_case(
    subject: Expression,
    mut whens: Vec<When>,
    before: Option<Vec<Node>>,
    last: When,
) -> (NodeKind, bool) {
    let blank_before = all_blank(before.as_deref().unwrap_or(&last.body));
    if before.is_some() {
        whens.push(last);
    }
    let blank = blank_before && whens.iter().all(|when| all_blank(&when.body));
    for when in &mut whens {
        drop_space(&mut when.body, blank);
    }
    (NodeKind::Case(subject, whens), blank)
}

fn closed_loop(mut made: Loop, first: Option<Vec<Node>>, last: Vec<Node>) -> (NodeKind, bool) {
    (made.body, made.otherwise) = match first {
        Some(body) => (body, last),
        None => (last, Vec::new()),
    };
    let is_table = matches!(made.layout, LoopLayout::Table { .. });
    let blank = !is_table && all_blank(&made.body) && all_blank(&made.otherwise);
    drop_space(&mut made.body, blank);
    drop_space(&mut made.otherwise, blank);
    (NodeKind::For(Box::new(made)), blank)
}

fn all_blank(nodes: &[Node]) -> bool {
    nodes.iter().all(|node| node.blank)
}

fn drop_space(nodes: &mut Vec<Node>, blank: bool) {
    if blank {
        nodes.retain(|node| !matches!(node.kind, NodeKind::Text(_)));
    }
}
