//! `Evaluation`: one rendering under way.
//!
//! Its parts have files of their own: `variables`, `report`, `trace`. The methods that
//! run nodes stand in `nodes`, `loops` and `inclusion`, those that give values in `expressions` and
//! `calls`.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::environment::Environment;
use super::flow::Flow;
use super::report::Report;
use super::trace::Trace;
use super::variables::Variables;
use crate::template::bibliography::Bibliography;
use crate::template::liquid::limits::MAX_NESTING;
use crate::template::liquid::meter::{End, Meter};
use crate::template::liquid::read::{Parsed, parse};
use crate::template::liquid::rendered::Rendered;
use crate::template::liquid::syntax::{Node, NodeKind, Template};
use crate::template::liquid::values::Value;

/// Renders a template.
pub(crate) fn render(source: &str, environment: Environment<'_>) -> Rendered {
    environment.meter.rendering(|| Evaluation::new(environment).render(source))
}

/// One rendering under way.
pub(super) struct Evaluation<'a> {
    pub(super) environment: Environment<'a>,
    pub(super) meter: &'a Meter,
    pub(super) variables: Variables<'a>,
    pub(super) report: Report,
    pub(super) trace: Trace,
    /// The values that the next runs of `cycle` write, by the cycle's name.
    pub(super) cycles: HashMap<Arc<str>, usize>,
    /// The items that `offset: continue` goes on after, by the loop's name.
    pub(super) loop_ends: HashMap<Arc<str>, usize>,
    /// `forloop` of the loops under way, the outermost first.
    pub(super) loops: Vec<Value>,
    /// The text that the last `ifchanged` wrote.
    pub(super) unchanged: Option<String>,
    /// True once the author was told that the page ends before its time.
    end_is_reported: bool,
    /// Levels of nodes in each other.
    depth: usize,
    /// The bibliographies that were read, by their files' names; `None` for those that there are not.
    pub(super) bibliographies: HashMap<String, Option<Rc<Bibliography>>>,
    /// The keys of the entries that the page has cited so far.
    pub(super) cited: HashSet<String>,
    /// The files that were included, by their names; `None` for those that there are not.
    pub(super) templates: HashMap<String, Option<Rc<Template>>>,
}

impl<'a> Evaluation<'a> {
    fn new(environment: Environment<'a>) -> Self {
        Self {
            environment,
            meter: environment.meter,
            variables: Variables::of(environment.scope),
            report: Report::default(),
            trace: Trace::default(),
            cycles: HashMap::new(),
            loop_ends: HashMap::new(),
            loops: Vec::new(),
            unchanged: None,
            end_is_reported: false,
            depth: 0,
            bibliographies: HashMap::new(),
            cited: HashSet::new(),
            templates: HashMap::new(),
        }
    }

    fn render(mut self, source: &str) -> Rendered {
        let Parsed { template, diagnostics } = parse(source, self.environment.filters, self.meter);
        let mut text = String::new();
        self.report.enter(String::new(), &template.source);
        self.report.add_all(diagnostics);
        self.nodes(&template.nodes, &mut text);
        self.report_end();
        let origins = self.trace.into_origins();
        Rendered { text, diagnostics: self.report.into_diagnostics(), origins }
    }

    /// Writes a text, unless that is too much: to the page that a reader asked for, or to a text that
    /// is kept in memory.
    pub(super) fn write(&mut self, out: &mut String, text: &str) {
        let is_page = self.meter.renderings() == 1 && !self.trace.is_aside();
        let has_room =
            if is_page { self.meter.written(text.len()) } else { self.meter.made(text.len()) };
        if has_room {
            out.push_str(text);
        }
    }

    /// Tells the author, once, that the page ends here before its time.
    fn report_end(&mut self) {
        let Some(end) = self.meter.end() else { return };
        if !std::mem::replace(&mut self.end_is_reported, true) {
            let offset = self.report.offset();
            self.report.add(offset, told(end));
        }
    }

    /// Runs nodes one after the other.
    pub(super) fn nodes(&mut self, nodes: &[Node], out: &mut String) -> Flow {
        if self.depth >= MAX_NESTING {
            let offset = nodes.first().map_or(0, |node| node.offset);
            let text = "Liquid blocks and includes lie too deep in each other; this is left out";
            self.report.add(offset, text);
            return Flow::Next;
        }
        self.depth += 1;
        let mut flow = Flow::Next;
        for node in nodes {
            self.report.move_to(node.offset);
            self.trace_node(node, out.len());
            flow = if self.meter.steps(1) { self.node(node, out) } else { Flow::Stop };
            if self.meter.is_spent() {
                self.report_end();
                flow = Flow::Stop;
            }
            if flow != Flow::Next {
                break;
            }
        }
        self.depth -= 1;
        flow
    }

    /// Notes the origin of the text from an offset on. What an included file writes is made of the
    /// page's include.
    fn trace_node(&mut self, node: &Node, offset: usize) {
        if let NodeKind::Text(range) = &node.kind
            && self.report.level() == 1
        {
            self.trace.copied(offset, range.start);
        } else {
            self.trace.made(offset, self.report.offset_in_page());
        }
    }

    /// The text that nodes write, kept aside; empty when it is larger than a value may be.
    pub(super) fn aside(&mut self, body: &[Node]) -> (String, Flow) {
        let (mut text, offset) = (String::new(), self.report.offset());
        self.trace.begin_aside();
        let flow = self.nodes(body, &mut text);
        self.trace.end_aside();
        if text.len() > self.meter.limits().value {
            self.report.add(offset, "This Liquid block makes too large a text; it is left out");
            text = String::new();
        }
        (text, flow)
    }
}

fn told(end: End) -> &'static str {
    match end {
        End::Steps => "This page's Liquid takes too many steps; it ends here",
        End::Memory => "This page's Liquid takes too much memory; it ends here",
        End::Output => "This page's Liquid writes too much; it ends here",
        End::Time => "This page's Liquid takes too long; it ends here",
    }
}
