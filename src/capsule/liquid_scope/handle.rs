//! `Handle`: the snapshot, as the objects of templates hold it.

use std::sync::{Arc, Weak};

use crate::capsule::parts::Capsule;
use crate::capsule::visible::Visible;
use crate::generator::PageEntry;

/// The snapshot as the objects of templates hold it: weakly, since it keeps lists of them itself.
#[derive(Clone, Debug)]
pub(super) struct Handle {
    capsule: Weak<Capsule>,
    pub(super) depth: Depth,
    pub(super) texts: PageTexts,
}

/// The texts of a page as HTML. Filling them in asks for these objects again, so the functions are
/// handed in.
#[derive(Clone, Copy, Debug)]
pub(super) struct PageTexts {
    /// The whole of it.
    pub(super) content: fn(&Arc<Capsule>, &PageEntry) -> String,
    /// Its first paragraph.
    pub(super) excerpt: fn(&Arc<Capsule>, &PageEntry) -> String,
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
    pub(super) fn new(capsule: &Arc<Capsule>, depth: Depth, texts: PageTexts) -> Self {
        Self { capsule: Arc::downgrade(capsule), depth, texts }
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
