//! Mathematics: TeX as its author wrote it, displayed as a block called `math`, in the line between
//! `$`, where it is not simple enough to be text.

use super::flow::Flow;
use super::tex;
use super::walk::Walker;
use crate::document::{Block, Code};
use crate::parse::dom::NodeId;

impl Walker<'_> {
    /// Tests whether an element is a formula that pulldown-cmark marked.
    pub(super) fn is_formula(&self, id: NodeId) -> bool {
        self.dom.name(id) == "span"
            && self
                .dom
                .classes(id)
                .any(|class| matches!(class, "math-inline" | "math-display" | "katex-html"))
    }

    /// Reads a formula for which [`Self::is_formula`] holds. What KaTeX drew (`katex-html`) stands
    /// there twice.
    pub(super) fn marked_formula(&mut self, id: NodeId, flow: &mut Flow) {
        if !self.dom.has_class(id, "katex-html") {
            let tex = self.words(id);
            self.tex(&tex, self.dom.has_class(id, "math-display"), flow);
        }
    }

    /// `<math>`: the TeX it was made of, if it says so, else its words.
    pub(super) fn formula(&mut self, id: NodeId, flow: &mut Flow) {
        let tex = Some("application/x-tex");
        let mut parts = self.dom.descendants(id, |_| true);
        match parts.find(|it| self.dom.attribute(*it, "encoding") == tex) {
            Some(annotation) => {
                let tex = self.words(annotation);
                self.tex(&tex, self.dom.attribute(id, "display") == Some("block"), flow);
            }
            None => flow.line.text(&self.words(id)),
        }
    }

    /// `<script type="math/tex">`, as kramdown writes formulas; any other script is dropped.
    pub(super) fn script(&mut self, id: NodeId, flow: &mut Flow) {
        let script_type = self.dom.attribute(id, "type").unwrap_or("");
        if script_type.trim_start().starts_with("math/tex") {
            let tex = self.words(id);
            let shown =
                tex.lines().filter(|line| !matches!(line.trim(), "% <![CDATA[" | "%]]>" | "% ]]>"));
            let tex = shown.collect::<Vec<_>>().join("\n");
            self.tex(&tex, script_type.contains("mode=display"), flow);
        }
    }

    fn tex(&mut self, tex: &str, displayed: bool, flow: &mut Flow) {
        let tex = tex.trim();
        if tex.is_empty() {
            return;
        }
        if !displayed {
            return flow.line.text(&tex::as_text(tex).unwrap_or_else(|| format!("${tex}$")));
        }
        self.flush(flow);
        flow.blocks.push(Block::Code(Code { language: "math".to_owned(), text: tex.to_owned() }));
    }
}
