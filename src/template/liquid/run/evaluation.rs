//! Runs a template's tree, and counts what that takes.
//!
//! Expressions stand in `values`, loops in `loops`, files and links in `include`. Everything is
//! counted, so that any template comes to an end.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use crate::escape::escape_html;
use crate::template::liquid::diagnostics::{Diagnostics, Faults, place};
use crate::template::liquid::embed::Embed;
use crate::template::liquid::read::parser::{DEPTH, Template, parse};
use crate::template::liquid::syntax::{Branch, Expression, NamePart, Node, NodeKind, When};
use crate::template::liquid::values::value::{Object, Value};
use crate::template::liquid::{Host, Limits, Rendered};
use crate::template::source_map::Origins;

/// Where a run goes on after a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Flow {
    Next,
    /// Out of the innermost loop.
    Break,
    /// To the innermost loop's next item.
    Continue,
    /// A limit was reached.
    Stop,
}

/// Variables of one level: those of the page, of a loop, of an include.
pub(crate) type Frame = HashMap<Arc<str>, Value>;

/// A template under way.
#[derive(Debug)]
struct Place {
    /// The file's name, empty for the page itself.
    label: String,
    source: Arc<str>,
    /// Where the include stands that is under way.
    at: usize,
}

/// One rendering.
pub(crate) struct Evaluation<'a> {
    pub(crate) host: &'a dyn Host,
    pub(crate) limits: &'a Limits,
    scope: &'a dyn Object,
    /// The page's own first, then those of loops and includes.
    pub(crate) frames: Vec<Frame>,
    counters: HashMap<Arc<str>, i64>,
    cycles: HashMap<String, usize>,
    /// Where `offset: continue` goes on.
    pub(crate) offsets: HashMap<Arc<str>, usize>,
    /// What `forloop` is in the loops under way.
    pub(crate) loops: Vec<Value>,
    /// What the last `ifchanged` wrote.
    unchanged: Option<String>,
    steps: u64,
    room: usize,
    stopped: bool,
    depth: usize,
    places: Vec<Place>,
    pub(crate) templates: HashMap<String, Option<Rc<Template>>>,
    diagnostics: Diagnostics,
    /// How many texts are being kept aside.
    asides: usize,
    origins: Origins,
    told: HashSet<(String, usize, String)>,
}

impl<'a> Evaluation<'a> {
    pub(crate) fn new(scope: &'a dyn Object, host: &'a dyn Host, limits: &'a Limits) -> Self {
        Self {
            host,
            limits,
            scope,
            frames: vec![Frame::new()],
            counters: HashMap::new(),
            cycles: HashMap::new(),
            offsets: HashMap::new(),
            loops: Vec::new(),
            unchanged: None,
            steps: limits.steps,
            room: limits.output,
            stopped: false,
            depth: 0,
            places: Vec::new(),
            templates: HashMap::new(),
            diagnostics: Diagnostics::default(),
            asides: 0,
            origins: Origins::default(),
            told: HashSet::new(),
        }
    }

    pub(crate) fn render(mut self, source: &str) -> Rendered {
        let mut faults = Faults::default();
        let template = parse(source, &mut faults);
        let mut text = String::new();
        self.run_template(String::new(), &template, faults, &mut text);
        Rendered { text, diagnostics: self.diagnostics.into_list(), origins: self.origins }
    }

    /// Runs a template; `label` names the included file.
    pub(crate) fn run_template(
        &mut self,
        label: String,
        template: &Template,
        faults: Faults,
        out: &mut String,
    ) -> Flow {
        self.places.push(Place { label, source: template.source.clone(), at: 0 });
        for fault in faults.into_list() {
            self.diagnostic(fault.at, &fault.what);
        }
        let flow = self.nodes(&template.nodes, out);
        self.places.pop();
        flow
    }

    /// How many templates are under way.
    pub(crate) fn level(&self) -> usize {
        self.places.len()
    }

    /// Says where the include stands that is about to run.
    pub(crate) fn enter(&mut self, at: usize) {
        if let Some(place) = self.places.last_mut() {
            place.at = at;
        }
    }

