//! The meaning of HTML's elements to a reader of text, and the content of each node of a page.

use super::super::dom::{Dom, NodeId};

/// The treatment of an element.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// Dropped with all it holds.
    Hidden,
    /// Its content stands in the line, as if the element were not there.
    Transparent,
    /// Stressed, strongly stressed, no longer true.
    Emphasis,
    Strong,
    Struck,
    /// A word or two of code.
    Code,
    /// Between quotation marks.
    Quotation,
    /// Raised text: powers, ordinals, references to notes.
    Raised,
    /// Lowered text: indices.
    Lowered,
    /// A short form, with the long one as its title.
    Abbreviation,
    /// The reading of a word, beside it (ruby).
    Reading,
    /// The end of a line.
    Break,
    /// Something that stands by itself.
    Block(Block),
    Link,
    /// `area`: a link without content.
    Area,
    Picture,
    /// `audio`, `video`, `object`, `iframe` and what stands in them.
    Media,
    Input,
    Formula,
    Script,
}

/// An element that stands by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Block {
    /// Its content stands by itself.
    Division,
    /// A line across the page.
    Rule,
    /// A heading of that level.
    Heading(u8),
    /// Text shown as it is.
    Preformatted,
    Quote,
    List,
    Item,
    Definitions,
    Table,
    /// The part of `details` that is always seen.
    Summary,
}

/// The role of an element, by its name. What most elements of a page are comes first.
pub(super) fn role(name: &str) -> Role {
    match name {
        "a" => Role::Link,
        "li" => Role::Block(Block::Item),
        "code" | "tt" | "samp" => Role::Code,
        "em" | "i" | "cite" | "dfn" => Role::Emphasis,
        "strong" | "b" => Role::Strong,
        "p" | "td" | "th" | "tr" | "html" | "body" | "div" | "section" | "article" | "main"
        | "header" | "footer" | "nav" | "aside" | "address" | "center" | "figure"
        | "figcaption" | "fieldset" | "legend" | "form" | "details" | "dialog" | "hgroup"
        | "search" | "dt" | "dd" | "caption" | "thead" | "tbody" | "tfoot" => {
            Role::Block(Block::Division)
        }
        "del" | "s" | "strike" => Role::Struck,
        "q" => Role::Quotation,
        "sup" => Role::Raised,
        "sub" => Role::Lowered,
        "abbr" | "acronym" => Role::Abbreviation,
        "rt" => Role::Reading,
        "br" => Role::Break,
        "hr" => Role::Block(Block::Rule),
        "h1" => Role::Block(Block::Heading(1)),
        "h2" => Role::Block(Block::Heading(2)),
        "h3" => Role::Block(Block::Heading(3)),
        "h4" => Role::Block(Block::Heading(4)),
        "h5" => Role::Block(Block::Heading(5)),
        "h6" => Role::Block(Block::Heading(6)),
        "pre" | "xmp" | "listing" => Role::Block(Block::Preformatted),
        "blockquote" => Role::Block(Block::Quote),
        "ul" | "ol" | "menu" | "dir" => Role::Block(Block::List),
        "dl" => Role::Block(Block::Definitions),
        "table" => Role::Block(Block::Table),
        "summary" => Role::Block(Block::Summary),
        "area" => Role::Area,
        "img" => Role::Picture,
        "video" | "audio" | "iframe" | "embed" | "object" | "source" | "track" => Role::Media,
        "input" => Role::Input,
        "math" => Role::Formula,
        "style" | "template" | "head" | "title" | "svg" | "button" | "select" | "datalist"
        | "optgroup" | "option" | "noembed" | "noframes" | "link" | "meta" | "base" | "param"
        | "col" | "colgroup" | "rp" | "canvas" => Role::Hidden,
        "script" => Role::Script,
        _ => Role::Transparent,
    }
}

