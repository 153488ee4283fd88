//! The variables of a Jekyll site's templates, and the filling in of its pages.
//!
//! Templates name `site`, `page`, `jekyll` and `paginator`; each is an object that works its fields
//! out when they are asked for, since most pages name one or two of thousands. Evaluating templates
//! is for `template::liquid`.
//!
//! * Two pages that show each other come to an end:
//!   `capsule::tests::jekyll::pages_that_show_each_other_end`.

pub(super) mod data;
mod fill;
mod handle;
mod host;
mod page;
mod paginator;
mod site;

use std::sync::Arc;

use self::handle::Handle;
use super::parts::Capsule;
use crate::generator::PageEntry;
use crate::template::liquid::{Fields, Value};

pub(super) use self::fill::fill_in;
pub(super) use self::handle::Depth;

/// Everything that a page's template may name.
#[must_use]
fn scope(capsule: &Arc<Capsule>, page: &PageEntry, depth: Depth) -> Fields {
    let handle = Handle::new(capsule, depth);
    let own = Handle::new(capsule, Depth::Inner);
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
