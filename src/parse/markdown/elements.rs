//! `Elements`: the events of a block to nodes of a tree, the same that `pulldown_cmark::html` would
//! write, without the line ends between blocks.

use std::borrow::Cow;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, LinkType, Tag, TagEnd,
};

use crate::parse::dom::Builder;
use crate::parse::dom::name::{
    A, ALT, BLOCKQUOTE, BR, CHECKED, CLASS, CODE, DD, DEL, DIV, DL, DT, EM, H1, H2, H3, H4, H5, H6,
    HR, HREF, ID, IMG, INPUT, LI, Name, OL, P, PRE, SPAN, SRC, START, STRONG, STYLE, SUB, SUP,
    TABLE, TBODY, TD, TH, THEAD, TITLE, TR, TYPE, UL,
};
use crate::uri::escape_href;

/// Adds the elements of one block, in which there is no HTML.
pub(super) fn add<'a>(page: &mut Builder, block: impl Iterator<Item = Event<'a>>) {
    Elements { page, events: block, alignments: Vec::new(), column: 0, in_body: false }.add();
}

struct Elements<'p, I> {
    page: &'p mut Builder,
    events: I,
    /// Of the columns of the table at hand.
    alignments: Vec<Alignment>,
    /// Index of the column of the next cell.
    column: usize,
    in_body: bool,
}

