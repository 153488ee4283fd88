//! `Report`: the diagnostics of a rendering, each once, at the position in the page.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::template::liquid::diagnostics::{MAX_DIAGNOSTICS, diagnostic_at, shortened};

/// The templates under way, and the diagnostics so far.
#[derive(Default)]
pub(super) struct Report {
    /// The page first, then the files that are included in each other.
    under_way: Vec<UnderWay>,
    diagnostics: BTreeSet<Diagnostic>,
    /// File, byte offset and text of the diagnostics of the run: a loop reports the same each time.
    reported: HashSet<(String, usize, String)>,
}

/// A template under way.
struct UnderWay {
    /// The file's name, empty for the page itself.
    label: String,
    source: Arc<str>,
    /// The byte offset of the node that runs.
    offset: usize,
}

impl Report {
    /// Enters a template; `label` names the included file.
    pub(super) fn enter(&mut self, label: String, source: &Arc<str>) {
        self.under_way.push(UnderWay { label, source: source.clone(), offset: 0 });
    }

    pub(super) fn leave(&mut self) {
        self.under_way.pop();
    }

    /// Levels of templates in each other, the page included.
    pub(super) fn level(&self) -> usize {
        self.under_way.len()
    }

    /// Moves on to the node at a byte offset of the innermost template.
    pub(super) fn move_to(&mut self, offset: usize) {
        if let Some(current) = self.under_way.last_mut() {
            current.offset = offset;
        }
    }

    /// The byte offset of the node that runs.
    pub(super) fn offset(&self) -> usize {
        self.under_way.last().map_or(0, |current| current.offset)
    }

    /// The byte offset, in the page, of the node that runs or includes it.
    pub(super) fn offset_in_page(&self) -> usize {
        self.under_way.first().map_or(0, |page| page.offset)
    }

    /// The source of the innermost template.
    pub(super) fn source(&self) -> Option<Arc<str>> {
        self.under_way.last().map(|current| current.source.clone())
    }

    /// Adds a diagnostic at a byte offset of the innermost template.
    pub(super) fn add(&mut self, offset: usize, text: &str) {
        let Some(current) = self.under_way.last() else { return };
        if self.diagnostics.len() >= MAX_DIAGNOSTICS {
            return;
        }
        let text = shortened(text.to_owned());
        let key = (current.label.clone(), offset, text.clone());
        if self.reported.insert(key) {
            self.insert(diagnostic_at(&current.source, offset, text));
        }
    }

    /// Adds the diagnostics that reading the innermost template made.
    pub(super) fn add_all(&mut self, diagnostics: Vec<Diagnostic>) {
        for diagnostic in diagnostics {
            self.insert(diagnostic);
        }
    }

    /// Adds a diagnostic of the innermost template; that of an included file stands at the page's
    /// include.
    fn insert(&mut self, found: Diagnostic) {
        let [page, included @ ..] = self.under_way.as_slice() else { return };
        let diagnostic = match included.last() {
            None => found,
            Some(file) => {
                let Diagnostic { line, column, text, .. } = found;
                let text = format!("{}:{line}:{column}: {text}", file.label);
                diagnostic_at(&page.source, page.offset, text)
            }
        };
        if self.diagnostics.len() < MAX_DIAGNOSTICS {
            self.diagnostics.insert(diagnostic);
        }
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_diagnostic_is_made_once_and_there_is_an_end_of_them() {
        let mut report = Report::default();
        report.enter(String::new(), &Arc::from("\n".repeat(MAX_DIAGNOSTICS * 2)));
        for offset in 0..MAX_DIAGNOSTICS * 2 {
            report.add(offset, "x");
            report.add(offset, "x");
        }
        report.add_all(vec![Diagnostic::at_line(1, "y"), Diagnostic::at_line(2, "z")]);
        assert_eq!(report.into_diagnostics().len(), MAX_DIAGNOSTICS);
    }
}
