//! `Particulars`: what the site of a kind knows beyond where its pages are, and what that does to a page's text.

use std::sync::Arc;

use super::entry::PageEntry;
use super::page::PageFormat;
use super::shortcode::Expanded;
use super::{Capsule, hugo, jekyll, mdbook, wiki, zola};
use crate::document::Block;
use crate::media::ItemType;
use crate::path::CapsulePath;

/// What the site of a kind knows beyond where its pages are.
#[derive(Debug)]
pub(super) enum Particulars {
    /// A plain folder: by which names its pages call one another.
    Plain(wiki::Names),
    /// Jekyll: nothing, but that it is one.
    Jekyll,
    /// Hugo: by which names its pages call one another.
    Hugo(hugo::Names),
    /// Zola: nothing, but that it is one.
    Zola,
    /// mdBook: its table of contents.
    Mdbook(Box<mdbook::Book>),
}

impl Capsule {
    /// A page's text with what its kind of site fills in before Markdown is read.
    pub(super) fn expand<'t>(self: &Arc<Self>, page: &PageEntry, body: &'t str) -> Expanded<'t> {
        if page.format.menu().is_some() {
            return Expanded::unchanged(body);
        }
        match &self.particulars {
            // As Jekyll does: a file without front matter is no template.
            Particulars::Jekyll if page.head.fields.is_some() => self.fill_in(page, body, jekyll::Depth::Outer),
            // The others know no pages in gemtext.
            _ if page.format == PageFormat::Gemtext => Expanded::unchanged(body),
            Particulars::Hugo(names) => hugo::shortcode::expand(body, &|call| names.answer(call, page, &self.settings)),
            Particulars::Zola => zola::shortcode::expand(body),
            Particulars::Mdbook(book) if book.has(page) => mdbook::expand(body, page, book, &self.folder),
            Particulars::Mdbook(_) | Particulars::Jekyll | Particulars::Plain(_) => Expanded::unchanged(body),
        }
    }

    /// What stands on a page that is made, not read: the table of contents of a book.
    pub(super) fn made(&self, page: &PageEntry) -> Option<Vec<Block>> {
        let target = |path: &CapsulePath| {
            let shown = !self.zones.hide(path, &page.path);
            shown.then(|| self.target(path, ItemType::Menu, None, &page.path))
        };
        match &self.particulars {
            Particulars::Mdbook(book) if page.path.is_root() => Some(book.contents(target)),
            Particulars::Mdbook(_)
            | Particulars::Hugo(_)
            | Particulars::Zola
            | Particulars::Jekyll
            | Particulars::Plain(_) => None,
        }
    }

    /// The pages before and after one, where the site itself says what they are.
    pub(super) fn beside(&self, page: &PageEntry) -> Vec<(&CapsulePath, String)> {
        match &self.particulars {
            Particulars::Mdbook(book) => book.beside(page),
            Particulars::Hugo(_) | Particulars::Zola | Particulars::Jekyll | Particulars::Plain(_) => Vec::new(),
        }
    }

    /// The folder that a site's pages are in, whose name is in no URL.
    pub(super) fn content_folder(&self) -> Option<&str> {
        match &self.particulars {
            Particulars::Hugo(names) => Some(names.content_folder()),
            Particulars::Zola => Some("content"),
            Particulars::Mdbook(book) => Some(book.src.trim_end_matches('/')),
            Particulars::Plain(_) | Particulars::Jekyll => None,
        }
    }
}
