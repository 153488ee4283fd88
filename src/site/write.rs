//! Writing a converted page as the operator wants it. The renderers know nothing of that: they get
//! a page in which words, targets and footer are as they should be.

use bytes::Bytes;
use percent_encoding::percent_decode_str;

use super::lines::lines_of;
use super::state::Site;
use super::style::{Charset, DatePlace, Footer, Pages};
use crate::capsule::{Capsule, Converted};
use crate::document::{Document, Inline, Link, MenuLine, Rewrite, Target, query_in_url};
use crate::exchange::{Form, Protocol, View};
use crate::form::Input;
use crate::letters::page_of;
use crate::media::ItemType;
use crate::path::CapsulePath;
use crate::phrases::{Phrases, filled};
use crate::render::{self, Ascii, InputLink, MenuItem, MenuStyle, Straight, TextStyle, wire_menu};

impl Site {
    /// Writes a converted page in a form.
    pub(super) fn write(&self, capsule: &Capsule, converted: Converted, form: Form) -> Bytes {
        let Converted { document, gemtext, menu, .. } = converted;
        let from = document.path.clone();
        let document = self.at_home(capsule, document, menu.is_some(), form);
        let path = document.path.clone();
        let document = self.rewritten(capsule, self.framed(document, form), form.protocol);
        match form.view {
            View::Page => {
                let is_own = gemtext.is_some();
                let text = gemtext
                    .map_or_else(|| render::gemtext(&document, self.style.links), String::from);
                match form.protocol.input() {
                    Input::Line => {
                        let reader = form.protocol;
                        self.with_input_lines(capsule, from.as_ref(), &text, is_own, reader).into()
                    }
                    Input::Asked | Input::Item | Input::Never => text.into(),
                }
            }
            View::Links => {
                let style = MenuStyle { width: self.style.width, ascii: false };
                render::link_lines(&document, &self.origin, form.protocol, style).into()
            }
            View::Menu => self.menu(capsule, menu, &document),
            View::Text | View::Feed => lines_of(form.protocol, self.text(&document, form.protocol)),
            View::Web | View::WebFeed => self.web_page(capsule, document, path).into(),
        }
    }

    /// The page with links to our own pages where its author wrote URLs of ours by the protocol
    /// that its reader does not use: menus name their own server in full, more often than not, and
    /// gemtext may. Nobody is to be sent elsewhere for what is here.
    fn at_home(
        &self,
        capsule: &Capsule,
        document: Document,
        is_menu: bool,
        form: Form,
    ) -> Document {
        let other = if is_menu { Protocol::Gopher } else { Protocol::Gemini };
        // On the web nobody reads by the protocol that its pages lead on to.
        let is_web = matches!(form.view, View::Web | View::WebFeed);
        if other == form.protocol && !is_web {
            return document;
        }
        let Some(from) = document.path.clone() else { return document };
        let base = self.origin.url_base(other);
        document.rewritten(&AtHome { capsule, base: &base, from: &from, other })
    }

    /// Gemtext in which what takes words is a line that asks for them. Where its author wrote it as it
    /// is, our own pages are led to by their paths, too: nothing else was changed in that.
    fn with_input_lines(
        &self,
        capsule: &Capsule,
        from: Option<&CapsulePath>,
        text: &str,
        is_own: bool,
        reader: Protocol,
    ) -> String {
        let root = CapsulePath::root();
        let (from, other) = (from.unwrap_or(&root), Protocol::Gemini);
        let base = self.origin.url_base(other);
        let at_home = AtHome { capsule, base: &base, from, other };
        render::input_lines(text, |url| {
            let target = if is_own { at_home.own(url) } else { None };
            match target {
                Some(Target::Internal { path, kind, .. }) => {
                    let takes_words = kind == ItemType::Search;
                    return Some(InputLink { url: path.encoded(), takes_words });
                }
                Some(Target::Search { path, query }) => {
                    let url = path.encoded() + &query_in_url(Some(&query));
                    return Some(InputLink { url, takes_words: false });
                }
                Some(
                    Target::GeminiOnly { .. }
                    | Target::Missing(_)
                    | Target::External(_)
                    | Target::Nowhere,
                )
                | None => {}
            }
            let is_reference = !url.contains(['?', '#', ':']) && !url.starts_with("//");
            let path = from.join(url).filter(|_| is_reference)?;
            self.takes_words_at(capsule, from, &path, reader)
                .then(|| InputLink { url: url.to_owned(), takes_words: true })
        })
    }

