//! Growth of a tree: nodes are made, linked, moved. Which ones, is for the sink and the builder to
//! say.

use std::num::NonZeroU32;

use html5ever::LocalName;

use super::tree::{Attribute, Data, Dom, Name, Node, NodeId};

impl Dom {
    /// A tree of one node, with room for a page of so many bytes.
    pub(super) fn with_room_for(bytes: usize) -> Self {
        /// Roughly how many bytes of a page make a node, in running text.
        const BYTES_A_NODE: usize = 32;
        let mut dom = Self {
            nodes: Vec::with_capacity(bytes / BYTES_A_NODE),
            attributes: Vec::new(),
            words: String::with_capacity(bytes),
            diagnostics: Vec::new(),
        };
        dom.create(Data::Other);
        dom
    }

    /// Makes a node that stands nowhere yet.
    pub(super) fn create(&mut self, data: Data) -> NodeId {
        // The limit on elements keeps the number of nodes far below.
        let before = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes.push(Node {
            parent: None,
            previous: None,
            next: None,
            first: None,
            last: None,
            data,
        });
        NodeId(NonZeroU32::MIN.saturating_add(before))
    }

    /// Makes an element that stands nowhere yet and has no attributes.
    pub(super) fn create_element(&mut self, name: Name) -> NodeId {
        let none = self.attributes.len();
        self.create(Data::Element { name, attributes: none..none })
    }

    /// Gives an element one more attribute.
    pub(super) fn add_attribute(&mut self, id: NodeId, name: LocalName, value: &str) {
        let Some(Data::Element { attributes, .. }) =
            self.nodes.get_mut(id.index()).map(|it| &mut it.data)
        else {
            return;
        };
        if attributes.end != self.attributes.len() {
            // Others have got some since. They can't be parted, so its own go to the end.
            let end = self.attributes.len();
            let own = self.attributes.get(attributes.clone()).into_iter().flatten();
            let own: Vec<Attribute> = own.map(Attribute::again).collect();
            *attributes = end..end + own.len();
            self.attributes.extend(own);
        }
        attributes.end += 1;
        let start = self.words.len();
        self.words.push_str(value);
        self.attributes.push(Attribute { name, value: start..self.words.len() });
    }

    /// Puts a text among the children of `parent`, before `next` or at the end.
    pub(super) fn insert_text(&mut self, parent: NodeId, next: Option<NodeId>, text: &str) {
        let start = self.words.len();
        self.words.push_str(text);
        let before = self.previous(parent, next);
        match before.and_then(|it| self.nodes.get_mut(it.index())).map(|it| &mut it.data) {
            // Nearly always the last words are those that it follows. Other texts stand side by
            // side: to move one to the end for each that joins it would take quadratic time.
            Some(Data::Text(words)) if words.end == start => words.end += text.len(),
            Some(Data::Text(_) | Data::Element { .. } | Data::Other) | None => {
                let node = self.create(Data::Text(start..start + text.len()));
                self.link(parent, next, node);
            }
        }
    }

    /// Puts a node among the children of `parent`, before `next` or at the end, wherever it stood
    /// before.
    pub(super) fn link(&mut self, parent: NodeId, next: Option<NodeId>, node: NodeId) {
        self.unlink(node);
        let previous = self.previous(parent, next);
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

    /// Takes a node, with what is below it, from its parent and siblings.
    pub(super) fn unlink(&mut self, node: NodeId) {
        let mut links = (None, None, None);
        self.change(node, |it| links = (it.parent.take(), it.previous.take(), it.next.take()));
        let (Some(parent), previous, next) = links else { return };
        match previous {
            Some(previous) => self.change(previous, |it| it.next = next),
            None => self.change(parent, |it| it.first = next),
        }
        match next {
            Some(next) => self.change(next, |it| it.previous = previous),
            None => self.change(parent, |it| it.last = previous),
        }
    }

    /// The node that one between `parent`'s children, before `next` or at the end, would follow.
    fn previous(&self, parent: NodeId, next: Option<NodeId>) -> Option<NodeId> {
        match next {
            Some(next) => self.node(next)?.previous,
            None => self.node(parent)?.last,
        }
    }

    fn change(&mut self, id: NodeId, how: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(id.index()) {
            how(node);
        }
    }
}

impl Attribute {
    /// The same for another element. The words are shared.
    fn again(&self) -> Self {
        Self { name: self.name.clone(), value: self.value.clone() }
    }
}