impl<'a, I: Iterator<Item = Event<'a>>> Elements<'_, I> {
    fn add(mut self) {
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(tag) => self.start(tag),
                Event::End(tag) => self.end(tag),
                Event::Text(text) => self.page.text(&text),
                Event::Code(code) => self.whole(CODE, "", &code),
                Event::InlineMath(tex) => self.whole(SPAN, "math math-inline", &tex),
                Event::DisplayMath(tex) => self.whole(SPAN, "math math-display", &tex),
                // None comes here: the block would have gone through HTML.
                Event::Html(html) | Event::InlineHtml(html) => self.page.text(&html),
                Event::FootnoteReference(name) => self.reference(&name),
                Event::SoftBreak => self.page.text("\n"),
                Event::HardBreak => {
                    self.page.empty(BR, &[]);
                    self.page.text("\n");
                }
                Event::Rule => self.page.empty(HR, &[]),
                Event::TaskListMarker(done) => self.task(done),
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.page.open(P, &[]),
            Tag::Heading { level, id, .. } => {
                self.open_with(heading(level), ID, id.as_deref().unwrap_or(""))
            }
            Tag::BlockQuote(kind) => self.open_with(BLOCKQUOTE, CLASS, kind.map_or("", alert)),
            Tag::CodeBlock(kind) => self.code_block(&kind),
            Tag::List(None) => self.page.open(UL, &[]),
            Tag::List(Some(1)) => self.page.open(OL, &[]),
            Tag::List(Some(start)) => self.page.open(OL, &[(START, &start.to_string())]),
            Tag::Item => self.page.open(LI, &[]),
            Tag::FootnoteDefinition(name) => {
                self.page.open(DIV, &[(CLASS, "footnote-definition"), (ID, &name)]);
                self.whole(SUP, "footnote-definition-label", "1");
            }
            Tag::DefinitionList => self.page.open(DL, &[]),
            Tag::DefinitionListTitle => self.page.open(DT, &[]),
            Tag::DefinitionListDefinition => self.page.open(DD, &[]),
            Tag::Table(alignments) => self.table(alignments),
            Tag::TableHead => {
                self.page.open(THEAD, &[]);
                self.row();
            }
            Tag::TableRow => self.row(),
            Tag::TableCell => self.cell(),
            Tag::Emphasis => self.page.open(EM, &[]),
            Tag::Strong => self.page.open(STRONG, &[]),
            Tag::Strikethrough => self.page.open(DEL, &[]),
            Tag::Superscript => self.page.open(SUP, &[]),
            Tag::Subscript => self.page.open(SUB, &[]),
            Tag::Link { link_type, dest_url, title, .. } => self.link(link_type, &dest_url, &title),
            Tag::Image { dest_url, title, .. } => self.picture(&dest_url, &title),
            // Only HTML is in it, and that does not come here; metadata are not asked for.
            Tag::HtmlBlock | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            // The end of a picture is read with it.
            TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) | TagEnd::Image => {}
            TagEnd::CodeBlock | TagEnd::Table => {
                self.page.close();
                self.page.close();
            }
            TagEnd::TableHead => {
                self.page.close();
                self.page.close();
                self.page.open(TBODY, &[]);
                self.in_body = true;
            }
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::TableRow
            | TagEnd::TableCell
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link => self.page.close(),
        }
    }

    /// Adds an element with nothing but text in it.
    fn whole(&mut self, name: Name, class: &str, text: &str) {
        self.open_with(name, CLASS, class);
        self.page.text(text);
        self.page.close();
    }

    /// Opens an element with one attribute, if there is something to say in it.
    fn open_with(&mut self, name: Name, attribute: Name, value: &str) {
        let attributes = [(attribute, value)];
        self.page.open(name, if value.is_empty() { &[] } else { &attributes });
    }

    fn task(&mut self, done: bool) {
        let kind = (TYPE, "checkbox");
        if done {
            self.page.empty(INPUT, &[kind, (CHECKED, "checked")]);
        } else {
            self.page.empty(INPUT, &[kind]);
        }
        self.page.text("\n");
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'_>) {
        self.page.open(PRE, &[]);
        match kind {
            CodeBlockKind::Fenced(language) if !language.is_empty() => {
                self.open_with(CODE, CLASS, &format!("language-{language}"));
            }
            CodeBlockKind::Fenced(_) | CodeBlockKind::Indented => self.page.open(CODE, &[]),
        }
    }

    fn table(&mut self, alignments: Vec<Alignment>) {
        self.page.open(TABLE, &[]);
        self.alignments = alignments;
        self.in_body = false;
    }

    fn row(&mut self) {
        self.page.open(TR, &[]);
        self.column = 0;
    }

    fn cell(&mut self) {
        let name = if self.in_body { TD } else { TH };
        let style = match self.alignments.get(self.column) {
            Some(Alignment::Left) => "text-align: left",
            Some(Alignment::Center) => "text-align: center",
            Some(Alignment::Right) => "text-align: right",
            Some(Alignment::None) | None => "",
        };
        self.open_with(name, STYLE, style);
        self.column += 1;
    }

    fn link(&mut self, kind: LinkType, target: &str, title: &str) {
        let target = encoded(target);
        let href =
            if kind == LinkType::Email { Cow::Owned(format!("mailto:{target}")) } else { target };
        self.page.open(A, &[(HREF, &href), (TITLE, title)]);
    }

    fn reference(&mut self, name: &str) {
        self.open_with(SUP, CLASS, "footnote-reference");
        self.page.open(A, &[(HREF, &format!("#{name}"))]);
        self.page.text("1");
        self.page.close();
        self.page.close();
    }

    /// Adds a picture. Its events up to its end say what it shows.
    fn picture(&mut self, source: &str, title: &str) {
        let mut alt = String::new();
        let mut open = 1_usize;
        while open > 0 {
            let Some(event) = self.events.next() else { break };
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => {
                    alt.push_str(&text)
                }
                Event::InlineMath(tex) => alt.extend(["$", &tex, "$"]),
                Event::DisplayMath(tex) => alt.extend(["$$", &tex, "$$"]),
                Event::SoftBreak | Event::HardBreak | Event::Rule => alt.push(' '),
                Event::TaskListMarker(done) => alt.push_str(if done { "[x]" } else { "[ ]" }),
                Event::Html(_) | Event::FootnoteReference(_) => {}
            }
        }
        self.page.empty(IMG, &[(SRC, &encoded(source)), (ALT, &alt), (TITLE, title)]);
    }
}

fn heading(level: HeadingLevel) -> Name {
    match level {
        HeadingLevel::H1 => H1,
        HeadingLevel::H2 => H2,
        HeadingLevel::H3 => H3,
        HeadingLevel::H4 => H4,
        HeadingLevel::H5 => H5,
        HeadingLevel::H6 => H6,
    }
}

fn alert(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "markdown-alert-note",
        BlockQuoteKind::Tip => "markdown-alert-tip",
        BlockQuoteKind::Important => "markdown-alert-important",
        BlockQuoteKind::Warning => "markdown-alert-warning",
        BlockQuoteKind::Caution => "markdown-alert-caution",
    }
}

fn encoded(target: &str) -> Cow<'_, str> {
    escape_href(target)
}
