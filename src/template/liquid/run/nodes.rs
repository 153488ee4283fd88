//! The work of each node.

use std::sync::Arc;

use super::evaluation::Evaluation;
use super::flow::Flow;
use crate::escape::escape_html;
use crate::template::liquid::syntax::{Branch, Cycle, Expression, Node, NodeKind, When};
use crate::template::liquid::values::Value;

/// Bytes of a cycle besides its name, about.
const CYCLE: usize = 64;

impl Evaluation<'_> {
    /// Runs a node.
    pub(super) fn node(&mut self, node: &Node, out: &mut String) -> Flow {
        match &node.kind {
            NodeKind::Capture(name, body) => self.capture(name, body),
            NodeKind::IfChanged(body) => self.if_changed(body, out),
            NodeKind::Highlight { language, code } => self.highlight(language, code, out),
            NodeKind::Quote(by, body) => self.quote(by, body, node.offset, out),
            NodeKind::If(branches) => self.branches(branches, out),
            NodeKind::Case(subject, whens) => self.case(subject, whens, out),
            NodeKind::For(made) => self.for_loop(made, node.offset, out),
            NodeKind::Include(inclusion) => self.include(inclusion, node.offset, out),
            NodeKind::Break => Flow::Break,
            NodeKind::Continue => Flow::Continue,
            NodeKind::Text(_)
            | NodeKind::Output(_)
            | NodeKind::Assign(..)
            | NodeKind::Cycle(_)
            | NodeKind::Increment(_)
            | NodeKind::Decrement(_)
            | NodeKind::Link(..)
            | NodeKind::Embed(..)
            | NodeKind::Label(_)
            | NodeKind::Scholar(..)
            | NodeKind::Unknown(..) => {
                self.simple(node, out);
                Flow::Next
            }
        }
    }

    /// Runs a node that holds no others.
    fn simple(&mut self, node: &Node, out: &mut String) {
        match &node.kind {
            NodeKind::Text(range) => {
                let source = self.report.source();
                if let Some(text) = source.as_deref().and_then(|it| it.get(range.clone())) {
                    self.write(out, text);
                }
            }
            NodeKind::Output(filtered) => {
                let value = self.filtered(filtered);
                self.write(out, &value.shown(self.meter));
            }
            NodeKind::Assign(name, filtered) => {
                let value = self.filtered(filtered);
                self.variables.assign(name, value);
            }
            NodeKind::Increment(name) => {
                let count = self.variables.increment(name, self.meter);
                self.write(out, &count.to_string());
            }
            NodeKind::Decrement(name) => {
                let count = self.variables.decrement(name, self.meter);
                self.write(out, &count.to_string());
            }
            NodeKind::Cycle(cycle) => self.cycle(cycle, out),
            NodeKind::Link(kind, parts) => self.link(*kind, parts, node.offset, out),
            NodeKind::Embed(embed, parts) => self.embed(*embed, parts, node.offset, out),
            NodeKind::Scholar(tag, parts) => self.scholar(*tag, parts, node.offset, out),
            NodeKind::Unknown(name, parts) => self.unknown(name, parts, node.offset, out),
            // A paragraph of its own in Markdown and in HTML alike.
            NodeKind::Label(label) => {
                self.write(out, &format!("<p><strong>{}</strong></p>\n\n", escape_html(label)));
            }
            NodeKind::Capture(..)
            | NodeKind::IfChanged(_)
            | NodeKind::Highlight { .. }
            | NodeKind::Quote(..)
            | NodeKind::If(_)
            | NodeKind::Case(..)
            | NodeKind::For(_)
            | NodeKind::Include(_)
            | NodeKind::Break
            | NodeKind::Continue => {}
        }
    }

    fn cycle(&mut self, cycle: &Cycle, out: &mut String) {
        let Cycle { name, group, values } = cycle;
        let key = match name {
            Some(name) => Arc::from(format!("named {}", self.value(name).shown(self.meter))),
            None => group.clone(),
        };
        // Cycles may be named in a loop, each anew.
        let is_new = !self.cycles.contains_key(&key);
        if !self.meter.bytes(key.len()) || is_new && !self.meter.made(key.len() + CYCLE) {
            return;
        }
        let next = self.cycles.entry(key).or_default();
        let index = *next;
        *next = if index + 1 < values.len() { index + 1 } else { 0 };
        if let Some(value) = values.get(index) {
            let value = self.value(value);
            self.write(out, &value.shown(self.meter));
        }
    }

    fn capture(&mut self, name: &Arc<str>, body: &[Node]) -> Flow {
        let (text, flow) = self.aside(body);
        self.meter.made(text.len());
        self.variables.assign(name, Value::from(text));
        flow
    }

    fn if_changed(&mut self, body: &[Node], out: &mut String) -> Flow {
        let (text, flow) = self.aside(body);
        if self.unchanged.as_ref() != Some(&text) {
            self.write(out, &text);
            self.unchanged = Some(text);
        }
        flow
    }

    fn highlight(&mut self, language: &str, code: &[Node], out: &mut String) -> Flow {
        let (code, flow) = self.aside(code);
        if self.meter.can_grow(code.len()) {
            self.write(out, &highlighted(language, &code));
        }
        flow
    }

    fn branches(&mut self, branches: &[Branch], out: &mut String) -> Flow {
        for branch in branches {
            let holds = branch.condition.as_ref().is_none_or(|condition| self.condition(condition));
            if holds != branch.negated {
                return self.nodes(&branch.body, out);
            }
        }
        Flow::Next
    }

    /// Every `when` that fits is run, as in Liquid; `else` when none before it fitted.
    fn case(&mut self, subject: &Expression, whens: &[When], out: &mut String) -> Flow {
        let mut fitted = false;
        for when in whens {
            let times = match &when.values {
                Some(values) => values.iter().filter(|value| self.equal(subject, value)).count(),
                None => usize::from(!fitted),
            };
            fitted |= when.values.is_some() && times > 0;
            for _ in 0..times {
                let flow = self.nodes(&when.body, out);
                if flow != Flow::Next {
                    return flow;
                }
            }
        }
        Flow::Next
    }
}

/// Code as HTML. `<pre` comes first in the line, so that Markdown keeps blank lines in it
/// (CommonMark, HTML block 1).
fn highlighted(language: &str, code: &str) -> String {
    let code = escape_html(code.trim_matches(['\n', '\r']));
    let class =
        if language.is_empty() { String::new() } else { format!(" class=\"language-{language}\"") };
    format!("<pre><code{class}>{code}</code></pre>")
}
