//! `Limits`: stands between html5ever's tokenizer and its tree builder and keeps back the tags that
//! would make the tree too deep or too large, or swallow the rest of the page. The text always goes
//! on.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{Tracer, TreeBuilder, TreeSink};
use html5ever::{LocalName, local_name};

use super::sink::Sink;
use super::tree::{Dom, NodeId};
use crate::diagnostic::Diagnostic;
use crate::parse::offsets::between_found;

/// Number of elements that may be open at once, those counted twice that are formatting elements.
/// Beyond it the walk would need a deeper stack than a thread has, and html5ever's look through its
/// own stack at each end tag takes quadratic time: 20,000 nested `<div>` take two seconds.
pub(super) const DEPTH: usize = 256;

/// Elements a page may have besides one for every [`BYTES_AN_ELEMENT`]. html5ever opens every
/// unclosed `<b id=…>` again in each new paragraph, so that a short page can become a tree of
/// billions.
const ELEMENTS: usize = 4096;

/// No honest page has more elements than one for so many bytes: `<p>x` has four.
const BYTES_AN_ELEMENT: usize = 4;

/// Elements whose content is not markup, and which therefore swallow a page when their end is
/// missing. `script` and `style` are not here: shown, their content would be worse than none.
const RAW: &[&str] = &["title", "textarea", "iframe", "xmp", "noembed", "noframes"];

/// The tree builder behind its limits.
pub(super) struct Limits {
    builder: TreeBuilder<NodeId, Sink>,
    /// Number of handles that the builder held when they were last counted, number of elements
    /// then, and whether an end tag came since: between two counts the first can only grow by what
    /// is made.
    counted: Cell<usize>,
    elements_then: Cell<usize>,
    ended: Cell<bool>,
    /// Number of elements that the page may have, by the HTML that came so far.
    elements: Cell<usize>,
    /// Start tags kept back whose end tags are still to come.
    kept_back: RefCell<HashMap<LocalName, usize>>,
    /// End tags of [`RAW`] elements still to come.
    raw_ends: RefCell<HashMap<LocalName, usize>>,
    too_deep: Cell<bool>,
    too_many: Cell<bool>,
    /// True if text came since it was last asked for.
    text: Cell<bool>,
    /// True if any token came since that was last asked for.
    token: Cell<bool>,
    /// Number of handles that the builder holds when nothing is open.
    open_at_start: usize,
}

impl Limits {
    pub(super) fn new(builder: TreeBuilder<NodeId, Sink>) -> Self {
        let limits = Self {
            builder,
            counted: Cell::new(0),
            elements_then: Cell::new(0),
            ended: Cell::new(false),
            elements: Cell::new(ELEMENTS),
            kept_back: RefCell::default(),
            raw_ends: RefCell::default(),
            too_deep: Cell::new(false),
            too_many: Cell::new(false),
            text: Cell::new(false),
            token: Cell::new(false),
            open_at_start: 0,
        };
        let open_at_start = limits.count_open();
        limits.counted.set(open_at_start);
        limits.elements_then.set(limits.builder.sink.elements());
        Self { open_at_start, ..limits }
    }

    /// Looks at the HTML that is to come.
    pub(super) fn expect(&self, html: &str) {
        self.elements.set(self.elements.get() + html.len() / BYTES_AN_ELEMENT);
        self.builder.sink.make_room(html.len());
        count_raw_ends(html, &mut self.raw_ends.borrow_mut());
    }

    /// Tests whether no element is open.
    pub(super) fn is_closed(&self) -> bool {
        self.count_open() == self.open_at_start
    }

    /// Tests whether text came since this was last asked.
    pub(super) fn took_text(&self) -> bool {
        self.text.take()
    }

    /// Tests whether any token came since this was last asked; an error in the HTML is none.
    pub(super) fn took_token(&self) -> bool {
        self.token.take()
    }

    /// Notes that an element was left out because it would have been too deep.
    pub(super) fn note_depth(&self) {
        self.too_deep.set(true);
    }

    /// The tree as it is now.
    pub(super) fn dom(&mut self) -> &mut Dom {
        self.builder.sink.dom()
    }

    /// The finished tree.
    pub(super) fn into_dom(self) -> Dom {
        let lacks_attributes = self.builder.sink.is_full();
        let mut dom = self.builder.sink.finish();
        if self.too_deep.get() {
            dom.diagnostics.push(Diagnostic::whole(format!(
                "elements are nested deeper than {DEPTH}; the deeper ones are flat"
            )));
        }
        if self.too_many.get() || lacks_attributes {
            dom.diagnostics.push(Diagnostic::whole(
                "the HTML has too many unclosed elements; the rest of its tags, or of their attributes, is ignored",
            ));
        }
        dom
    }

