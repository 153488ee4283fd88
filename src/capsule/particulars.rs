//! `Particulars`: what the site of a kind knows beyond where its pages are, and what that does to a page's text.

use super::entry::PageEntry;
use super::page::PageFormat;
use super::shortcode::Expanded;
use super::{Capsule, Kind, hugo};

/// What the site of a kind knows beyond where its pages are.
#[derive(Debug, Default)]
pub(super) enum Particulars {
    /// Nothing.
    #[default]
    None,
    /// Hugo: by which names its pages call one another.
    Hugo(hugo::Names),
}

impl Capsule {
    /// A page's text with what its kind of site fills in before Markdown is read.
    pub(super) fn expand<'t>(&self, page: &PageEntry, body: &'t str) -> Expanded<'t> {
        if page.format == PageFormat::Gemtext {
            return Expanded::unchanged(body);
        }
        match &self.particulars {
            Particulars::Hugo(names) => hugo::shortcode::expand(body, &|call| names.answer(call, page, &self.settings)),
            Particulars::None => Expanded::unchanged(body),
        }
    }
}

impl Kind {
    /// The folder that a site's pages are in, whose name is in no URL.
    pub(super) fn content_folder(self) -> Option<&'static str> {
        match self {
            Self::Hugo | Self::Zola => Some("content"),
            Self::Mdbook => Some("src"),
            Self::Plain | Self::Jekyll => None,
        }
    }
}
