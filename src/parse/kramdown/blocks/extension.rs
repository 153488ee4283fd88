//! Attribute lists and extensions on lines of their own.

use super::level::Level;
use crate::parse::kramdown::attributes::{self, Braces, Extension};
use crate::parse::kramdown::line::{is_blank, outdented};
use crate::parse::kramdown::node::{Attributes, Boundary, Node};
use crate::parse::offsets::between_found;

impl<'t> Level<'t, '_> {
    pub(super) fn extension(&mut self) -> bool {
        if !outdented(self.line()).starts_with("{:") {
            return false;
        }
        let Some(Braces { inside, length }) = attributes::alone(self.rest()) else { return false };
        if inside.starts_with(':') {
            return self.run(inside, length);
        }
        self.pass(length);
        if attributes::is_special(inside) {
            // A name for attributes, or the end of an extension that never began.
            self.add(Node::Boundary(Boundary::Attributes));
        } else {
            self.attributes(inside);
        }
        true
    }

    /// An attribute list says something of the block before it, else of the one behind it.
    fn attributes(&mut self, inside: &str) {
        let mut attributes = Attributes::default();
        attributes.add(inside);
        let belongs_before = match self.nodes.last() {
            Some(Node::Blank { .. }) | None => false,
            Some(Node::Boundary(boundary)) => *boundary == Boundary::Definition,
            Some(_) => true,
        };
        if belongs_before {
            self.attach(&attributes);
            if attributes::block(self.rest()).is_none() {
                self.nodes.push(Node::Boundary(Boundary::Attributes));
            }
        } else {
            self.pending.get_or_insert_default().add(inside);
        }
    }

    /// An extension, whose mark has so many bytes.
    fn run(&mut self, inside: &'t str, length: usize) -> bool {
        let Some(extension) = Extension::of(inside) else { return false };
        match extension.name {
            "options" => {
                self.page.options.change(inside);
                self.pass(length);
                self.add(Node::Boundary(Boundary::Attributes));
                true
            }
            "comment" | "nomarkdown" if extension.is_empty => {
                self.pass(length);
                true
            }
            "comment" | "nomarkdown" if !self.unclosed.extension => {
                let behind = between_found(self.rest(), length..);
                let Some((body, rest)) = body(behind, &extension) else {
                    self.unclosed.extension = true;
                    return false;
                };
                self.at = self.text.len() - rest.len();
                let is_shown = extension.name == "nomarkdown" && !extension.is_foreign;
                let shown = if is_shown { body } else { "" };
                self.add(Node::Html(shown.to_owned()));
                true
            }
            _ => false,
        }
    }
}

/// The body of an extension, whose end has a line of its own, and the text behind.
fn body<'t>(text: &'t str, extension: &Extension<'_>) -> Option<(&'t str, &'t str)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if extension.behind_end(outdented(line)).is_some_and(is_blank) {
            let body = between_found(text, ..at);
            return Some((body, between_found(text, at + line.len()..)));
        }
        at += line.len();
    }
    None
}