    fn start(&self, mut tag: Tag, line: u64) -> TokenSinkResult<NodeId> {
        match &*tag.name {
            "plaintext" | "frameset" => return TokenSinkResult::Continue,
            "frame" => tag.name = local_name!("embed"),
            _ => {}
        }
        if is_swallowing(&tag.name) && (tag.self_closing || !self.raw_end_follows(&tag.name)) {
            return self.empty(tag, line);
        }
        if !is_void(&tag.name) && self.is_full() {
            *self.kept_back.borrow_mut().entry(tag.name).or_default() += 1;
            return TokenSinkResult::Continue;
        }
        self.builder.process_token(Token::TagToken(tag), line)
    }

    fn end(&self, tag: Tag, line: u64) -> TokenSinkResult<NodeId> {
        if let Some(count) = self.raw_ends.borrow_mut().get_mut(&tag.name) {
            *count = count.saturating_sub(1);
        }
        if let Some(count @ 1..) = self.kept_back.borrow_mut().get_mut(&tag.name) {
            *count -= 1;
            return TokenSinkResult::Continue;
        }
        let result = self.builder.process_token(Token::TagToken(tag), line);
        self.ended.set(true);
        self.forget_unclosed();
        result
    }

    /// An element of which only the start is good: an `<iframe … />`, or a `<title>` in running
    /// text.
    fn empty(&self, tag: Tag, line: u64) -> TokenSinkResult<NodeId> {
        if &*tag.name != "iframe" {
            return TokenSinkResult::Continue;
        }
        let end =
            Tag { kind: TagKind::EndTag, self_closing: false, attrs: Vec::new(), ..tag.clone() };
        let _raw_data = self.builder.process_token(Token::TagToken(tag), line);
        self.builder.process_token(Token::TagToken(end), line)
    }

    fn raw_end_follows(&self, name: &LocalName) -> bool {
        !RAW.contains(&&**name) || self.raw_ends.borrow().get(name).is_some_and(|count| *count > 0)
    }

    /// Tests whether one more open element would be too many.
    fn is_full(&self) -> bool {
        let made = self.builder.sink.elements() - self.elements_then.get();
        if self.counted.get() + made >= DEPTH && (made > 0 || self.ended.get()) {
            self.counted.set(self.count_open());
            self.elements_then.set(self.builder.sink.elements());
            self.ended.set(false);
        }
        let full =
            self.counted.get() + self.builder.sink.elements() - self.elements_then.get() >= DEPTH;
        self.too_deep.set(self.too_deep.get() || full);
        full
    }

    /// Forgets start tags that were kept back and never closed once there is room again.
    fn forget_unclosed(&self) {
        let mut kept_back = self.kept_back.borrow_mut();
        if !kept_back.is_empty() && self.count_open() < DEPTH / 2 {
            kept_back.clear();
        }
    }

    /// Number of handles that the builder holds.
    pub(super) fn count_open(&self) -> usize {
        let counter = Counter(Cell::new(0));
        self.builder.trace_handles(&counter);
        counter.0.get()
    }
}

impl TokenSink for Limits {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeId> {
        self.token.set(self.token.get() || !matches!(token, Token::ParseError(_)));
        match token {
            Token::TagToken(_) if self.builder.sink.elements() > self.elements.get() => {
                self.too_many.set(true);
                TokenSinkResult::Continue
            }
            Token::TagToken(tag) => match tag.kind {
                TagKind::StartTag => self.start(tag, line),
                TagKind::EndTag => self.end(tag, line),
            },
            Token::CharacterTokens(text) => {
                self.text.set(true);
                self.builder.process_token(Token::CharacterTokens(text), line)
            }
            other @ (Token::DoctypeToken(_)
            | Token::CommentToken(_)
            | Token::NullCharacterToken
            | Token::EOFToken
            | Token::ParseError(_)) => self.builder.process_token(other, line),
        }
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Counts what the tree builder holds on to: its open elements, and the formatting elements it
/// would open again.
struct Counter(Cell<usize>);

impl Tracer for Counter {
    type Handle = NodeId;

    fn trace_handle(&self, _node: &NodeId) {
        self.0.set(self.0.get() + 1);
    }
}

/// Adds the end tags of each [`RAW`] element in some HTML.
fn count_raw_ends(html: &str, ends: &mut HashMap<LocalName, usize>) {
    for (at, _) in html.match_indices("</") {
        if let Some(name) = raw_name(between_found(html, at + 2..)) {
            *ends.entry(LocalName::from(name)).or_default() += 1;
        }
    }
}

/// Tests whether a text names a [`RAW`] element, in HTML or elsewhere.
pub(in crate::parse) fn names_raw(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| raw_name(between_found(text, at + 1..)).is_some())
}

/// The [`RAW`] element whose name a text begins with.
fn raw_name(text: &str) -> Option<&'static str> {
    RAW.iter()
        .copied()
        .find(|name| text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)))
}

fn is_swallowing(name: &LocalName) -> bool {
    RAW.contains(&&**name) || matches!(&**name, "script" | "style")
}

/// Elements that are never open.
fn is_void(name: &LocalName) -> bool {
    matches!(
        &**name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}
