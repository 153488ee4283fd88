//! All that a page's template may name.

use std::sync::Arc;

use super::handle::{Depth, Handle, PageTexts};
use super::{page, paginator, site};
use crate::capsule::parts::Capsule;
use crate::generator::PageEntry;
use crate::template::liquid::{Fields, Value};

/// Everything that a page's template may name.
#[must_use]
pub(super) fn scope(
    capsule: &Arc<Capsule>,
    page: &PageEntry,
    depth: Depth,
    texts: PageTexts,
) -> Fields {
    let handle = Handle::new(capsule, depth, texts);
    let own = Handle::new(capsule, Depth::Inner, texts);
    let jekyll = [("environment", Value::text("production")), ("version", Value::text("4.3"))];
    [
        ("site", site::object(handle.clone())),
        ("page", page::object(&own, page)),
        ("jekyll", Value::object(jekyll)),
        ("paginator", paginator::object(handle)),
    ]
    .into_iter()
    .collect()
}
