//! The head of a web page: what browsers, feed readers and search engines read.

use super::Writer;
use super::frame::{STYLE_SHEET, Sheet, WebFrame, runs_from_right};
use crate::document::Document;
use crate::form::{Form, View};
use crate::language::LanguageTags;
use crate::render::layout::{Frame, Title, one_line, plain};

impl Writer {
    /// Writes all before the body.
    pub(super) fn head(&mut self, page: &Document, around: &WebFrame) {
        let own = own_title(page);
        self.out.push_str("<!DOCTYPE html>\n<html");
        if let Some(tag) = page.language.as_ref().and_then(LanguageTags::first) {
            self.attribute("lang", tag);
        }
        if runs_from_right(page.language.as_ref(), &own) {
            self.attribute("dir", "rtl");
        }
        self.out.push_str(
            ">\n<head>\n<meta charset=\"utf-8\">\n\
            <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
            <meta name=\"color-scheme\" content=\"light dark\">\n<title>",
        );
        self.text(&window_title(page, &own, around));
        self.out.push_str("</title>\n");
        if !around.description.is_empty() {
            self.void("meta", &[("name", "description"), ("content", &around.description)]);
        }
        // A browser goes on by itself to web pages alone: of others it may know nothing.
        if let Some(url) = around.moved_to.as_ref().and_then(|it| self.links.source(it)) {
            self.void("meta", &[("http-equiv", "refresh"), ("content", &format!("0; url={url}"))]);
        }
        self.sheet(&around.sheet);
        if let Some(url) = &around.canonical {
            self.void("link", &[("rel", "canonical"), ("href", url)]);
        }
        for (feed, title) in &around.feeds {
            let (mime, href) = (View::Feed.mime(), self.links.to(feed));
            let attributes =
                [("rel", "alternate"), ("type", mime), ("title", title), ("href", href.as_str())];
            self.void("link", &attributes);
        }
        for (protocol, url) in &around.elsewhere {
            let view = Form::of(*protocol).view;
            let mime = Some(("type", view.mime())).filter(|_| view == View::Page);
            let named = [("title", protocol.title()), ("href", url.as_str())];
            let attributes: Vec<_> =
                [("rel", "alternate")].into_iter().chain(mime).chain(named).collect();
            self.void("link", &attributes);
        }
        self.out.push_str("</head>\n");
    }

    fn sheet(&mut self, sheet: &Sheet) {
        match sheet {
            Sheet::File(path) => {
                let href = self.links.to(path);
                self.void("link", &[("rel", "stylesheet"), ("href", &href)]);
            }
            Sheet::Within => {
                self.between("<style>\n", "</style>\n", |it| it.out.push_str(STYLE_SHEET));
            }
        }
    }

    /// An element without content.
    fn void(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.out.push_str(&format!("<{name}"));
        attributes.iter().for_each(|(name, value)| self.attribute(name, value));
        self.out.push_str(">\n");
    }
}

/// The title of a page in words; empty when it has none.
fn own_title(page: &Document) -> String {
    match Frame::of(page).title {
        Title::None => String::new(),
        Title::Given(title) => one_line(title),
        Title::Heading(content) => plain(content),
    }
}

/// The title of the window: that of the page, and of its site. Never empty.
fn window_title(page: &Document, own: &str, around: &WebFrame) -> String {
    let site = around.site.as_ref().map_or("", |(name, _)| name.trim());
    let path = page.path.as_ref().map_or("/", |path| path.as_str());
    match (own.trim(), site) {
        ("", "") => path.to_owned(),
        ("", site) => site.to_owned(),
        (own, site) if site.is_empty() || own.contains(site) => own.to_owned(),
        (own, site) => format!("{own} – {site}"),
    }
}
