//! Tags that ask the site for something: `include`, `include_relative`, `render`, `link`,
//! `post_url`.

use std::rc::Rc;
use std::sync::Arc;

use super::evaluation::{Evaluation, Flow, Frame};
use crate::template::liquid::diagnostics::Faults;
use crate::template::liquid::filters::relative_url;
use crate::template::liquid::read::parser::{Template, parse};
use crate::template::liquid::syntax::{Inclusion, InclusionKind, LinkKind, NamePart};
use crate::template::liquid::values::value::Value;

impl Evaluation<'_> {
    /// Runs an included file in its place.
    pub(crate) fn include(&mut self, inclusion: &Inclusion, at: usize, out: &mut String) -> Flow {
        let name = self.name(&inclusion.name);
        if self.level() > self.limits.includes {
            self.diagnostic(
                at,
                &format!("\"{name}\" is not included: includes lie too deep in each other"),
            );
            return Flow::Next;
        }
        let Some((template, faults)) = self.template(inclusion.kind, &name) else {
            self.diagnostic(at, &format!("\"{name}\" cannot be included: there is no such file"));
            return Flow::Next;
        };
        let parameters = self.parameters(inclusion);
        match inclusion.kind {
            InclusionKind::Render => self.run_alone(name, &template, faults, parameters, out),
            InclusionKind::Include | InclusionKind::Relative => {
                self.frames.push(if inclusion.parameters.is_empty() {
                    Frame::new()
                } else {
                    included(parameters)
                });
                let flow = self.run_template(name, &template, faults, out);
                self.frames.pop();
                flow
            }
        }
    }

    /// `render` sees nothing of the variables around it.
    fn run_alone(
        &mut self,
        name: String,
        template: &Template,
        faults: Faults,
        parameters: Vec<(Arc<str>, Value)>,
        out: &mut String,
    ) -> Flow {
        let mut frame = included(parameters.clone());
        frame.extend(parameters);
        let around = std::mem::replace(&mut self.frames, vec![frame]);
        let flow = self.run_template(name, template, faults, out);
        self.frames = around;
        if flow == Flow::Stop { Flow::Stop } else { Flow::Next }
    }

    fn parameters(&mut self, inclusion: &Inclusion) -> Vec<(Arc<str>, Value)> {
        inclusion.parameters.iter().map(|(name, value)| (name.clone(), self.value(value))).collect()
    }

    /// The file as a template, read but once, and what is wrong with it.
    fn template(&mut self, kind: InclusionKind, name: &str) -> Option<(Rc<Template>, Faults)> {
        let is_relative = kind == InclusionKind::Relative;
        let key = format!("{}{name}", if is_relative { "./" } else { "" });
        if let Some(known) = self.templates.get(&key) {
            return known.clone().map(|template| (template, Faults::default()));
        }
        let host = self.host;
        let source = match is_harmless(name) {
            true if is_relative => host.include_relative(name),
            true => host.include(name).or_else(|| host.include(&format!("{name}.liquid"))),
            false => None,
        };
        let mut faults = Faults::default();
        let template = source.map(|source| Rc::new(parse(&source, &mut faults)));
        self.templates.insert(key, template.clone());
        template.map(|template| (template, faults))
    }

    /// Writes the URL of a page, post or file.
    pub(crate) fn link(&mut self, kind: LinkKind, parts: &[NamePart], at: usize, out: &mut String) {
        let name = self.name(parts);
        let name = name.trim_matches(['"', '\'']);
        let host = self.host;
        let url = match kind {
            LinkKind::Link => host.link(name.trim_start_matches('/')),
            LinkKind::Post => host.post(name.trim_start_matches('/')),
        };
        match url {
            Some(url) => self.write(out, &relative_url(&url, host.base_path())),
            None => self.diagnostic(
                at,
                &format!("The link to \"{name}\" leads nowhere: there is no such page"),
            ),
        }
    }
}

/// The variables of an included file.
fn included(parameters: Vec<(Arc<str>, Value)>) -> Frame {
    Frame::from([(Arc::from("include"), Value::object(parameters))])
}

/// Whether a name stays below the folder that it is looked up in.
fn is_harmless(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('/')
        && !name.contains("..")
        && !name.contains(['\\', '\0'])
}
