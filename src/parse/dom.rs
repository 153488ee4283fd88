//! HTML to a tree of nodes in one `Vec`. With its parts (`builder`, `tree`, `sink`, `limits`,
//! `attributes`) the only place that names `html5ever`.
//!
//! The nodes' meaning is for the `html` module to say. No tree of pointers: walking and dropping
//! never recurse.

mod attributes;
mod builder;
mod limits;
pub(super) mod name;
mod sink;
mod tree;

pub(super) use self::builder::Builder;
pub(super) use self::limits::mentions_raw;

use std::num::NonZeroU32;
use std::ops::Range;

use html5ever::{LocalName, Namespace};

use crate::diagnostic::Diagnostic;

/// A page as a browser's parser sees it.
pub(super) struct Dom {
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
    /// The texts and the values of attributes, one after the other: a string of its own for each
    /// would cost as much as all the rest of the tree.
    words: String,
    /// Diagnostics on all that had to be left out.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// One node of a [`Dom`]: its place among all, from 1, so that an `Option` of it is no larger.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct NodeId(NonZeroU32);

/// A node and its neighbours.
struct Node {
    parent: Option<NodeId>,
    previous: Option<NodeId>,
    next: Option<NodeId>,
    first: Option<NodeId>,
    last: Option<NodeId>,
    data: Data,
}

/// The content of a node.
enum Data {
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
struct Name {
    space: Namespace,
    local: LocalName,
}

/// An attribute of an element.
struct Attribute {
    name: LocalName,
    /// Range of its value among the tree's words, in bytes.
    value: Range<usize>,
}

impl Dom {
    /// Parses a fragment or a whole page. A whole page becomes the content of its head and its
    /// body, in this order.
    pub(super) fn parse(html: &str) -> Self {
        let mut builder = Builder::new(html.len());
        builder.html(html);
        builder.finish()
    }

    /// The node that holds everything.
    pub(super) fn root(&self) -> NodeId {
        NodeId::ROOT
    }

    /// Number of nodes; their indices are smaller.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The children of a node, in order.
    pub(super) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.first_child(id), |child| self.next_sibling(*child))
    }

    /// The node that holds this one.
    pub(super) fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id)?.parent
    }

    /// The first child of a node.
    pub(super) fn first_child(&self, id: NodeId) -> Option<NodeId> {
        self.node(id)?.first
    }

    /// The node after this one with the same parent.
    pub(super) fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        self.node(id)?.next
    }

    /// The words of a text node.
    pub(super) fn text(&self, id: NodeId) -> Option<&str> {
        match &self.node(id)?.data {
            Data::Text(words) => self.words.get(words.clone()),
            Data::Element { .. } | Data::Other => None,
        }
    }

    /// The name of an element, in lower case; empty for other nodes.
    pub(super) fn name(&self, id: NodeId) -> &str {
        match self.node(id).map(|node| &node.data) {
            Some(Data::Element { name, .. }) => &name.local,
            Some(Data::Text(_) | Data::Other) | None => "",
        }
    }

    /// An attribute of an element. Only those that [`sink`] keeps are known.
    pub(super) fn attribute(&self, id: NodeId, wanted: &str) -> Option<&str> {
        match &self.node(id)?.data {
            Data::Element { attributes, .. } => {
                let mut own = self.attributes.get(attributes.clone())?.iter();
                self.words.get(own.find(|it| &*it.name == wanted)?.value.clone())
            }
            Data::Text(_) | Data::Other => None,
        }
    }

    /// The words of the `class` attribute.
    pub(super) fn classes(&self, id: NodeId) -> impl Iterator<Item = &str> {
        self.attribute(id, "class").unwrap_or_default().split_ascii_whitespace()
    }

    /// Tests whether an element has that class.
    pub(super) fn has_class(&self, id: NodeId, wanted: &str) -> bool {
        self.classes(id).any(|class| class == wanted)
    }

    /// The node at and below `top`, each before its children; `enter` says whose children are
    /// visited.
    pub(super) fn descendants<'a>(
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
    pub(super) fn after(&self, id: NodeId, top: NodeId) -> Option<NodeId> {
        let mut at = id;
        while at != top {
            if let Some(next) = self.next_sibling(at) {
                return Some(next);
            }
            at = self.parent(at)?;
        }
        None
    }

    fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.index())
    }
}

impl NodeId {
    /// The first node of all.
    const ROOT: Self = Self(NonZeroU32::MIN);

    /// Its place among all nodes, from 0.
    pub(super) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree in a short form: `b(text i(x))`.
    fn shape(dom: &Dom, id: NodeId) -> String {
        if let Some(text) = dom.text(id) {
            return text.to_owned();
        }
        let inside: Vec<String> = dom.children(id).map(|child| shape(dom, child)).collect();
        format!("{}({})", dom.name(id), inside.join(" "))
    }

    fn check(html: &str, expected: &str) {
        let dom = Dom::parse(html);
        assert_eq!(shape(&dom, dom.root()), format!("({expected})"), "{html}");
    }

    #[test]
    fn a_tree_is_what_a_browser_makes_of_it() {
        check("<p>a<p>b", "html(p(a) p(b))");
        check("<b>a<i>b</b>c</i>", "html(b(a i(b)) i(c))");
        check("<table><tr><td>a</table>", "html(table(tbody(tr(td(a)))))");
        check("<table>x<tr><td>a</table>", "html(x table(tbody(tr(td(a)))))");
        check("a<!-- b -->c", "html(a () c)");
        check("<title>t</title><body class=x><p>a</p></body>b", "html(title(t) p(a) b)");
    }

    #[test]
    fn raw_text_without_an_end_does_not_swallow_the_page() {
        check("the <title> tag <b>x</b>", "html(the  tag  b(x))");
        check("<iframe src=a /><p>b", "html(iframe() p(b))");
        check("<plaintext><p>b", "html(p(b))");
        check("<textarea>a<b></textarea>c", "html(textarea(a<b>) c)");
        check("<frameset><frame src=a></frameset>b", "html(embed() b)");
    }

    #[test]
    fn depth_and_number_of_nodes_are_bounded() {
        let deep = Dom::parse(&"<div>".repeat(100_000));
        assert!(deep.len() < 400, "{}", deep.len());
        assert_eq!(deep.diagnostics.len(), 1);
        let closed = format!("{}x{}y", "<div>".repeat(100_000), "</div>".repeat(100_000));
        let dom = Dom::parse(&closed);
        let html = dom.first_child(dom.root()).unwrap();
        assert_eq!(dom.text(dom.children(html).last().unwrap()), Some("y"));
        let many: String = (0..50_000).map(|number| format!("<p><b id={number}></p>x")).collect();
        let bounded = Dom::parse(&many);
        assert!(bounded.len() < many.len(), "{} nodes of {} bytes", bounded.len(), many.len());
        assert!(!bounded.diagnostics.is_empty());
    }
}
