//! Converting every page for its diagnostics only.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::parts::Capsule;
use super::visible::Reader;
use crate::diagnostic::Diagnostic;
use crate::generator::PageEntry;

/// Converts every page, on all processors, and gathers the diagnostics, in no order. `done` is
/// called after each page.
#[must_use]
pub fn page_warnings(capsule: &Arc<Capsule>, done: &(dyn Fn() + Sync)) -> Vec<Diagnostic> {
    let next = AtomicUsize::new(0);
    let pages: Vec<&PageEntry> = capsule.visible_to(Reader::Author).pages().collect();
    let found = Mutex::new(template_warnings(capsule));
    let convert_the_next = || {
        while let Some(page) = pages.get(next.fetch_add(1, Ordering::Relaxed)) {
            let warnings = warnings_of(capsule, page);
            found.lock().unwrap_or_else(PoisonError::into_inner).extend(warnings);
            done();
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(convert_the_next);
        }
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Diagnostics of the templates that are no pages; one that can't be read has none.
fn template_warnings(capsule: &Arc<Capsule>) -> Vec<Diagnostic> {
    let files = capsule.visible_to(Reader::Author).files();
    let templates = files.filter_map(|file| file.template.as_deref());
    let filled = templates.filter_map(|template| capsule.fill(template).ok());
    filled.flat_map(|(_, warnings)| warnings).collect()
}

fn warnings_of(capsule: &Arc<Capsule>, page: &PageEntry) -> Vec<Diagnostic> {
    match capsule.page(page) {
        Ok(converted) => converted.warnings,
        Err(error) => {
            let what = format!("the page can't be read: {error}");
            vec![Diagnostic::whole(what).in_file(&page.source)]
        }
    }
}