/// Tests whether an element holds the line numbers of a listing: what Rouge, Pygments, Chroma and
/// highlight.js write.
pub(super) fn is_gutter(dom: &Dom, id: NodeId) -> bool {
    matches!(dom.name(id), "td" | "th" | "pre" | "span" | "a")
        && dom.classes(id).any(|class| {
            matches!(
                class,
                "gutter"
                    | "rouge-gutter"
                    | "linenos"
                    | "lineno"
                    | "lnt"
                    | "line-numbers-rows"
                    | "hljs-ln-numbers"
            )
        })
}

/// Tests whether a button is the head of what it folds, whose words are nowhere else (the
/// accordion of ARIA's Authoring Practices). Others are of use to scripts alone.
fn is_head_of_fold(dom: &Dom, id: NodeId) -> bool {
    dom.name(id) == "button" && dom.attribute(id, "aria-controls").is_some()
}

/// The content at or below each node of a page, found in one pass.
pub(super) struct Facts(Vec<Fact>);

/// The facts on a node: a walk asks for them several times.
#[derive(Clone, Copy, Default)]
struct Fact {
    /// `None` for what stands in a hidden element.
    role: Option<Role>,
    held: Held,
}

/// The content at or below a node.
#[derive(Clone, Copy, Default)]
pub(super) struct Held {
    /// Something that is a block of its own.
    pub(super) block: bool,
    /// Words.
    pub(super) words: bool,
    /// A link with a target, or a picture, sound or film.
    pub(super) links: bool,
}

impl Facts {
    pub(super) fn of(dom: &Dom) -> Self {
        let mut facts = Self(vec![Fact::default(); dom.len()]);
        // Parents come before their children in this order, so the other way round every child is
        // finished first.
        let mut order = Vec::with_capacity(dom.len());
        let mut next = Some(dom.root());
        while let Some(id) = next {
            order.push(id);
            let below = if facts.enter(dom, id) { dom.first_child(id) } else { None };
            next = below.or_else(|| dom.after(id, dom.root()));
        }
        for id in order.into_iter().rev() {
            if let Some(parent) = dom.parent(id) {
                facts.add(parent, facts.held(id));
            }
        }
        facts
    }

    /// The content at or below a node.
    pub(super) fn held(&self, id: NodeId) -> Held {
        self.0.get(id.index()).map_or_else(Held::default, |fact| fact.held)
    }

    /// The role of an element.
    pub(super) fn role(&self, dom: &Dom, id: NodeId) -> Role {
        self.0.get(id.index()).and_then(|fact| fact.role).unwrap_or_else(|| role(dom.name(id)))
    }

    /// Notes what a node is. Returns whether what stands in it counts.
    fn enter(&mut self, dom: &Dom, id: NodeId) -> bool {
        let is_shown = dom.text(id).is_some() || is_head_of_fold(dom, id);
        let role = if is_shown { Role::Transparent } else { role(dom.name(id)) };
        if let Some(fact) = self.0.get_mut(id.index()) {
            *fact = Fact { role: Some(role), held: own(dom, id, role) };
        }
        !matches!(role, Role::Hidden | Role::Script) && !is_gutter(dom, id)
    }

    fn add(&mut self, id: NodeId, more: Held) {
        if let Some(Fact { held, .. }) = self.0.get_mut(id.index()) {
            held.block |= more.block;
            held.words |= more.words;
            held.links |= more.links;
        }
    }
}

/// The content of a node alone, without those below it.
fn own(dom: &Dom, id: NodeId, role: Role) -> Held {
    if let Some(text) = dom.text(id) {
        return Held { words: !text.trim().is_empty(), ..Held::default() };
    }
    match role {
        Role::Picture | Role::Media | Role::Area => Held { links: true, ..Held::default() },
        Role::Link => Held { links: dom.attribute(id, "href").is_some(), ..Held::default() },
        Role::Block(_) => Held { block: true, ..Held::default() },
        Role::Hidden
        | Role::Script
        | Role::Transparent
        | Role::Emphasis
        | Role::Strong
        | Role::Struck
        | Role::Code
        | Role::Quotation
        | Role::Raised
        | Role::Lowered
        | Role::Abbreviation
        | Role::Reading
        | Role::Break
        | Role::Input
        | Role::Formula => Held::default(),
    }
}
