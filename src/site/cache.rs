//! The cache of rendered pages, bounded in bytes.

use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};

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
///
/// It is one piece. Usually a cache is cut into some for each processor, and a page that is larger
/// than its piece is never kept: such pages are those that take long to convert.
pub(super) fn rendered(pages: usize, bytes: u64) -> Rendered {
    let items = pages.max(FEWEST);
    let mut options = OptionsBuilder::new();
    options.shards(1).estimated_items_capacity(items).weight_capacity(bytes);
    let (hasher, lifecycle) = (DefaultHashBuilder::default(), DefaultLifecycle::default());
    options.build().map_or_else(
        // It is not: what has to be said is said.
        |_| Cache::with_weighter(items, bytes, BySize),
        |options| Cache::with_options(options, BySize, hasher, lifecycle),
    )
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::exchange::Protocol;

    const BOUND: u64 = 32 << 20;

    fn page(bytes: u64) -> Page {
        let text = Bytes::from(vec![b'a'; usize::try_from(bytes).unwrap()]);
        Page { form: form(), media: None, text, language: None }
    }

    fn form() -> Form {
        Form::of(Protocol::Gemini)
    }

    fn key(name: &str) -> PageKey {
        (CapsulePath::literal(name).unwrap(), form())
    }

    #[test]
    fn a_page_of_nearly_the_whole_bound_is_kept_however_many_processors_there_are() {
        for pages in [1, 1_000_000] {
            let cache = rendered(pages, BOUND);
            assert_eq!(cache.shard_capacity(), BOUND);
            for bytes in [512 << 10, 4_400_000, BOUND / 100 * 96] {
                cache.insert(key("/large"), page(bytes));
                assert!(cache.get(&key("/large")).is_some(), "{bytes} of {pages} pages");
            }
        }
    }

    #[test]
    fn what_is_kept_stays_within_the_bound() {
        let cache = rendered(100, BOUND);
        for number in 0..100 {
            cache.insert(key(&format!("/{number}")), page(1 << 20));
            assert!(cache.weight() <= BOUND);
        }
        assert!(cache.weight() > BOUND / 2);
    }
}
