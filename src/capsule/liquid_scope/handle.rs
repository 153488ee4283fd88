//! `Handle`: the snapshot, as the objects of templates hold it.

use std::sync::{Arc, Weak};

use crate::capsule::parts::Capsule;
use crate::capsule::visible::Visible;

/// The snapshot as the objects of templates hold it: weakly, since it keeps lists of them itself.
#[derive(Clone, Debug)]
pub(super) struct Handle {
    capsule: Weak<Capsule>,
    pub(super) depth: Depth,
}

/// Leave to ask for other pages' content: only the page that a reader asked for has it, else two
/// pages that show each other would never end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Depth {
    /// The page that a reader asked for.
    Outer,
    /// A page that is shown on another one.
    Inner,
}

impl Handle {
    pub(super) fn new(capsule: &Arc<Capsule>, depth: Depth) -> Self {
        Self { capsule: Arc::downgrade(capsule), depth }
    }

    /// The snapshot, as long as it lives.
    pub(super) fn capsule(&self) -> Option<Arc<Capsule>> {
        self.capsule.upgrade()
    }
}

/// The snapshot as templates see it: as everyone who may read its start page.
pub(super) fn seen(capsule: &Capsule) -> Visible<'_, '_> {
    Visible::to_all(&capsule.contents)
}
