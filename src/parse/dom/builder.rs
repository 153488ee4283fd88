//! `Builder`: makes a tree of pieces. HTML goes through html5ever's algorithm; elements that are
//! known to stand where HTML allows them do not need it.

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{TokenSink, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, create_element};
use html5ever::{LocalName, QualName, local_name, ns};

use super::attributes::Attributes;
use super::limits::{DEPTH, Limits};
use super::sink::Sink;
use super::tree::{Data, Dom, Name, NodeId};
use crate::diagnostic::Diagnostic;

/// A tree under construction.
pub(in crate::parse) struct Builder {
    tokenizer: Tokenizer<Limits>,
    attributes: Attributes,
    input: BufferQueue,
    /// True if the HTML so far is complete: nothing is open, no tag or comment half read.
    is_complete: bool,
    /// The innermost of the elements that were opened here.
    at: NodeId,
    /// Number of handles that html5ever would hold for the open elements.
    weight: usize,
    /// Number of open elements that would have been too deep.
    flat: usize,
}

impl Builder {
    /// An empty tree, for a page of so many bytes.
    pub(in crate::parse) fn new(bytes: usize) -> Self {
        let limits = limits(bytes);
        let weight = limits.count_open();
        let mut tokenizer = tokenizer(limits);
        let html = tokenizer.sink.dom().first_child(NodeId::ROOT).unwrap_or(NodeId::ROOT);
        let (attributes, input) = (Attributes::default(), BufferQueue::default());
        Self { tokenizer, attributes, input, is_complete: true, at: html, weight, flat: 0 }
    }

    /// Adds a piece of HTML. The next one goes on where it ends, be it in the middle of a tag.
    pub(in crate::parse) fn html(&mut self, html: &str) {
        self.tokenizer.sink.expect(html);
        let (most, line_end) =
            if html.ends_with('\n') { html.split_at(html.len() - 1) } else { (html, "") };
        self.feed(most);
        // A line end that is text there and then ends what was begun before it.
        self.tokenizer.sink.took_text();
        self.feed(line_end);
        self.is_complete = self.tokenizer.sink.took_text() && self.tokenizer.sink.is_closed();
    }

    fn feed(&mut self, html: &str) {
        let Self { tokenizer, attributes, input, .. } = self;
        attributes.bounded(html, |piece| {
            input.push_back(StrTendril::from(piece));
            // A script's end hands control back once each; nothing runs here, so parsing goes on.
            while !input.is_empty() {
                let _script = tokenizer.feed(input);
            }
            tokenizer.sink.took_token()
        });
    }

    /// Tests whether the HTML so far is complete, so that an element may be [opened](Self::open).
    pub(in crate::parse) fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Opens an element behind all that is there, inside of the one opened last. Until it is closed
    /// no HTML may come. HTML's rules are the caller's affair: no `<a>` in an `<a>`, no `<p>` in a
    /// `<p>`.
    pub(in crate::parse) fn open(&mut self, name: LocalName, attributes: &[(LocalName, &str)]) {
        if self.weight >= DEPTH {
            self.flat += 1;
            self.tokenizer.sink.note_depth();
            return;
        }
        self.weight += weight(&name);
        self.at = self.append(name, attributes);
    }

    /// Closes the element opened last.
    pub(in crate::parse) fn close(&mut self) {
        if self.flat > 0 {
            self.flat -= 1;
            return;
        }
        let Some(Data::Element { name, .. }) =
            self.tokenizer.sink.dom().node(self.at).map(|it| &it.data)
        else {
            return;
        };
        self.weight = self.weight.saturating_sub(weight(&name.local));
        self.at = self.tokenizer.sink.dom().parent(self.at).unwrap_or(self.at);
    }

    /// Adds an element that holds nothing.
    pub(in crate::parse) fn empty(&mut self, name: LocalName, attributes: &[(LocalName, &str)]) {
        self.append(name, attributes);
    }

    /// Adds words to the element opened last.
    pub(in crate::parse) fn text(&mut self, text: &str) {
        self.tokenizer.sink.dom().insert_text(self.at, None, text);
    }

    /// The finished tree.
    pub(in crate::parse) fn finish(self) -> Dom {
        self.tokenizer.end();
        let mut dom = self.tokenizer.sink.into_dom();
        dom.diagnostics.extend(self.attributes.left_out().map(|most| {
            Diagnostic::whole(format!(
                "a tag of its HTML has more than {most} attributes; the others are ignored"
            ))
        }));
        dom
    }

    fn append(&mut self, name: LocalName, attributes: &[(LocalName, &str)]) -> NodeId {
        let at = self.at;
        let dom = self.tokenizer.sink.dom();
        let id = dom.create_element(Name { space: ns!(html), local: name });
        for (name, value) in attributes {
            dom.add_attribute(id, name.clone(), value);
        }
        dom.link(at, None, id);
        id
    }
}

/// html5ever's tree builder for a fragment of so many bytes.
pub(super) fn limits(bytes: usize) -> Limits {
    let sink = Sink::new(Dom::with_room_for(bytes));
    let context =
        create_element(&sink, QualName::new(None, ns!(html), local_name!("div")), Vec::new());
    // Nothing runs a script here, so what stands in a `<noscript>` is for the reader.
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    Limits::new(TreeBuilder::new_for_fragment(sink, context, None, options))
}

/// html5ever's tokenizer. It would look for a byte order mark at the start of each piece; one is
/// text that is not shown.
pub(super) fn tokenizer<S: TokenSink>(sink: S) -> Tokenizer<S> {
    Tokenizer::new(sink, TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() })
}

/// Number of handles that html5ever holds for an open element: formatting elements are also among
/// those it would open again.
fn weight(name: &LocalName) -> usize {
    if matches!(
        *name,
        local_name!("a") | local_name!("code") | local_name!("em") | local_name!("strong")
    ) {
        2
    } else {
        1
    }
}
