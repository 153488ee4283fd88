//! What the generator of a site fills in: a page's text before Markdown is read, pages that are
//! made, ways onward.

use std::sync::Arc;

use super::liquid_scope::Depth;
use super::snapshot::Capsule;
use crate::content::format::PageFormat;
use crate::document::Block;
use crate::generator::entry::PageEntry;
use crate::generator::mdbook;
use crate::generator::runtime::Particulars;
use crate::media::ItemType;
use crate::path::CapsulePath;
use crate::template::shortcode::{Expanded, hugo, zola};

impl Capsule {
    /// A page's text with what its kind of site fills in before Markdown is read.
    pub(super) fn expand<'t>(self: &Arc<Self>, page: &PageEntry, body: &'t str) -> Expanded<'t> {
        if page.format.menu().is_some() {
            return Expanded::unchanged(body);
        }
        match &self.source.particulars {
            // As Jekyll does: a file without front matter is no template.
            Particulars::Jekyll if page.head.fields.is_some() => {
                self.fill_in(page, body, Depth::Outer)
            }
            // The others know no pages in gemtext.
            _ if page.format == PageFormat::Gemtext => Expanded::unchanged(body),
            Particulars::Hugo(names) => {
                hugo::expand(body, &|call| names.answer(call, page, &self.source.settings))
            }
            Particulars::Zola => zola::expand(body),
            Particulars::Mdbook(book) if book.has(page) => {
                mdbook::expand(body, page, book, &self.source.folder)
            }
            Particulars::Mdbook(_) | Particulars::Jekyll | Particulars::Plain(_) => {
                Expanded::unchanged(body)
            }
        }
    }

    /// What stands on a page that is made, not read: the table of contents of a book.
    pub(super) fn made(&self, page: &PageEntry) -> Option<Vec<Block>> {
        let target = |path: &CapsulePath| {
            let shown = !self.access.zones.hide(path, &page.path);
            shown.then(|| self.target(path, ItemType::Menu, None, &page.path))
        };
        match &self.source.particulars {
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
        match &self.source.particulars {
            Particulars::Mdbook(book) => book.beside(page),
            Particulars::Hugo(_)
            | Particulars::Zola
            | Particulars::Jekyll
            | Particulars::Plain(_) => Vec::new(),
        }
    }

    /// The folder that a site's pages are in, whose name is in no URL.
    pub(super) fn content_folder(&self) -> Option<&str> {
        match &self.source.particulars {
            Particulars::Hugo(names) => Some(names.content_folder()),
            Particulars::Zola => Some("content"),
            Particulars::Mdbook(book) => Some(book.src.trim_end_matches('/')),
            Particulars::Plain(_) | Particulars::Jekyll => None,
        }
    }
}
