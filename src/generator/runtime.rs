//! `Particulars`: what the site of a kind knows beyond where its pages are.

use super::plain::page_names;
use super::{hugo, mdbook};

/// What the site of a kind knows beyond where its pages are.
#[derive(Debug)]
pub(crate) enum Particulars {
    /// A plain folder: by which names its pages call one another.
    Plain(page_names::Names),
    /// Jekyll: nothing, but that it is one.
    Jekyll,
    /// Hugo: by which names its pages call one another.
    Hugo(hugo::Names),
    /// Zola: nothing, but that it is one.
    Zola,
    /// mdBook: its table of contents.
    Mdbook(Box<mdbook::Book>),
}
