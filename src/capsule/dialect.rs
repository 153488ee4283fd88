//! The Markdown of single pages: that of the site, with what a page asks for besides.

use crate::generator::{PageEntry, Settings};
use crate::parse::Dialect;

/// The Markdown that a page is written in.
pub(super) fn of(settings: &Settings, page: &PageEntry) -> Dialect {
    let asks = |name: &&str| page.fields.get(*name) == Some(&serde_json::Value::Bool(true));
    let dialect = settings.dialect;
    Dialect { math: dialect.math || ["math", "mathjax", "katex"].iter().any(asks), ..dialect }
}
