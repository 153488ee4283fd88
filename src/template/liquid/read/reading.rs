//! `Reading`: the three things that every step of reading a template shares.

use super::parts::Parts;
use crate::diagnostic::Diagnostic;
use crate::template::liquid::diagnostics::Diagnostics;
use crate::template::liquid::filter::Filters;
use crate::template::liquid::syntax::FilterId;

/// The filters that a template may name, the parts that it may still have, and the diagnostics so
/// far.
pub(super) struct Reading<'a> {
    filters: Filters,
    pub(super) parts: &'a Parts<'a>,
    diagnostics: Diagnostics<'a>,
    /// The byte offset from which on nothing is read, for there is too much.
    left_out: Option<usize>,
}

impl<'a> Reading<'a> {
    pub(super) fn of(source: &'a str, filters: Filters, parts: &'a Parts<'a>) -> Self {
        Self { filters, parts, diagnostics: Diagnostics::of(source), left_out: None }
    }

    pub(super) fn report(&mut self, offset: usize, text: impl Into<String>) {
        self.diagnostics.add(offset, text);
    }

    /// Notes that from an offset on nothing is read.
    pub(super) fn leave_out_from(&mut self, offset: usize) {
        self.left_out = Some(self.left_out.map_or(offset, |earlier| earlier.min(offset)));
    }

    pub(super) fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        if let Some(offset) = self.left_out {
            self.report(offset, "There is too much Liquid; from here on the text is left out");
        }
        self.diagnostics.into_list()
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
