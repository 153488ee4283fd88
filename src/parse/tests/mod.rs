//! The meaning of pages: Markdown and HTML beside the blocks they become.

mod kramdown;
mod limits;
mod links;
mod structure;
mod words;

use super::{Dialect, html, markdown};
use crate::document::{Resolve, Target, notation};

/// Resolves everything to an external target that is the reference itself, and `#…` to nowhere.
pub(super) struct AsIs;

impl Resolve for AsIs {
    fn resolve(&self, reference: &str) -> Target {
        if reference.starts_with('#') {
            Target::Nowhere
        } else {
            Target::External(reference.to_owned())
        }
    }
}

/// A dialect with nothing switched on.
const PLAIN: Dialect = Dialect::PLAIN;

/// Compares the blocks of a Markdown page.
fn check(source: &str, expected: &str) {
    check_as(source, PLAIN, expected);
}

/// Compares the blocks of a Markdown page in some dialect.
fn check_as(source: &str, dialect: Dialect, expected: &str) {
    assert_eq!(notation(&markdown(source, dialect, &AsIs).blocks), expected, "{source}");
}

/// Compares the blocks of an HTML page.
fn check_html(source: &str, expected: &str) {
    assert_eq!(notation(&html(source, &AsIs).blocks), expected, "{source}");
}