    /// True for the path of the search, and for that of letters.
    fn takes_words_at(
        &self,
        capsule: &Capsule,
        from: &CapsulePath,
        path: &CapsulePath,
        reader: Protocol,
    ) -> bool {
        let letters = self.letters().filter(|letters| letters.come_by(reader));
        let is_letter = || letters.is_some() && page_of(path).is_some();
        match capsule.target(from, path) {
            Some(Target::Internal { kind, .. }) => kind == ItemType::Search,
            Some(_) => false,
            None => is_letter(),
        }
    }

    fn text(&self, document: &Document, protocol: Protocol) -> String {
        // A wide table reads better than its cells one by one, and a text can be scrolled.
        let (width, ascii) = (self.style.width, self.is_ascii(protocol));
        let style = TextStyle { width, tables: 2 * width, protocol, ascii };
        let text = render::text(document, &self.origin, style);
        if self.is_ascii(protocol) { in_ascii(text) } else { text }
    }

    fn menu(&self, capsule: &Capsule, own: Option<Vec<MenuLine>>, document: &Document) -> Bytes {
        let style =
            MenuStyle { width: self.style.width, ascii: self.style.charset == Charset::Ascii };
        let mut written = String::new();
        let mut write = |mut item| {
            self.spell(&mut item);
            wire_menu::write_item(&item, &mut written);
        };
        match own {
            Some(lines) => {
                let lines: Vec<MenuLine> =
                    lines.into_iter().map(|line| self.line_rewritten(capsule, line)).collect();
                let items = render::menu_by_hand(&lines, &self.origin, style);
                items.into_iter().for_each(write);
            }
            None => render::write_menu(document, &self.origin, style, &mut write),
        }
        written.into()
    }

    /// The page with the date and the footer where they are wanted.
    fn framed(&self, mut document: Document, form: Form) -> Document {
        document.date_on_top = self.style.date == DatePlace::Top;
        match self.style.footer {
            Footer::Usual | Footer::Full => {
                let links = self.by_other_protocols(&document, form);
                document.footer.extend(links);
            }
            Footer::Ways => document.path = None,
            Footer::Off => {
                document.path = None;
                document.topics.clear();
                document.footer.clear();
            }
        }
        document
    }

    /// Links to the same page by other protocols than the reader's own, of those by which a page has
    /// links: by all that are on, or where its own form is not gemtext, by one where it is.
    fn by_other_protocols(&self, document: &Document, form: Form) -> Vec<Link> {
        let Some(path) = &document.path else { return Vec::new() };
        // A text besides the page is what it is.
        if Form::of(form.protocol).view != form.view {
            return Vec::new();
        }
        let phrases = Phrases::of(document.language.as_ref());
        let gemtext = self.origin.gemtext_protocol();
        let is_full = self.style.footer == Footer::Full;
        let others = Protocol::ALL.into_iter().filter(|protocol| {
            let is_other = *protocol != form.protocol && protocol.links();
            if Some(*protocol) == gemtext {
                // A menu says it itself.
                is_other && form.view != View::Menu && (is_full || !form.protocol.gemtext())
            } else {
                is_other && is_full
            }
        });
        others
            .filter_map(|protocol| {
                Some(Link::new(
                    Target::External(self.origin.url(protocol, ItemType::Menu, path)?),
                    vec![Inline::Text(filled(phrases.on_protocol, protocol.title()))],
                ))
            })
            .collect()
    }

