//! The reading of folders and the style of pages.

use super::file::Given;
use super::resolve::Resolver;
use crate::cli::Typed;
use crate::generator::Options;
use crate::settings::content::{
    DATE, DRAFTS, EMPTY_OK, FINGER_CHARSET, FOOTER, FUTURE, GENERATOR, GOPHER_CHARSET,
    GOPHER_PAGES, LARGEST_PAGE, LINKS_TO, LISTINGS, ROBOTS, SEARCH, WIDTH,
};
use crate::site::Style;

/// Options for reading a folder, from what was typed alone.
#[must_use]
pub fn options(typed: &Typed) -> Options {
    content_options(&mut Resolver::new(typed, None), &[])
}

/// Style of pages, from what was typed alone.
#[must_use]
pub fn style(typed: &Typed) -> Style {
    content_style(&mut Resolver::new(typed, None), &[])
}

/// Options for reading a folder. `given` are the tables of the file about it, the nearest first.
pub(super) fn content_options(resolver: &mut Resolver<'_>, given: &[&Given]) -> Options {
    Options {
        generator: resolver.value(&GENERATOR, given),
        links_to: resolver.value(&LINKS_TO, given),
        empty_ok: resolver.value(&EMPTY_OK, given),
        listings: resolver.value(&LISTINGS, given),
        search: resolver.value(&SEARCH, given),
        drafts: resolver.value(&DRAFTS, given),
        future: resolver.value(&FUTURE, given),
        robots: resolver.value(&ROBOTS, given),
        largest_page: resolver.value(&LARGEST_PAGE, given).number().into(),
        ..Options::default()
    }
}

/// Style of pages, chosen as [`content_options`].
pub(super) fn content_style(resolver: &mut Resolver<'_>, given: &[&Given]) -> Style {
    let usual = Style::default();
    let width = resolver.value(&WIDTH, given).number();
    Style {
        width: usize::try_from(width).unwrap_or(usual.width),
        charset: resolver.value(&GOPHER_CHARSET, given),
        finger_charset: resolver.value(&FINGER_CHARSET, given),
        pages: resolver.value(&GOPHER_PAGES, given),
        date: resolver.value(&DATE, given),
        footer: resolver.value(&FOOTER, given),
        ..usual
    }
}
