//! Shared parts of the writers: the words of a line and what they link to, labels, wrapping by
//! display width, tables, the title of a page. Nothing here knows line prefixes; those belong to
//! the writers.

mod address;
mod label;
mod references;
mod ruler;
mod squeeze;
mod table;
mod words;
mod wrap;

pub(super) use address::{Address, is_the_address, likely_kind, url};
pub(super) use label::{image_name, kind_name, says_nothing};
pub(super) use references::{Reference, References, Referent};
pub(super) use ruler::{Ruler, width};
pub(super) use squeeze::one_line;
pub(super) use table::{Cells, Separators, grid};
pub(super) use words::{Numbers, Pictures, Style, Words, bound_to_blank, plain, write};
pub(super) use wrap::{cut, expand_tabs, fold, wrap};

use crate::document::{self, Block, Document, Inline};

/// The title of a page as its writer meets it.
pub(super) enum Title<'a> {
    /// Nothing.
    None,
    /// The title that the page was given.
    Given(&'a str),
    /// The heading that its text begins with.
    Heading(&'a [Inline]),
}

/// Parts a page into its title and the rest. A first heading that says the same as the title *is*
/// the title, so that nothing is read twice.
pub(super) fn title(page: &Document) -> (Title<'_>, &[Block]) {
    let given = one_line(&page.title);
    match page.blocks.split_first() {
        Some((Block::Heading { level, content }, rest)) if is_title(*level, content, &given) => {
            (Title::Heading(content), rest)
        }
        _ if given.is_empty() => (Title::None, &page.blocks),
        _ => (Title::Given(&page.title), &page.blocks),
    }
}

/// Tests whether a page's first heading is its title, which has neither the marks of notes nor
/// pictures.
fn is_title(level: u8, heading: &[Inline], given: &str) -> bool {
    if given.is_empty() {
        return level == 1;
    }
    let given = given.to_lowercase();
    plain(heading).to_lowercase() == given || document::words(heading).to_lowercase() == given
}