    fn rewritten(&self, capsule: &Capsule, document: Document, protocol: Protocol) -> Document {
        let document = match self.style.pages {
            Pages::Text if protocol.menus() => document.rewritten(&AsText(capsule)),
            Pages::Text | Pages::Menu => document,
        };
        if protocol.knows_charset() {
            document
        } else if self.is_ascii(protocol) {
            document.rewritten(&Straight).rewritten(&Ascii)
        } else {
            document.rewritten(&Straight)
        }
    }

    /// True if the readers of a protocol get nothing but ASCII.
    pub(super) fn is_ascii(&self, protocol: Protocol) -> bool {
        self.style.charset_of(protocol) == Charset::Ascii
    }

    fn line_rewritten(&self, capsule: &Capsule, line: MenuLine) -> MenuLine {
        let line = match self.style.pages {
            Pages::Text => line.rewritten(&AsText(capsule)),
            Pages::Menu => line,
        };
        match self.style.charset {
            Charset::Ascii => line.rewritten(&Ascii),
            Charset::Utf8 => line,
        }
    }

    /// Spells an item in ASCII, if that is wanted: names of files, and the mark where something is
    /// cut, come from the renderers themselves.
    fn spell(&self, item: &mut MenuItem) {
        if self.style.charset == Charset::Ascii && !item.display.is_ascii() {
            let spelled = render::ascii(&item.display);
            item.display = spelled.chars().take(self.style.width).collect();
        }
    }
}

/// A text with other letters spelled in ASCII.
fn in_ascii(text: String) -> String {
    if text.is_ascii() {
        return text;
    }
    text.lines().flat_map(|it| [render::ascii(it), "\n".to_owned()]).collect()
}

/// Leads to pages as plain text.
struct AsText<'a>(&'a Capsule);

impl Rewrite for AsText<'_> {
    fn target(&self, target: &mut Target) {
        if let Target::Internal { path, kind, .. } = target
            && *kind == ItemType::Menu
            && self.0.is_leaf(path)
        {
            (*path, *kind) = (path.as_text(), ItemType::Text);
        }
    }
}

/// Leads to our own pages where an author leads to them by host and another protocol.
struct AtHome<'a> {
    capsule: &'a Capsule,
    /// The URL that all of ours by the other protocol begin with.
    base: &'a str,
    /// The path of the page whose links these are.
    from: &'a CapsulePath,
    other: Protocol,
}

impl AtHome<'_> {
    /// The target that a URL of ours leads to, if something is served there.
    fn own(&self, url: &str) -> Option<Target> {
        let (own, rest) = url.split_at_checked(self.base.len())?;
        let is_ours = own.eq_ignore_ascii_case(self.base);
        let locator = rest.split(['?', '#']).next().filter(|_| is_ours)?;
        let inner = if locator.is_empty() { locator } else { locator.strip_prefix('/')? };
        let inner = if self.other.typed_urls() { without_type(inner) } else { inner };
        let decoded = percent_decode_str(inner).decode_utf8().ok()?;
        let path = CapsulePath::literal(&format!("/{}", decoded.trim_start_matches('/'))).ok()?;
        let target = self.capsule.target(self.from, &path)?;
        let (_, query) = rest.split_once('?').unwrap_or((rest, ""));
        let query = query.split('#').next().filter(|query| !query.is_empty());
        Some(match (target, query) {
            (Target::Internal { path, kind: ItemType::Search, .. }, Some(query)) => {
                Target::Search { path, query: query.to_owned() }
            }
            (target, _) => target,
        })
    }
}

/// What stands behind the type of an item, which its URL begins with.
fn without_type(locator: &str) -> &str {
    let mut item = locator.chars();
    item.next();
    item.as_str()
}

impl Rewrite for AtHome<'_> {
    fn target(&self, target: &mut Target) {
        if let Target::External(url) = target
            && let Some(own) = self.own(url)
        {
            *target = own;
        }
    }
}
