//! The index of a site that is searched, made at once.

use std::sync::Arc;

use propus::capsule::{Pace, SearchIndex};
use propus::search::Index;
use propus::site::Site;

/// Makes the index of a site that is searched, as it is now.
pub(crate) trait Indexed {
    fn index(&self);
}

impl Indexed for Site {
    fn index(&self) {
        let capsule = self.with_capsule(Arc::clone);
        if capsule.is_searched() {
            let index = SearchIndex::of(Index::in_memory().unwrap()).unwrap();
            index.follow(&capsule, Pace::Whole, &|| true).unwrap();
            self.search_in(Some(Arc::new(index)));
        }
    }
}
