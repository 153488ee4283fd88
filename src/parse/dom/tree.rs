//! `Dom`: a tree of nodes in one `Vec`, and the ways through it. No tree of pointers: walking and
//! dropping never recurse.

use std::num::NonZeroU32;
use std::ops::Range;

use html5ever::{LocalName, Namespace};

use crate::diagnostic::Diagnostic;

/// A page as a browser's parser sees it.
pub(in crate::parse) struct Dom {
    pub(super) nodes: Vec<Node>,
    pub(super) attributes: Vec<Attribute>,
    /// The texts and the values of attributes, one after the other: a string of its own for each
    /// would cost as much as all the rest of the tree.
    pub(super) words: String,
    /// Diagnostics on all that had to be left out.
    pub(in crate::parse) diagnostics: Vec<Diagnostic>,
}

/// One node of a [`Dom`]: its position among all, from 1, so that an `Option` of it is no larger.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(in crate::parse) struct NodeId(pub(super) NonZeroU32);

/// A node and its neighbours.
pub(super) struct Node {
    pub(super) parent: Option<NodeId>,
    pub(super) previous: Option<NodeId>,
    pub(super) next: Option<NodeId>,
    pub(super) first: Option<NodeId>,
    pub(super) last: Option<NodeId>,
    pub(super) data: Data,
}

/// The content of a node.
pub(super) enum Data {
    Element {
        name: Name,
        /// Range of its attributes among the tree's.
        attributes: Range<usize>,
    },
    /// Range of its words among the tree's, in bytes.
    Text(Range<usize>),
    /// The document itself, a comment, a processing instruction: nothing to read.
    Other,
}

/// The name of an element. HTML, SVG and `MathML` each have an `a`.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) space: Namespace,
    pub(super) local: LocalName,
}

/// An attribute of an element.
pub(super) struct Attribute {
    pub(super) name: LocalName,
    /// Range of its value among the tree's words, in bytes.
    pub(super) value: Range<usize>,
}

impl Dom {
    /// The node that holds everything.
    pub(in crate::parse) fn root(&self) -> NodeId {
        NodeId::ROOT
    }

    /// Number of nodes; their indices are smaller.
    pub(in crate::parse) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Number of bytes of all its words.
    #[cfg(test)]
    pub(in crate::parse) fn words_len(&self) -> usize {
        self.words.len()
    }

    /// The children of a node, in order.
    pub(in crate::parse) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.first_child(id), |child| self.next_sibling(*child))
    }

    /// The node that holds this one.
    pub(in crate::parse) fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id)?.parent
    }

    /// The first child of a node.
    pub(in crate::parse) fn first_child(&self, id: NodeId) -> Option<NodeId> {
        self.node(id)?.first
    }

    /// The node after this one with the same parent.
    pub(in crate::parse) fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        self.node(id)?.next
    }

    /// The words of a text node.
    pub(in crate::parse) fn text(&self, id: NodeId) -> Option<&str> {
        match &self.node(id)?.data {
            Data::Text(words) => self.words.get(words.clone()),
            Data::Element { .. } | Data::Other => None,
        }
    }

    /// The name of an element, in lower case; empty for other nodes.
    pub(in crate::parse) fn name(&self, id: NodeId) -> &str {
        match self.node(id).map(|node| &node.data) {
            Some(Data::Element { name, .. }) => &name.local,
            Some(Data::Text(_) | Data::Other) | None => "",
        }
    }

    /// An attribute of an element. Only those that the sink keeps are known.
    pub(in crate::parse) fn attribute(&self, id: NodeId, wanted: &str) -> Option<&str> {
        match &self.node(id)?.data {
            Data::Element { attributes, .. } => {
                let mut own = self.attributes.get(attributes.clone())?.iter();
                self.words.get(own.find(|it| &*it.name == wanted)?.value.clone())
            }
            Data::Text(_) | Data::Other => None,
        }
    }

    /// The words of the `class` attribute.
    pub(in crate::parse) fn classes(&self, id: NodeId) -> impl Iterator<Item = &str> {
        self.attribute(id, "class").unwrap_or("").split_ascii_whitespace()
    }

    /// Tests whether an element has that class.
    pub(in crate::parse) fn has_class(&self, id: NodeId, wanted: &str) -> bool {
        self.classes(id).any(|class| class == wanted)
    }

    /// The node at and below `top`, each before its children; `enter` says whose children are
    /// visited.
    pub(in crate::parse) fn descendants<'a>(
        &'a self,
        top: NodeId,
        enter: impl Fn(NodeId) -> bool + 'a,
    ) -> impl Iterator<Item = NodeId> + 'a {
        std::iter::successors(Some(top), move |&id| {
            let below = if enter(id) { self.first_child(id) } else { None };
            below.or_else(|| self.after(id, top))
        })
    }

    /// The next node after `id` and all below it, inside `top`.
    pub(in crate::parse) fn after(&self, id: NodeId, top: NodeId) -> Option<NodeId> {
        let mut at = id;
        while at != top {
            if let Some(next) = self.next_sibling(at) {
                return Some(next);
            }
            at = self.parent(at)?;
        }
        None
    }

    pub(super) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.index())
    }
}

impl NodeId {
    /// The first node of all.
    pub(super) const ROOT: Self = Self(NonZeroU32::MIN);

    /// Its position among all nodes, from 0.
    pub(in crate::parse) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}
