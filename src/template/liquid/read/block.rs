//! A block while it is open: its branches so far, and the node that it becomes.

use std::sync::Arc;

use super::markup::Markup;
use crate::template::liquid::syntax::{Branch, Condition, Expression, Loop, Node, NodeKind, When};

/// An open block.
pub(crate) struct Open<'a> {
    pub(crate) block: Block,
    pub(crate) name: &'a str,
    pub(crate) at: usize,
    /// The nodes since its opening or its last branch.
    pub(crate) body: Vec<Node>,
}

/// What kind of block, with the branches that are complete.
pub(crate) enum Block {
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
}

impl Block {
    /// The block that a tag begins; `None` when what stands behind the name makes no sense.
    pub(crate) fn begin(name: &str, markup: Markup<'_>) -> Option<Self> {
        match name {
            "if" | "unless" => {
                let condition = Some(markup.condition()?);
                Some(Self::If { done: Vec::new(), condition, negated: name == "unless" })
            }
            "case" => {
                let subject = (!markup.text.is_empty()).then(|| markup.expression())?;
                Some(Self::Case { subject, done: Vec::new(), before: None, values: None })
            }
            "for" | "tablerow" => markup
                .for_loop(name == "tablerow")
                .map(|made| Self::For { made: Box::new(made), body: None }),
            "capture" => markup.name().map(Self::Capture),
            "ifchanged" => Some(Self::IfChanged),
            _ => Some(Self::Highlight(markup.language())),
        }
    }
}

impl Open<'_> {
    pub(crate) fn is_mark(&self) -> bool {
        matches!(self.block, Block::Mark)
    }

    /// Takes a branch: `else`, `elsif` or `when`. False when it has no such branches, or the branch
    /// makes no sense.
    pub(crate) fn turn(&mut self, name: &str, markup: Markup<'_>) -> bool {
        match &mut self.block {
            Block::Mark => true,
            Block::If { done, condition, negated } if name != "when" => {
                let next = markup.condition();
                if name == "elsif" && next.is_none() {
                    return false;
                }
                let body = std::mem::take(&mut self.body);
                done.push(Branch { condition: condition.take(), negated: *negated, body });
                *condition = next.filter(|_| name == "elsif");
                *negated = false;
                true
            }
            Block::Case { done, before, values, .. } if name != "elsif" => {
                let body = std::mem::take(&mut self.body);
                if before.is_some() {
                    done.push(When { values: values.take(), body });
                } else {
                    *before = Some(body);
                }
                *values = (name == "when").then(|| markup.values());
                true
            }
            Block::For { body, .. } if name == "else" && body.is_none() => {
                *body = Some(std::mem::take(&mut self.body));
                true
            }
            Block::If { .. }
            | Block::Case { .. }
            | Block::For { .. }
            | Block::Capture(_)
            | Block::IfChanged
            | Block::Highlight(_) => false,
        }
    }

    /// The node that the closed block is. White space in a block that never writes anything else is
    /// dropped, as Liquid does.
    pub(crate) fn into_node(self) -> Node {
        let at = self.at;
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
            Block::Highlight(language) => (NodeKind::Highlight(language, body), false),
        };
        Node { kind, at, blank }
    }

    /// All that stands in it, for a block without an end.
    pub(crate) fn into_content(self) -> Vec<Node> {
        let mut nodes: Vec<Node> = match self.block {
            Block::If { done, .. } => done.into_iter().flat_map(|branch| branch.body).collect(),
            Block::Case { done, before, .. } => before
                .into_iter()
                .flatten()
                .chain(done.into_iter().flat_map(|when| when.body))
                .collect(),
            Block::For { body, .. } => body.unwrap_or_default(),
            Block::Mark | Block::Capture(_) | Block::IfChanged | Block::Highlight(_) => Vec::new(),
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
    let blank = all_blank(&made.body) && all_blank(&made.otherwise) && made.table.is_none();
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