    /// Tells the author something, once for each place. What is in an included file is told at the
    /// page's include.
    pub(crate) fn diagnostic(&mut self, at: usize, what: &str) {
        let (Some(page), Some(current)) = (self.places.first(), self.places.last()) else { return };
        if self.diagnostics.is_full()
            || !self.told.insert((current.label.clone(), at, what.to_owned()))
        {
            return;
        }
        if self.places.len() == 1 {
            self.diagnostics.add(&page.source, at, what.to_owned());
        } else {
            let (line, column) = place(&current.source, at);
            let what = format!("{}:{line}:{column}: {what}", current.label);
            self.diagnostics.add(&page.source, page.at, what);
        }
    }

    /// Counts work. False when there was too much of it.
    pub(crate) fn spend(&mut self, steps: usize) -> bool {
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        match self.steps.checked_sub(steps) {
            Some(left) => self.steps = left,
            None => self.stop("This page's Liquid takes too many steps; it ends here"),
        }
        !self.stopped
    }

    fn stop(&mut self, why: &str) {
        if !self.stopped {
            self.stopped = true;
            self.steps = 0;
            let at = self.places.last().map_or(0, |place| place.at);
            self.diagnostic(at, why);
        }
    }

    pub(crate) fn write(&mut self, out: &mut String, text: &str) {
        match self.room.checked_sub(text.len()) {
            Some(room) if !self.stopped => {
                self.room = room;
                out.push_str(text);
            }
            Some(_) => {}
            None => self.stop("This page's Liquid writes too much; it ends here"),
        }
    }

    /// Runs nodes one after the other.
    pub(crate) fn nodes(&mut self, nodes: &[Node], out: &mut String) -> Flow {
        if self.depth >= DEPTH {
            let at = nodes.first().map_or(0, |node| node.at);
            self.diagnostic(
                at,
                "Liquid blocks and includes lie too deep in each other; this is left out",
            );
            return Flow::Next;
        }
        self.depth += 1;
        let mut flow = Flow::Next;
        for node in nodes {
            self.enter(node.at);
            self.trace(node, out.len());
            flow = if self.spend(1) { self.node(node, out) } else { Flow::Stop };
            if flow != Flow::Next {
                break;
            }
        }
        self.depth -= 1;
        if self.stopped { Flow::Stop } else { flow }
    }

    /// Notes what the text is made of from here on. What an included file writes is made of the
    /// page's include.
    fn trace(&mut self, node: &Node, at: usize) {
        if self.asides > 0 {
            return;
        }
        match (&node.kind, self.places.as_slice()) {
            (NodeKind::Text(range), [_]) => self.origins.add(at, range.start, true),
            (_, places) => self.origins.add(at, places.first().map_or(0, |page| page.at), false),
        }
    }

    fn node(&mut self, node: &Node, out: &mut String) -> Flow {
        match &node.kind {
            NodeKind::Text(range) => {
                let source = self.places.last().map(|place| place.source.clone());
                self.write(
                    out,
                    source
                        .as_deref()
                        .and_then(|source| source.get(range.clone()))
                        .unwrap_or_default(),
                );
            }
            NodeKind::Output(filtered) => {
                let value = self.filtered(filtered);
                self.write(out, &value.shown());
            }
            NodeKind::Assign(name, filtered) => {
                let value = self.filtered(filtered);
                self.assign(name, value);
            }
            NodeKind::Count(name, up) => self.count(name, *up, out),
            NodeKind::Cycle(name, range, values) => {
                self.cycle(name.as_ref(), range.start, values, out)
            }
            NodeKind::Link(kind, parts) => self.link(*kind, parts, node.at, out),
            NodeKind::Embed(embed, parts) => self.embed(*embed, parts, node.at, out),
            NodeKind::Label(label) => {
                // A paragraph of its own in Markdown and in HTML alike.
                self.write(out, &format!("<p><strong>{}</strong></p>\n\n", escape_html(label)));
            }
            NodeKind::Capture(name, body) => {
                let (text, flow) = self.aside(body);
                self.assign(name, Value::from(text));
                return flow;
            }
            NodeKind::IfChanged(body) => {
                let (text, flow) = self.aside(body);
                self.write_changed(out, text);
                return flow;
            }
            NodeKind::Highlight(language, body) => {
                let (text, flow) = self.aside(body);
                self.write(out, &highlighted(language, &text));
                return flow;
            }
            NodeKind::If(branches) => return self.branches(branches, out),
            NodeKind::Case(subject, whens) => return self.case(subject, whens, out),
            NodeKind::For(made) => return self.for_loop(made, node.at, out),
            NodeKind::Include(inclusion) => return self.include(inclusion, node.at, out),
            NodeKind::Break => return Flow::Break,
            NodeKind::Continue => return Flow::Continue,
        }
        Flow::Next
    }

