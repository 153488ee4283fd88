//! Links: around words, around blocks, around nothing but an icon.

use std::cell::Cell;
use std::rc::Rc;

use percent_encoding::percent_decode_str;

use super::flow::Flow;
use super::line::{OpenLink, Wrapper};
use super::tidy::one_line;
use super::walk::Walker;
use crate::document::{Inline, Link, Target};
use crate::parse::dom::NodeId;
use crate::uri::UriReference;

impl Walker<'_> {
    pub(super) fn link(&mut self, id: NodeId, flow: &mut Flow) {
        let Some(href) = self.dom.attribute(id, "href").map(str::trim) else {
            return self.children(id, flow);
        };
        if let Some(number) = self.notes.reference(href) {
            return flow.line.note(number);
        }
        let held = self.facts.held(id);
        if href.starts_with('#') && self.is_sign(id) {
            return;
        }
        let link = OpenLink {
            target: self.links.resolve(href),
            title: self.dom.attribute(id, "title").map_or_else(String::new, one_line),
            fragment: fragment_of(href),
            around_blocks: held.block,
            has_words: held.words,
            written: Cell::new(false),
        };
        let link = Rc::new(link);
        self.wrapped(id, Wrapper::Link(Rc::clone(&link)), flow);
        if !link.written.get() {
            self.wordless_link(id, &link, flow);
        }
    }

    /// A link that came out without words, such as one with an icon: what the page says of it to
    /// those who can't see.
    fn wordless_link(&mut self, id: NodeId, link: &OpenLink, flow: &mut Flow) {
        if link.target == Target::Nowhere {
            return;
        }
        let mut given = ["aria-label", "title"].into_iter();
        let given = given.find_map(|name| self.dom.attribute(id, name)).map(one_line);
        let label = given.filter(|label| !label.is_empty()).or_else(|| self.drawn_title(id));
        let content = label.map(Inline::Text).into_iter().collect();
        flow.line.link(Link {
            target: link.target.clone(),
            title: link.title.clone(),
            fragment: link.fragment.clone(),
            content,
        });
    }

    /// The title of a drawing (`svg`), or the face of a button, in a link.
    fn drawn_title(&self, id: NodeId) -> Option<String> {
        let title = self
            .dom
            .descendants(id, |_| true)
            .take(64)
            .find(|it| matches!(self.dom.name(*it), "title" | "button"))?;
        Some(one_line(&self.words(title))).filter(|title| !title.is_empty())
    }

    /// Tests whether a link within the page is only a sign: `¶` after a heading, `↩` after a note.
    fn is_sign(&self, id: NodeId) -> bool {
        let words = self.words_up_to(id, 4);
        // Words that stand deep inside are more than a sign.
        let is_known = !words.is_empty() || !self.facts.held(id).words;
        is_known
            && !self.dom.children(id).any(|child| self.facts.held(child).links)
            && words.trim().chars().all(|it| {
                matches!(
                    it,
                    '#' | '¶' | '§' | '🔗' | '↩' | '↑' | '⤴' | '⏎' | '\u{fe0e}' | '\u{fe0f}'
                )
            })
    }

    /// A part of a picture that is a link.
    pub(super) fn area(&mut self, id: NodeId, flow: &mut Flow) {
        let Some(href) = self.dom.attribute(id, "href") else { return };
        let target = self.links.resolve(href.trim());
        let label = one_line(self.dom.attribute(id, "alt").unwrap_or(""));
        flow.line.text(" ");
        flow.line.link(Link::new(target, vec![Inline::Text(label)]));
    }
}

/// The longest name of a place on a page that is kept of a link, in bytes.
const LONGEST_FRAGMENT: usize = 256;

/// The name of the place on a page that a reference leads to, decoded; empty when there is none.
fn fragment_of(reference: &str) -> String {
    let name = UriReference::split(reference).fragment.unwrap_or_default();
    let name = Some(name).filter(|name| name.len() <= LONGEST_FRAGMENT).unwrap_or_default();
    one_line(&percent_decode_str(name).decode_utf8_lossy())
}
