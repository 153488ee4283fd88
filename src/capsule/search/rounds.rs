//! `Rounds`: which pages have been looked at for which snapshot.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use crate::capsule::parts::Capsule;

/// When pages were looked at, by the keys of their paths.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    /// The snapshot that they are looked at for.
    snapshot: Weak<Capsule>,
    /// The number of snapshots so far.
    number: u64,
    /// The number of the last one that each was looked at for.
    seen: HashMap<u64, u64>,
}

impl Rounds {
    /// Begins with a snapshot, or goes on with it.
    pub(super) fn begin(&mut self, capsule: &Arc<Capsule>) {
        if self.snapshot.as_ptr() != Arc::as_ptr(capsule) {
            self.number += 1;
            self.snapshot = Arc::downgrade(capsule);
        }
    }

    /// Takes note that all are to be looked at once more, also for the same snapshot.
    pub(super) fn interrupt(&mut self) {
        self.snapshot = Weak::new();
    }

    /// Takes note that a page has been looked at.
    pub(super) fn see(&mut self, key: u64) {
        self.seen.insert(key, self.number);
    }

    /// True for a page that has been looked at for this snapshot.
    pub(super) fn has_seen(&self, key: u64) -> bool {
        self.last(key) == self.number
    }

    /// The number of the snapshot that a page was looked at for; 0 for one that never was.
    pub(super) fn last(&self, key: u64) -> u64 {
        self.seen.get(&key).copied().unwrap_or_default()
    }

    /// Forgets pages that there are not any more.
    pub(super) fn keep(&mut self, is_there: impl Fn(u64) -> bool) {
        self.seen.retain(|key, _| is_there(*key));
    }
}
