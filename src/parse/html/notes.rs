//! `Notes`: the footnotes of a page, wherever they stand, numbered by first use.
//!
//! Knows what pulldown-cmark, kramdown, Hugo, GitHub and Pandoc write.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;

use crate::parse::dom::{Dom, NodeId};

/// The footnotes of a page.
pub(super) struct Notes {
    /// In the order in which they stand.
    pub(super) definitions: Vec<Definition>,
    /// By the name that references use, in lower case.
    by_name: HashMap<String, usize>,
    by_node: HashMap<NodeId, usize>,
    /// In the order in which they were first used; a note's number is its position, from 1.
    pub(super) used: Vec<usize>,
}

/// A note where it stands.
pub(super) struct Definition {
    pub(super) node: NodeId,
    number: Option<usize>,
}

impl Notes {
    /// Finds the footnotes of a page.
    pub(super) fn of(dom: &Dom) -> Self {
        let mut notes = Self {
            definitions: Vec::new(),
            by_name: HashMap::new(),
            by_node: HashMap::new(),
            used: Vec::new(),
        };
        for node in dom.descendants(dom.root(), |_| true) {
            if let Some(name) = definition_name(dom, node) {
                let index = notes.definitions.len();
                notes.definitions.push(Definition { node, number: None });
                notes.by_name.entry(name.to_lowercase()).or_insert(index);
                notes.by_node.insert(node, index);
            }
        }
        notes
    }

    /// The number of the note that a link leads to, if it leads to one.
    pub(super) fn reference(&mut self, href: &str) -> Option<usize> {
        let index = self.find(href)?;
        self.use_of(index)
    }

    /// Tests whether the first link in an element leads to a note.
    pub(super) fn is_reference_inside(&self, dom: &Dom, id: NodeId) -> bool {
        let link = dom.descendants(id, |_| true).take(8).find_map(|it| dom.attribute(it, "href"));
        link.is_some_and(|href| self.find(href).is_some())
    }

    /// Tests whether an element is read elsewhere or not at all: a note, and the furniture around
    /// notes.
    pub(super) fn is_elsewhere(&self, dom: &Dom, id: NodeId) -> bool {
        if self.by_node.is_empty() {
            return false;
        }
        match dom.name(id) {
            "sup" => dom.has_class(id, "footnote-definition-label"),
            "hr" => dom.parent(id).is_some_and(|parent| is_endnotes(dom, parent)),
            "h2" => dom.attribute(id, "id") == Some("footnote-label"),
            "a" => is_back_link(dom, id),
            _ => self.by_node.contains_key(&id),
        }
    }

    fn find(&self, href: &str) -> Option<usize> {
        let name = href.strip_prefix('#')?;
        let exact = self.by_name.get(&name.to_lowercase());
        exact
            .or_else(|| {
                self.by_name.get(&percent_decode_str(name).decode_utf8_lossy().to_lowercase())
            })
            .copied()
    }

    pub(super) fn use_of(&mut self, index: usize) -> Option<usize> {
        let definition = self.definitions.get_mut(index)?;
        if definition.number.is_none() {
            self.used.push(index);
            definition.number = Some(self.used.len());
        }
        definition.number
    }
}

/// The name of a footnote, if the element is one.
fn definition_name(dom: &Dom, id: NodeId) -> Option<&str> {
    let name = dom.attribute(id, "id")?;
    let is_note = match dom.name(id) {
        "div" => dom.has_class(id, "footnote-definition"),
        "li" => {
            let list = dom.parent(id)?;
            is_endnotes(dom, list)
                || dom.parent(list).is_some_and(|around| is_endnotes(dom, around))
        }
        _ => false,
    };
    is_note.then_some(name)
}

fn is_endnotes(dom: &Dom, id: NodeId) -> bool {
    dom.has_class(id, "footnotes") || dom.attribute(id, "role") == Some("doc-endnotes")
}

fn is_back_link(dom: &Dom, id: NodeId) -> bool {
    dom.attribute(id, "role") == Some("doc-backlink")
        || dom.classes(id).any(|class| {
            matches!(
                class,
                "reversefootnote"
                    | "footnote-backref"
                    | "footnote-return"
                    | "footnote-back"
                    | "data-footnote-backref"
            )
        })
}
