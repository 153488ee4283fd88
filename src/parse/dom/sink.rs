//! `Sink`: builds the tree in a `Vec` as html5ever asks. It knows nothing of limits.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, LocalName, Namespace, QualName};

use super::{Data, Dom, Node, NodeId};

/// The attributes that mean something to a reader of text. The others are not kept: html5ever copies all of them
/// whenever it opens a formatting element again.
const KEPT: &[&str] = &[
    "align",
    "alt",
    "aria-label",
    "checked",
    "class",
    "colspan",
    "data",
    "data-lang",
    "data-language",
    "data-lazy-src",
    "data-original",
    "data-src",
    "display",
    "encoding",
    "href",
    "id",
    "lang",
    "name",
    "placeholder",
    "poster",
    "rel",
    "role",
    "rowspan",
    "src",
    "srcset",
    "start",
    "style",
    "title",
    "type",
    "value",
];

/// The tree under construction.
pub(super) struct Sink {
    nodes: RefCell<Vec<Node>>,
    elements: Cell<usize>,
}

/// The name of an element, owned: html5ever changes the tree while it looks at names.
#[derive(Debug)]
pub(super) struct Name {
    ns: Namespace,
    local: LocalName,
}

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.local
    }
}

impl Sink {
    /// An empty tree, with room for so many nodes.
    pub(super) fn new(nodes: usize) -> Self {
        let sink = Self { nodes: RefCell::new(Vec::with_capacity(nodes)), elements: Cell::new(0) };
        sink.create(Data::Other);
        sink
    }

    /// How many elements were made so far.
    pub(super) fn elements(&self) -> usize {
        self.elements.get()
    }

    fn create(&self, data: Data) -> NodeId {
        let mut nodes = self.nodes.borrow_mut();
        // The limit on elements keeps the number of nodes far below.
        let id = NodeId(u32::try_from(nodes.len()).unwrap_or(u32::MAX));
        nodes.push(Node { parent: None, previous: None, next: None, first: None, last: None, data });
        id
    }

    /// Puts `child` among the children of `parent`, before `next` or at the end.
    fn insert(&self, parent: NodeId, next: Option<NodeId>, child: NodeOrText<NodeId>) {
        match child {
            NodeOrText::AppendNode(node) => self.link(parent, next, node),
            NodeOrText::AppendText(text) => {
                if !self.extend_text(parent, next, &text) {
                    let node = self.create(Data::Text(text));
                    self.link(parent, next, node);
                }
            }
        }
    }

    /// Adds to the text node before the place, if there is one.
    fn extend_text(&self, parent: NodeId, next: Option<NodeId>, more: &StrTendril) -> bool {
        let before = match next {
            Some(next) => self.read(next, |node| node.previous),
            None => self.read(parent, |node| node.last),
        };
        let Some(before) = before else { return false };
        match self.nodes.borrow_mut().get_mut(before.index()).map(|node| &mut node.data) {
            Some(Data::Text(text)) => {
                text.push_tendril(more);
                true
            }
            Some(Data::Element { .. } | Data::Other) | None => false,
        }
    }

    fn link(&self, parent: NodeId, next: Option<NodeId>, node: NodeId) {
        self.unlink(node);
        let previous = match next {
            Some(next) => self.read(next, |node| node.previous),
            None => self.read(parent, |node| node.last),
        };
        self.change(node, |it| (it.parent, it.previous, it.next) = (Some(parent), previous, next));
        match previous {
            Some(previous) => self.change(previous, |it| it.next = Some(node)),
            None => self.change(parent, |it| it.first = Some(node)),
        }
        match next {
            Some(next) => self.change(next, |it| it.previous = Some(node)),
            None => self.change(parent, |it| it.last = Some(node)),
        }
    }

    fn unlink(&self, node: NodeId) {
        // A new node stands nowhere yet.
        if self.read(node, |it| it.parent).is_none() {
            return;
        }
        let mut place = (None, None, None);
        self.change(node, |it| place = (it.parent.take(), it.previous.take(), it.next.take()));
        let (Some(parent), previous, next) = place else { return };
        match previous {
            Some(previous) => self.change(previous, |it| it.next = next),
            None => self.change(parent, |it| it.first = next),
        }
        match next {
            Some(next) => self.change(next, |it| it.previous = previous),
            None => self.change(parent, |it| it.last = previous),
        }
    }

    fn read(&self, id: NodeId, what: impl Fn(&Node) -> Option<NodeId>) -> Option<NodeId> {
        self.nodes.borrow().get(id.index()).and_then(what)
    }

    fn change(&self, id: NodeId, how: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.borrow_mut().get_mut(id.index()) {
            how(node);
        }
    }
}

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = Dom;
    type ElemName<'a> = Name;

    fn finish(self) -> Dom {
        Dom { nodes: self.nodes.into_inner(), remarks: Vec::new() }
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        NodeId(0)
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Name {
        let nodes = self.nodes.borrow();
        match nodes.get(target.index()).map(|node| &node.data) {
            Some(Data::Element { name, .. }) => Name { ns: name.ns.clone(), local: name.local.clone() },
            // html5ever never asks for the name of anything else.
            Some(Data::Text(_) | Data::Other) | None => Name { ns: Namespace::default(), local: LocalName::default() },
        }
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _flags: ElementFlags) -> NodeId {
        self.elements.set(self.elements.get() + 1);
        self.create(Data::Element { name, attributes: kept(attributes).collect() })
    }

    fn create_comment(&self, _text: StrTendril) -> NodeId {
        self.create(Data::Other)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> NodeId {
        self.create(Data::Other)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.insert(*parent, None, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        match self.read(*element, |node| node.parent) {
            Some(parent) => self.insert(parent, Some(*element), child),
            None => self.insert(*previous, None, child),
        }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public: StrTendril, _system: StrTendril) {}

    /// A template's content is its children: nothing of it is shown anyway.
    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        *target
    }

    fn same_node(&self, one: &NodeId, other: &NodeId) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeId, node: NodeOrText<NodeId>) {
        if let Some(parent) = self.read(*sibling, |it| it.parent) {
            self.insert(parent, Some(*sibling), node);
        }
    }

    fn add_attrs_if_missing(&self, target: &NodeId, more: Vec<Attribute>) {
        self.change(*target, |node| match &mut node.data {
            Data::Element { attributes, .. } => {
                for (name, value) in kept(more) {
                    if !attributes.iter().any(|(present, _)| *present == name) {
                        attributes.push((name, value));
                    }
                }
            }
            Data::Text(_) | Data::Other => {}
        });
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.unlink(*target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        while let Some(child) = self.read(*node, |it| it.first) {
            self.link(*new_parent, None, child);
        }
    }
}

fn kept(attributes: Vec<Attribute>) -> impl Iterator<Item = (LocalName, StrTendril)> {
    attributes.into_iter().filter(|it| KEPT.contains(&&*it.name.local)).map(|it| (it.name.local, it.value))
}
