//! `Evaluation`: one rendering under way.
//!
//! Its parts have files of their own: `budget`, `variables`, `report`, `trace`. The methods that
//! run nodes stand in `nodes`, `loops` and `inclusion`, those that give values in `expressions` and
//! `calls`.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::budget::Budget;
use super::environment::Environment;
use super::flow::Flow;
use super::report::Report;
use super::trace::Trace;
use super::variables::Variables;
use crate::template::liquid::limits::MAX_NESTING;
use crate::template::liquid::read::{Parsed, parse};
use crate::template::liquid::rendered::Rendered;
use crate::template::liquid::syntax::{Node, NodeKind, Template};
use crate::template::liquid::values::Value;

/// Renders a template.
pub(crate) fn render(source: &str, environment: Environment<'_>) -> Rendered {
    let mut evaluation = Evaluation::new(environment);
    let Parsed { template, diagnostics } = parse(source, environment.filters);
    let mut text = String::new();
    evaluation.report.enter(String::new(), &template.source);
    evaluation.report.add_all(diagnostics);
    evaluation.nodes(&template.nodes, &mut text);
    let origins = evaluation.trace.into_origins();
    Rendered { text, diagnostics: evaluation.report.into_diagnostics(), origins }
}

/// One rendering under way.
pub(super) struct Evaluation<'a> {
    pub(super) environment: Environment<'a>,
    budget: Budget,
    pub(super) variables: Variables<'a>,
    pub(super) report: Report,
    pub(super) trace: Trace,
    /// The values that the next runs of `cycle` write, by the cycle's name.
    pub(super) cycles: HashMap<String, usize>,
    /// The items that `offset: continue` goes on after, by the loop's name.
    pub(super) loop_ends: HashMap<Arc<str>, usize>,
    /// `forloop` of the loops under way, the outermost first.
    pub(super) loops: Vec<Value>,
    /// The text that the last `ifchanged` wrote.
    pub(super) unchanged: Option<String>,
    /// Levels of nodes in each other.
    depth: usize,
    /// The files that were included, by their names; `None` for those that there are not.
    pub(super) templates: HashMap<String, Option<Rc<Template>>>,
}

impl<'a> Evaluation<'a> {
    fn new(environment: Environment<'a>) -> Self {
        Self {
            environment,
            budget: Budget::of(environment.limits),
            variables: Variables::of(environment.scope),
            report: Report::default(),
            trace: Trace::default(),
            cycles: HashMap::new(),
            loop_ends: HashMap::new(),
            loops: Vec::new(),
            unchanged: None,
            depth: 0,
            templates: HashMap::new(),
        }
    }

    /// Counts work. False when there was too much of it.
    pub(super) fn count_steps(&mut self, steps: usize) -> bool {
        let was_exhausted = self.budget.is_exhausted();
        let enough = self.budget.take_steps(steps);
        if !enough && !was_exhausted {
            self.report_end("This page's Liquid takes too many steps; it ends here");
        }
        enough
    }

    /// Writes a text, unless that is too much.
    pub(super) fn write(&mut self, out: &mut String, text: &str) {
        let was_exhausted = self.budget.is_exhausted();
        if self.budget.take_output(text.len()) {
            out.push_str(text);
        } else if !was_exhausted {
            self.report_end("This page's Liquid writes too much; it ends here");
        }
    }

    fn report_end(&mut self, text: &str) {
        let offset = self.report.offset();
        self.report.add(offset, text);
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
            flow = if self.count_steps(1) { self.node(node, out) } else { Flow::Stop };
            if flow != Flow::Next {
                break;
            }
        }
        self.depth -= 1;
        if self.budget.is_exhausted() { Flow::Stop } else { flow }
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

    /// The text that nodes write, kept aside.
    pub(super) fn aside(&mut self, body: &[Node]) -> (String, Flow) {
        let mut text = String::new();
        self.trace.begin_aside();
        let flow = self.nodes(body, &mut text);
        self.trace.end_aside();
        (text, flow)
    }
}
