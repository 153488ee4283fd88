//! The cache of rendered pages, bounded in bytes.

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::exchange::{Form, Page};
use crate::path::CapsulePath;

/// A page in a form, by the path that it is served at.
pub(super) type PageKey = (CapsulePath, Form);

/// Pages as they are sent.
pub(super) type Rendered = Cache<PageKey, Page, BySize>;

/// The least number of pages that a cache is laid out for.
const FEWEST: usize = 64;

/// The weight of a page: its bytes.
#[derive(Clone, Debug)]
pub(super) struct BySize;

impl Weighter<PageKey, Page> for BySize {
    fn weight(&self, (path, _): &PageKey, page: &Page) -> u64 {
        // What an entry costs besides its text, roughly.
        const ENTRY: usize = 256;
        (page.text.len() + path.as_str().len() + ENTRY) as u64
    }
}

/// An empty cache for a capsule of so many pages, which keeps so many bytes.
pub(super) fn rendered(pages: usize, bytes: u64) -> Rendered {
    Cache::with_weighter(pages.max(FEWEST), bytes, BySize)
}
