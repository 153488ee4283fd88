//! All that a page's template may name.

use std::sync::Arc;

use super::handle::{Handle, PartOfPage};
use super::{page, paginator, site};
use crate::capsule::parts::Capsule;
use crate::generator::PageEntry;
use crate::template::liquid::{Fields, Value};

/// Everything that a page's template may name.
#[must_use]
pub(super) fn scope(capsule: &Arc<Capsule>, page: &PageEntry, part: PartOfPage) -> Fields {
    let handle = Handle::new(capsule, page, part);
    let jekyll = [("environment", Value::text("production")), ("version", Value::text("4.3"))];
    [
        ("site", site::object(handle.clone())),
        ("page", page::own(&handle, page)),
        ("jekyll", Value::object(jekyll)),
        ("paginator", paginator::object(handle)),
    ]
    .into_iter()
    .collect()
}
