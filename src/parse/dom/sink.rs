//! `Sink`: builds the tree as html5ever asks. It knows nothing of limits.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, LocalName, Namespace, QualName};

use super::tree::{Data, Dom, Name, NodeId};

/// The attributes that mean something to a reader of text. The others are not kept: html5ever
/// copies all of them whenever it opens a formatting element again.
const KEPT: &[&str] = &[
    "align",
    "alt",
    "aria-controls",
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
    "height",
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
    "width",
];

/// The tree under construction.
pub(super) struct Sink {
    dom: RefCell<Dom>,
    elements: Cell<usize>,
    /// Bytes of values of attributes that there is still room for.
    room: Cell<usize>,
    /// True if values were left out for want of room.
    is_full: Cell<bool>,
}

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.space
    }

    fn local_name(&self) -> &LocalName {
        &self.local
    }
}

impl Sink {
    pub(super) fn new(dom: Dom) -> Self {
        Self {
            dom: RefCell::new(dom),
            elements: Cell::new(0),
            room: Cell::new(0),
            is_full: Cell::new(false),
        }
    }

    /// Number of elements that html5ever asked for so far.
    pub(super) fn elements(&self) -> usize {
        self.elements.get()
    }

    /// Makes room for the attributes of so many bytes of HTML, and as many once more: those of an
    /// element that html5ever opens again are its own.
    pub(super) fn make_room(&self, html: usize) {
        self.room.set(self.room.get().saturating_add(html.saturating_mul(2)));
    }

    /// Tests whether values of attributes were left out.
    pub(super) fn is_full(&self) -> bool {
        self.is_full.get()
    }

    /// The attributes that are kept, as far as there is room.
    fn kept(&self, attributes: Vec<Attribute>) -> impl Iterator<Item = (LocalName, StrTendril)> {
        attributes
            .into_iter()
            .filter(|it| KEPT.contains(&&*it.name.local) && self.has_room(it.value.len()))
            .map(|it| (it.name.local, it.value))
    }

    fn has_room(&self, bytes: usize) -> bool {
        let left = self.room.get().checked_sub(bytes);
        self.room.set(left.unwrap_or(self.room.get()));
        self.is_full.set(self.is_full.get() || left.is_none());
        left.is_some()
    }

    /// The tree as it is now.
    pub(super) fn dom(&mut self) -> &mut Dom {
        self.dom.get_mut()
    }

    /// Puts `child` among the children of `parent`, before `next` or at the end.
    fn insert(&self, parent: NodeId, next: Option<NodeId>, child: NodeOrText<NodeId>) {
        let mut dom = self.dom.borrow_mut();
        match child {
            NodeOrText::AppendNode(node) => dom.link(parent, next, node),
            NodeOrText::AppendText(text) => dom.insert_text(parent, next, &text),
        }
    }

    fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.dom.borrow().parent(id)
    }
}

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = Dom;
    type ElemName<'a> = Name;

    fn finish(self) -> Dom {
        self.dom.into_inner()
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        NodeId::ROOT
    }

    /// The name of an element, owned: html5ever changes the tree while it looks at names.
    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Name {
        match self.dom.borrow().node(*target).map(|node| &node.data) {
            Some(Data::Element { name, .. }) => name.clone(),
            // html5ever never asks for the name of anything else.
            Some(Data::Text(_) | Data::Other) | None => {
                Name { space: Namespace::default(), local: LocalName::default() }
            }
        }
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        _flags: ElementFlags,
    ) -> NodeId {
        self.elements.set(self.elements.get() + 1);
        let mut dom = self.dom.borrow_mut();
        let id = dom.create_element(Name { space: name.ns, local: name.local });
        self.kept(attributes).for_each(|(name, value)| dom.add_attribute(id, name, &value));
        id
    }

    fn create_comment(&self, _text: StrTendril) -> NodeId {
        self.dom.borrow_mut().create(Data::Other)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> NodeId {
        self.dom.borrow_mut().create(Data::Other)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.insert(*parent, None, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &NodeId,
        previous: &NodeId,
        child: NodeOrText<NodeId>,
    ) {
        match self.parent(*element) {
            Some(parent) => self.insert(parent, Some(*element), child),
            None => self.insert(*previous, None, child),
        }
    }

    fn append_doctype_to_document(
        &self,
        _name: StrTendril,
        _public: StrTendril,
        _system: StrTendril,
    ) {
    }

    /// A template's content is its children: nothing of it is shown anyway.
    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        *target
    }

    fn same_node(&self, one: &NodeId, other: &NodeId) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeId, node: NodeOrText<NodeId>) {
        if let Some(parent) = self.parent(*sibling) {
            self.insert(parent, Some(*sibling), node);
        }
    }

    fn add_attrs_if_missing(&self, target: &NodeId, more: Vec<Attribute>) {
        let mut dom = self.dom.borrow_mut();
        for (name, value) in self.kept(more) {
            if dom.attribute(*target, &name).is_none() {
                dom.add_attribute(*target, name, &value);
            }
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.dom.borrow_mut().unlink(*target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        let mut dom = self.dom.borrow_mut();
        while let Some(child) = dom.first_child(*node) {
            dom.link(*new_parent, None, child);
        }
    }
}
