//! Expansion of a page's text by the site's generator, with the snapshot's answers to what it asks.

use std::io;
use std::sync::Arc;

use super::parts::{Capsule, Parts};
use super::visible::{Reader, Visible};
use super::{inclusion, liquid_scope};
use crate::document::Block;
use crate::generator::Settings;
use crate::generator::{PageEntry, Surroundings};
use crate::media::ItemType;
use crate::path::CapsulePath;
use crate::template::shortcode::Expanded;

/// A page's text with what the site's generator fills in before Markdown is read.
pub(super) fn expand<'t>(capsule: &Arc<Capsule>, page: &PageEntry, body: &'t str) -> Expanded<'t> {
    if page.format.menu().is_some() {
        return Expanded::unchanged(body);
    }
    capsule.source.generator.expand(page, body, capsule)
}

/// The blocks of a page that is made, not read: the table of contents of a book.
pub(super) fn made(parts: Parts<'_>, page: &PageEntry) -> Option<Vec<Block>> {
    let seen = Visible::of(parts.contents, Reader::Page(&page.path));
    let target = |path: &CapsulePath| {
        if seen.names(path) { Some(seen.target(path, ItemType::Menu, None)) } else { None }
    };
    parts.source.generator.contents(page, &target)
}

impl Surroundings for Arc<Capsule> {
    fn settings(&self) -> &Settings {
        &self.source.settings
    }

    fn read(&self, page: &PageEntry, source: &str) -> io::Result<Vec<u8>> {
        inclusion::read(Parts::of(self), &page.path, source)
    }

    fn fill_in<'t>(&self, page: &PageEntry, body: &'t str) -> Expanded<'t> {
        liquid_scope::fill_in(self, page, body)
    }
}
