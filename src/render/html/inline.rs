//! Inlines to HTML.

use super::Writer;
use super::escape;
use super::links::{is_played, place};
use crate::document::{Image, ImageKind, Inline, Link, Target, words};
use crate::render::layout::{Address, image_name, kind_name};

/// Deeper than this marks are left out, and words stay.
const DEEPEST: usize = 32;

impl Writer {
    pub(super) fn inlines(&mut self, content: &[Inline]) {
        content.iter().for_each(|inline| self.inline(inline));
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => self.text(text),
            Inline::Code(code) => self.between("<code>", "</code>", |it| it.text(code)),
            Inline::Emphasis(inner) => self.marked("em", inner),
            Inline::Strong(inner) => self.marked("strong", inner),
            Inline::Struck(inner) => self.marked("s", inner),
            Inline::Link(link) => self.link(link),
            Inline::Image(image) => self.image(image),
            Inline::Note(number) => self.reference(*number),
            Inline::Break => self.out.push_str("<br>\n"),
        }
    }

    fn marked(&mut self, name: &str, inner: &[Inline]) {
        if self.marks >= DEEPEST {
            return self.inlines(inner);
        }
        self.marks += 1;
        self.between(&format!("<{name}>"), &format!("</{name}>"), |it| it.inlines(inner));
        self.marks -= 1;
    }

    fn link(&mut self, link: &Link) {
        let href = if self.is_linked { None } else { self.links.link(link, &self.ids) };
        let Some(href) = href else { return self.inlines(&link.content) };
        self.out.push_str("<a");
        self.attribute("href", &href);
        if !link.title.trim().is_empty() {
            self.attribute("title", &link.title);
        }
        self.out.push('>');
        self.is_linked = true;
        let begin = self.out.len();
        self.inlines(&link.content);
        let shows = link.content.iter().any(Inline::is_picture);
        if !shows && self.out.get(begin..).is_some_and(|it| it.trim().is_empty()) {
            self.text(&address_in_words(&link.target, &href));
        }
        self.is_linked = false;
        self.out.push_str("</a>");
    }

    fn image(&mut self, image: &Image) {
        let source = self.links.source(&image.target);
        match (image.kind, source) {
            (ImageKind::Picture, Some(source)) => {
                self.out.push_str("<img");
                self.attribute("src", &source);
                // In a link it is all that is said of where that leads.
                let is_named = !self.is_linked || !image.alt.trim().is_empty();
                let name = || image_name(&image.alt, image.kind, &image.target);
                self.attribute("alt", &if is_named { image.alt.clone() } else { name() });
                self.out.push('>');
            }
            (ImageKind::Video, Some(source)) if self.is_free(&source) => {
                self.player("video", &source, image);
            }
            (ImageKind::Audio, Some(source)) if self.is_free(&source) => {
                self.player("audio", &source, image);
            }
            (
                ImageKind::Picture | ImageKind::Video | ImageKind::Audio | ImageKind::Frame,
                Some(_) | None,
            ) => self.named(image),
        }
    }

    /// Tests whether a file may be played here: in a link it can't.
    fn is_free(&self, source: &str) -> bool {
        !self.is_linked && is_played(source)
    }

    /// A player, and in it a link for those who have none.
    fn player(&mut self, name: &str, source: &str, image: &Image) {
        self.out.push_str(&format!("<{name} controls preload=\"metadata\""));
        self.attribute("src", source);
        if !image.alt.trim().is_empty() {
            self.attribute("title", &image.alt);
        }
        self.out.push('>');
        self.named(image);
        self.out.push_str(&format!("</{name}>"));
    }

    /// What something shows, in words that lead to it.
    fn named(&mut self, image: &Image) {
        let name = image_name(&image.alt, image.kind, &image.target);
        let href = self.links.target(&image.target).filter(|_| !self.is_linked);
        let Some(href) = href else { return self.text(&name) };
        self.out.push_str("<a");
        self.attribute("href", &href);
        self.out.push('>');
        self.text(&format!("{name} ({})", kind_name(image.kind, self.phrases)));
        self.out.push_str("</a>");
    }

    /// The raised number of a note.
    fn reference(&mut self, number: usize) {
        let names = if self.is_linked { None } else { self.ids.refer(number) };
        match names {
            Some((own, note)) => {
                self.out.push_str("<sup><a role=\"doc-noteref\"");
                self.attribute("id", &own);
                self.attribute("href", &place(&note));
                self.out.push_str(&format!(">{number}</a></sup>"));
            }
            None => self.out.push_str(&format!("<sup>{number}</sup>")),
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        self.out.push_str(&escape::text(text));
    }

    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        self.out.push_str(&format!(" {name}=\"{}\"", escape::text(value)));
    }

    pub(super) fn between(&mut self, open: &str, close: &str, write: impl FnOnce(&mut Self)) {
        self.out.push_str(open);
        write(self);
        self.out.push_str(close);
    }
}

/// The words of a link without any.
fn address_in_words(target: &Target, href: &str) -> String {
    match target {
        Target::Internal { title: Some(title), .. } if !title.trim().is_empty() => title.clone(),
        Target::External(url) => {
            Address::of(url).map_or_else(|| url.clone(), |address| address.host_and_path())
        }
        Target::Internal { path, .. } => path.to_string(),
        Target::GeminiOnly { .. }
        | Target::Search { .. }
        | Target::Missing(_)
        | Target::Nowhere => href.to_owned(),
    }
}

/// A paragraph that is a figure: pictures, and behind them at most a caption, the words in emphasis.
pub(super) fn figure(content: &[Inline]) -> Option<(Vec<&Inline>, &[Inline])> {
    let mut parts: Vec<&Inline> = content.iter().filter(|it| !it.is_blank()).collect();
    let caption = match parts.last() {
        Some(Inline::Emphasis(inner)) if !words(inner).is_empty() => inner.as_slice(),
        Some(_) | None => &[],
    };
    if !caption.is_empty() {
        parts.pop();
    }
    let is_shown = !parts.is_empty() && parts.iter().all(|it| it.is_picture());
    is_shown.then_some((parts, caption))
}
