//! `Reading`: the two things that every step of reading a template shares.

use crate::template::liquid::diagnostics::Diagnostics;
use crate::template::liquid::filter::Filters;
use crate::template::liquid::syntax::FilterId;

/// The filters that a template may name, and the diagnostics so far.
pub(super) struct Reading<'a> {
    filters: Filters,
    pub(super) diagnostics: Diagnostics<'a>,
}

impl<'a> Reading<'a> {
    pub(super) fn of(source: &'a str, filters: Filters) -> Self {
        Self { filters, diagnostics: Diagnostics::of(source) }
    }

    pub(super) fn report(&mut self, offset: usize, text: impl Into<String>) {
        self.diagnostics.add(offset, text);
    }

    /// Looks a filter up; an unknown one is reported.
    pub(super) fn filter(&mut self, name: &str, offset: usize) -> Option<FilterId> {
        let found = self.filters.find(name);
        if found.is_none() {
            let text = format!("Liquid filter \"{name}\" is not known; the value is left as it is");
            self.report(offset, text);
        }
        found
    }
}
