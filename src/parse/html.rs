//! HTML to blocks. The walk from tree to blocks is the one way that every page takes, Markdown as
//! well.
//!
//! This file is the entrance; [`walk`] goes through the tree, the others know one kind of element
//! each.

mod anchor;
mod bare_url;
mod code;
mod element;
mod footnotes;
mod formula;
mod leftover;
mod line;
mod list;
mod media;
mod table;
mod tidy;
mod walk;

pub(super) use self::code::language_of;

use self::walk::Walker;
use super::Parsed;
use super::dom::Dom;
use crate::document::Resolve;

/// Reads HTML: a fragment or a whole page.
#[must_use]
pub fn html(source: &str, links: &dyn Resolve) -> Parsed {
    read(Dom::parse(source), links, Origin::Html)
}

/// The markup that a tree was made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Origin {
    /// HTML, written as such.
    Html,
    /// Markdown, so that `**` in its text is a mark that was not understood.
    Markdown,
}

/// Reads a tree that came from somewhere.
pub(super) fn read(mut dom: Dom, links: &dyn Resolve, origin: Origin) -> Parsed {
    let diagnostics = std::mem::take(&mut dom.diagnostics);
    let blocks = Walker::new(&dom, links, origin).page();
    Parsed { blocks, diagnostics }
}
