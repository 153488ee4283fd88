//! HTML to blocks. The walk from tree to blocks is the one way that every page takes, Markdown as
//! well.
//!
//! This file is the entrance; [`walk`] goes through the tree, the others know one kind of element
//! each.

mod anchor;
pub(super) mod bare_url;
mod characters;
mod code;
mod element;
mod flow;
mod footnotes;
mod formula;
mod inlines;
mod leftover;
mod line;
mod list;
mod markup;
mod media;
mod notes;
mod quote;
mod scripts;
mod table;
mod tex;
mod tidy;
mod walk;

pub(super) use self::code::language_of;
pub(super) use self::markup::Markup;

use self::walk::Walker;
use super::budget::Parts;
use super::dom::{self, Dom};
use super::parsed::Parsed;
use crate::document::Resolve;

/// Reads HTML: a fragment or a whole page.
#[must_use]
pub fn html(source: &str, links: &dyn Resolve) -> Parsed {
    let parts = Parts::of_html(source);
    parts.complete(read(dom::parse(parts.converted), links, Markup::Html))
}

/// Reads a tree that came from somewhere.
pub(super) fn read(mut dom: Dom, links: &dyn Resolve, markup: Markup) -> Parsed {
    let diagnostics = std::mem::take(&mut dom.diagnostics);
    let blocks = Walker::new(&dom, links, markup).page();
    Parsed { blocks, diagnostics }
}