    /// Writes what the tag of a plugin shows.
    fn embed(&mut self, embed: Embed, parts: &[NamePart], at: usize, out: &mut String) {
        let arguments = self.name(parts);
        match embed.html(&arguments) {
            Some(html) => self.write(out, &html),
            None => {
                self.diagnostic(at, "This Liquid tag does not say what it shows; it is left out")
            }
        }
    }

    fn assign(&mut self, name: &Arc<str>, value: Value) {
        if let Some(page) = self.frames.first_mut() {
            page.insert(name.clone(), value);
        }
    }

    /// The value of a variable: of the innermost loop or include that has it, else of the site.
    pub(crate) fn variable(&self, name: &str) -> Value {
        let local = self.frames.iter().rev().find_map(|frame| frame.get(name));
        let counter = || self.counters.get(name).map(|count| Value::Int(*count));
        local.cloned().or_else(counter).unwrap_or_else(|| self.scope.field(name))
    }

    fn count(&mut self, name: &Arc<str>, up: bool, out: &mut String) {
        let before = match (self.counters.get(name), self.scope.field(name)) {
            (Some(count), _) => *count,
            (None, Value::Int(start)) => start,
            (None, _) => 0,
        };
        let after = if up { before.saturating_add(1) } else { before.saturating_sub(1) };
        self.counters.insert(name.clone(), after);
        self.write(out, &if up { before } else { after }.to_string());
    }

    fn cycle(
        &mut self,
        name: Option<&Expression>,
        at: usize,
        values: &[Expression],
        out: &mut String,
    ) {
        let key = match name {
            Some(name) => format!("named {}", self.value(name).shown()),
            None => format!("{values:?} at {}", if all_literal(values) { 0 } else { at }),
        };
        let turn = self.cycles.entry(key).or_default();
        let now = *turn;
        *turn = if now + 1 < values.len() { now + 1 } else { 0 };
        let value = values.get(now).map(|value| self.value(value)).unwrap_or_default();
        self.write(out, &value.shown());
    }

    /// The text that nodes write, kept aside.
    fn aside(&mut self, body: &[Node]) -> (String, Flow) {
        let mut text = String::new();
        self.asides = self.asides.saturating_add(1);
        let flow = self.nodes(body, &mut text);
        self.asides = self.asides.saturating_sub(1);
        (text, flow)
    }

    fn write_changed(&mut self, out: &mut String, text: String) {
        if self.unchanged.as_ref() != Some(&text) {
            self.write(out, &text);
            self.unchanged = Some(text);
        }
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

fn all_literal(values: &[Expression]) -> bool {
    values.iter().all(|value| matches!(value, Expression::Literal(_)))
}

/// Code as HTML. `<pre` comes first in the line, so that Markdown keeps blank lines in it
/// (CommonMark, HTML block 1).
fn highlighted(language: &str, code: &str) -> String {
    let code = escape_html(code.trim_matches(['\n', '\r']));
    let class =
        if language.is_empty() { String::new() } else { format!(" class=\"language-{language}\"") };
    format!("<pre><code{class}>{code}</code></pre>")
}
