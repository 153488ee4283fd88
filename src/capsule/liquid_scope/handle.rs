//! `Handle`: the snapshot, as the objects of templates hold it.

use std::sync::{Arc, Weak};

use super::translations;
use crate::capsule::page_texts::Part;
use crate::capsule::parts::Capsule;
use crate::capsule::visible::Visible;
use crate::generator::PageEntry;
use crate::template::liquid::{Meter, Value};

/// The snapshot as the objects of templates hold it: weakly, since it keeps lists of them itself.
#[derive(Clone, Debug)]
pub(super) struct Handle {
    capsule: Weak<Capsule>,
    part: PartOfPage,
    /// The language of the page that is made, by its index among those of the site.
    pub(super) edition: usize,
}

/// A part of a page's text as HTML, at the expense of a meter. Filling it in asks for these objects
/// again, so the function is handed in.
#[derive(Clone, Copy, Debug)]
pub(super) struct PartOfPage(pub(super) fn(&Arc<Capsule>, &PageEntry, Part, &Meter) -> Arc<str>);

impl Handle {
    pub(super) fn new(capsule: &Arc<Capsule>, page: &PageEntry, part: PartOfPage) -> Self {
        let edition = translations::edition_of(capsule, page);
        Self { capsule: Arc::downgrade(capsule), part, edition }
    }

    /// The snapshot, as long as it lives.
    pub(super) fn capsule(&self) -> Option<Arc<Capsule>> {
        self.capsule.upgrade()
    }

    /// A part of a page's text, for the page that a reader asked for. Nil for a page that is shown
    /// on another one, else two that show each other would never end; and of a page that not all may
    /// read.
    pub(super) fn part(
        &self,
        capsule: &Arc<Capsule>,
        page: &PageEntry,
        part: Part,
        meter: &Meter,
    ) -> Value {
        if meter.renderings() == 1 && seen(capsule).shows(&page.path) {
            Value::Text((self.part.0)(capsule, page, part, meter))
        } else {
            Value::Nil
        }
    }
}

/// The snapshot as templates see it: as everyone who may read its start page.
pub(super) fn seen(capsule: &Capsule) -> Visible<'_, '_> {
    Visible::to_all(&capsule.contents)
}
