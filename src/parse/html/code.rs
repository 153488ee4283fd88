//! Code: in a line, and as blocks with their language and without line numbers.

use super::element::{Role, is_gutter, role};
use super::flow::Flow;
use super::walk::Walker;
use crate::document::{Block, Code, Inline, Link, Target};
use crate::parse::dom::NodeId;

/// Number of elements above a `<pre>` that may name its language: Jekyll's stands two above.
const NEAR: usize = 4;

/// The language that an info string or a class names: its first word without braces and dots.
pub(in crate::parse) fn language_of(info: &str) -> &str {
    let words = info.split(|it: char| it.is_whitespace() || matches!(it, '{' | '}' | ',' | ';'));
    let mut words = words.map(|word| word.trim_start_matches('.'));
    words.find(|it| !it.is_empty() && !it.starts_with('#') && !it.contains('=')).unwrap_or("")
}

impl Walker<'_> {
    /// `<code>` in running text. With a link or a picture in it, those matter more than its marks.
    pub(super) fn code_in_line(&mut self, id: NodeId, flow: &mut Flow) {
        let held = self.facts.held(id);
        if held.links || held.block {
            return self.children(id, flow);
        }
        let mut code = String::new();
        for part in self.dom.descendants(id, |_| true) {
            match self.dom.name(part) {
                "br" => code.push(' '),
                _ => code.push_str(self.dom.text(part).unwrap_or("")),
            }
        }
        flow.line.code(code.trim_matches(['\n', '\r']));
    }

    /// `<pre>`, and after it the links and pictures in it, which code can't hold.
    pub(super) fn preformatted(&mut self, id: NodeId, flow: &mut Flow) {
        let text = self.code_text(id);
        if !text.trim().is_empty() {
            let language = self.language(id).to_owned();
            flow.blocks.push(Block::Code(Code { language, text }));
        }
        if self.facts.held(id).links {
            self.links_of_code(id, flow);
        }
    }

    fn code_text(&self, id: NodeId) -> String {
        let mut text = String::new();
        let mut at = Some(id);
        // The nodes after elements that are lines of their own.
        let mut after_lines: Vec<NodeId> = Vec::new();
        while let Some(part) = at {
            while after_lines.pop_if(|after| *after == part).is_some() {
                end_line(&mut text);
            }
            let hidden = part != id && is_gutter(self.dom, part) || is_hidden(self.dom.name(part));
            match self.dom.name(part) {
                "br" => text.push('\n'),
                "div" | "p" | "tr" | "li" => after_lines.extend(self.dom.after(part, id)),
                _ if hidden => {}
                _ => text.extend(self.dom.text(part).unwrap_or("").chars().filter(Code::holds)),
            }
            let below = if hidden { None } else { self.dom.first_child(part) };
            at = below.or_else(|| self.dom.after(part, id));
        }
        text.truncate(text.trim_end_matches('\n').len());
        text
    }

    fn links_of_code(&mut self, id: NodeId, flow: &mut Flow) {
        let mut content: Vec<Inline> = Vec::new();
        let parts: Vec<NodeId> = self.dom.descendants(id, |it| !is_gutter(self.dom, it)).collect();
        for part in parts {
            let role = role(self.dom.name(part));
            if role == Role::Link {
                content.extend(self.link_of_code(part));
            } else if role == Role::Picture {
                self.picture(part, flow);
            }
        }
        let pictures = flow.line.take();
        content.extend(pictures);
        if !content.is_empty() {
            let spaced = content.into_iter().flat_map(|it| [it, Inline::Text(" ".to_owned())]);
            let mut paragraph: Vec<Inline> = spaced.collect();
            paragraph.pop();
            flow.blocks.push(Block::Paragraph(paragraph));
        }
    }

    fn link_of_code(&self, id: NodeId) -> Option<Inline> {
        let target = self.links.resolve(self.dom.attribute(id, "href")?.trim());
        let words = super::tidy::one_line(&self.words(id));
        let content = if words.is_empty() { Vec::new() } else { vec![Inline::Text(words)] };
        if target == Target::Nowhere {
            return None;
        }
        Some(Inline::from(Link::new(target, content)))
    }

    /// The language of a `<pre>`, named at it, at the code in it or a little above.
    fn language(&self, id: NodeId) -> &str {
        let within = self
            .dom
            .descendants(id, |_| true)
            .take(8)
            .filter(|it| matches!(self.dom.name(*it), "pre" | "code"));
        let above =
            std::iter::successors(self.dom.parent(id), |it| self.dom.parent(*it)).take(NEAR);
        let named = within.chain(above).find_map(|it| self.language_at(it)).unwrap_or("");
        // Rouge writes this when the author named none.
        if named == "plaintext" { "" } else { named }
    }

    fn language_at(&self, id: NodeId) -> Option<&str> {
        let mut named = ["data-lang", "data-language"].into_iter();
        let named = named.find_map(|name| self.dom.attribute(id, name));
        let named = named.or_else(|| self.dom.classes(id).find_map(prefixed));
        let language = language_of(named.or_else(|| self.pandoc_language(id))?);
        if language.is_empty() { None } else { Some(language) }
    }

    /// The language in what Pandoc writes: `<pre class="sourceCode python">`.
    fn pandoc_language(&self, id: NodeId) -> Option<&str> {
        if !self.dom.has_class(id, "sourceCode") {
            return None;
        }
        let mut classes = self.dom.classes(id);
        classes.find(|it| !matches!(*it, "sourceCode" | "numberSource" | "numberLines"))
    }
}

/// The language that a class names behind a prefix.
fn prefixed(class: &str) -> Option<&str> {
    let prefixes = ["language-", "lang-", "highlight-source-"];
    prefixes.into_iter().find_map(|prefix| class.strip_prefix(prefix))
}

fn end_line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

/// Tests whether an element is left out even of a listing.
fn is_hidden(name: &str) -> bool {
    matches!(name, "script" | "style" | "button" | "template" | "svg")
}
