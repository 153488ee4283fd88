//! Expansion of a page's text by the site's generator, with the snapshot's answers to what it asks.

use std::sync::Arc;

use super::liquid_scope::Depth;
use super::snapshot::Capsule;
use super::visible::Reader;
use crate::content::folder::Folder;
use crate::document::Block;
use crate::generator::Settings;
use crate::generator::{PageEntry, Surroundings};
use crate::media::ItemType;
use crate::path::CapsulePath;
use crate::template::shortcode::Expanded;

impl Capsule {
    /// A page's text with what the site's generator fills in before Markdown is read.
    pub(super) fn expand<'t>(self: &Arc<Self>, page: &PageEntry, body: &'t str) -> Expanded<'t> {
        if page.format.menu().is_some() {
            return Expanded::unchanged(body);
        }
        self.source.generator.expand(page, body, self)
    }

    /// The blocks of a page that is made, not read: the table of contents of a book.
    pub(super) fn made(&self, page: &PageEntry) -> Option<Vec<Block>> {
        let seen = self.visible_to(Reader::Page(&page.path));
        let target = |path: &CapsulePath| {
            if seen.names(path) { Some(seen.target(path, ItemType::Menu, None)) } else { None }
        };
        self.source.generator.contents(page, &target)
    }
}

impl Surroundings for Arc<Capsule> {
    fn settings(&self) -> &Settings {
        &self.source.settings
    }

    fn folder(&self) -> &Folder {
        &self.source.folder
    }

    fn fill_in<'t>(&self, page: &PageEntry, body: &'t str) -> Expanded<'t> {
        Capsule::fill_in(self, page, body, Depth::Outer)
    }
}
