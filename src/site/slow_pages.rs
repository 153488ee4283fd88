//! `SlowPages`: the paths whose conversion takes long, so that they don't keep others waiting.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::path::CapsulePath;

/// The time of a conversion from which on it takes long.
const LONG: Duration = Duration::from_millis(500);

/// Paths whose last conversion took long or has not ended: while it lasts nobody knows how long it
/// will take, and one that never ends is known from its beginning.
#[derive(Debug, Default)]
pub(super) struct SlowPages(Mutex<HashSet<CapsulePath>>);

impl SlowPages {
    /// Notes that a conversion is to begin. True if the page is known to be slow, or under way in
    /// another form.
    pub(super) fn begin(&self, path: &CapsulePath) -> bool {
        !self.paths().insert(path.clone())
    }

    /// Notes the time that a conversion took.
    pub(super) fn end(&self, path: &CapsulePath, took: Duration) {
        if took < LONG {
            self.paths().remove(path);
        }
    }

    /// Forgets what is served no more.
    pub(super) fn retain(&self, is_served: impl Fn(&CapsulePath) -> bool) {
        self.paths().retain(is_served);
    }

    /// It is whole after each step, so a panic elsewhere doesn't make it useless.
    fn paths(&self) -> MutexGuard<'_, HashSet<CapsulePath>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_slow_while_it_is_converted_and_after_it_took_long() {
        let (pages, path) = (SlowPages::default(), CapsulePath::literal("/a").unwrap());
        assert!(!pages.begin(&path), "nothing is known of it");
        assert!(pages.begin(&path), "it is under way");
        pages.end(&path, LONG);
        assert!(pages.begin(&path), "it took long");
        pages.end(&path, Duration::ZERO);
        assert!(!pages.begin(&path), "it took long once, and no more");
    }

    #[test]
    fn what_is_served_no_more_is_forgotten() {
        let (pages, path) = (SlowPages::default(), CapsulePath::literal("/a").unwrap());
        pages.begin(&path);
        pages.retain(|_| false);
        assert!(!pages.begin(&path));
    }
}
