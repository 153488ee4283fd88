//! Tags that ask the site for something: `include`, `include_relative`, `render`, `link`,
//! `post_url`.

use std::rc::Rc;
use std::sync::Arc;

use super::evaluation::Evaluation;
use super::flow::Flow;
use super::variables::Frame;
use crate::diagnostic::Diagnostic;
use crate::template::liquid::read::{Parsed, parse};
use crate::template::liquid::site_url::relative_url;
use crate::template::liquid::syntax::{Inclusion, InclusionKind, LinkKind, NamePart, Template};
use crate::template::liquid::values::Value;

/// The steps of asking the system for a file.
const OPENING: usize = 100;

/// A file to include.
struct Included {
    name: String,
    template: Rc<Template>,
    /// The faults in it, when it was read only now.
    diagnostics: Vec<Diagnostic>,
}

impl Evaluation<'_> {
    /// Runs an included file where its tag stands.
    pub(super) fn include(
        &mut self,
        inclusion: &Inclusion,
        offset: usize,
        out: &mut String,
    ) -> Flow {
        let name = self.name(&inclusion.name);
        // A path from the folder of includes on, as is any other.
        let name = name.trim_start_matches('/').to_owned();
        if self.report.level() > self.meter.limits().includes {
            let text = format!("\"{name}\" is not included: includes lie too deep in each other");
            self.report.add(offset, &text);
            return Flow::Next;
        }
        let Some(included) = self.included(inclusion.kind, &name) else {
            let parameters = self.parameters(inclusion);
            let parameters = parameters.iter().map(|(name, value)| (&**name, value.clone()));
            let says = self.say_parameters(&name, parameters, out);
            let rest = if says { "; what its parameters say is shown" } else { "" };
            let text = format!(
                "\"{name}\" cannot be included: there is no such file that this page may show{rest}"
            );
            self.report.add(offset, &text);
            return Flow::Next;
        };
        let parameters = self.parameters(inclusion);
        // A frame of variables of its own, and an object of the parameters.
        self.meter.steps(4 * (1 + parameters.len()));
        match inclusion.kind {
            InclusionKind::Render => self.run_alone(included, parameters, out),
            InclusionKind::Include | InclusionKind::Relative => {
                self.run_inside(included, parameters, out)
            }
        }
    }

    fn run_inside(
        &mut self,
        included: Included,
        parameters: Vec<(Arc<str>, Value)>,
        out: &mut String,
    ) -> Flow {
        let is_plain = parameters.is_empty();
        self.variables.enter(if is_plain { Frame::new() } else { frame_of(parameters) });
        let flow = self.run(included, out);
        self.variables.leave();
        flow
    }

    /// `render` sees nothing of the variables around it.
    fn run_alone(
        &mut self,
        included: Included,
        parameters: Vec<(Arc<str>, Value)>,
        out: &mut String,
    ) -> Flow {
        let mut frame = frame_of(parameters.clone());
        frame.extend(parameters);
        let around = self.variables.isolate(frame);
        let flow = self.run(included, out);
        self.variables.restore(around);
        if flow == Flow::Stop { Flow::Stop } else { Flow::Next }
    }

    fn run(&mut self, included: Included, out: &mut String) -> Flow {
        self.report.enter(included.name, &included.template.source);
        self.report.add_all(included.diagnostics);
        let flow = self.nodes(&included.template.nodes, out);
        self.report.leave();
        flow
    }

    fn parameters(&mut self, inclusion: &Inclusion) -> Vec<(Arc<str>, Value)> {
        inclusion.parameters.iter().map(|(name, value)| (name.clone(), self.value(value))).collect()
    }

    /// The file as a template, read but once.
    fn included(&mut self, kind: InclusionKind, name: &str) -> Option<Included> {
        let is_relative = kind == InclusionKind::Relative;
        let key = format!("{}{name}", if is_relative { "./" } else { "" });
        let (template, diagnostics) = match self.templates.get(&key) {
            Some(known) => (known.clone(), Vec::new()),
            None => {
                let (template, diagnostics) = self.read(is_relative, name);
                self.templates.insert(key, template.clone());
                (template, diagnostics)
            }
        };
        Some(Included { name: name.to_owned(), template: template?, diagnostics })
    }

    fn read(&self, is_relative: bool, name: &str) -> (Option<Rc<Template>>, Vec<Diagnostic>) {
        match self.source(is_relative, name) {
            Some(source) => {
                self.meter.made(source.len());
                let Parsed { template, diagnostics } =
                    parse(&source, self.environment.filters, self.meter);
                (Some(Rc::new(template)), diagnostics)
            }
            None => (None, Vec::new()),
        }
    }

    fn source(&self, is_relative: bool, name: &str) -> Option<Arc<str>> {
        let host = self.environment.host;
        if !is_harmless(name) || !self.meter.steps(OPENING) {
            return None;
        }
        if is_relative {
            return host.include_relative(name);
        }
        host.include(name).or_else(|| host.include(&format!("{name}.liquid")))
    }

    /// Writes the URL of a page, post or file.
    pub(super) fn link(
        &mut self,
        kind: LinkKind,
        parts: &[NamePart],
        offset: usize,
        out: &mut String,
    ) {
        let name = self.name(parts);
        let name = name.trim_matches(['"', '\'']);
        let host = self.environment.host;
        let url = match kind {
            LinkKind::Link => host.link(name.trim_start_matches('/')),
            LinkKind::Post => host.post(name.trim_start_matches('/')),
        };
        match url {
            Some(url) => self.write(out, &relative_url(&url, host.base_path())),
            None => {
                let text = format!("The link to \"{name}\" leads nowhere: there is no such page");
                self.report.add(offset, &text);
            }
        }
    }
}

/// The variables of an included file.
fn frame_of(parameters: Vec<(Arc<str>, Value)>) -> Frame {
    Frame::from([(Arc::from("include"), Value::object(parameters))])
}

/// True when a name stays below the folder that it is looked up in.
pub(super) fn is_harmless(name: &str) -> bool {
    !name.is_empty() && !name.contains("..") && !name.contains(['\\', '\0'])
}
