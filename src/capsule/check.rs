//! Converting every page for its diagnostics only.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::parts::{Capsule, Parts};
use super::room::Room;
use super::search_link::is_searched;
use super::visible::{Reader, Visible};
use super::{memory, search};
use crate::diagnostic::Diagnostic;
use crate::generator::PageEntry;

/// The most bytes of memory that conversions side by side take.
const MOST_MEMORY: u64 = 256 << 20;

/// Memory for the conversions of a folder's pages for their diagnostics.
pub(super) fn room() -> Arc<Room> {
    Arc::new(Room::new(MOST_MEMORY))
}

/// Converts every page, on all processors, and gathers the diagnostics, in no order. `go_on` is
/// called after each page; false ends it before it has seen them all.
#[must_use]
pub fn page_warnings(capsule: &Arc<Capsule>, go_on: &(dyn Fn() -> bool + Sync)) -> Vec<Diagnostic> {
    let next = AtomicUsize::new(0);
    let pages: Vec<&PageEntry> = capsule.visible_to(Reader::Author).pages().collect();
    let found = Mutex::new(template_warnings(capsule));
    let convert_the_next = || {
        while let Some(page) = pages.get(next.fetch_add(1, Ordering::Relaxed)) {
            let warnings = warnings_or_fault(capsule, page);
            found.lock().unwrap_or_else(PoisonError::into_inner).extend(warnings);
            if !go_on() {
                break;
            }
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
    let warnings = templates.filter_map(|template| {
        // Nobody knows yet how long it takes.
        let _memory = capsule.checks.take(memory::of_page(capsule, template, true));
        Some(capsule.fill(template).ok()?.1)
    });
    warnings.flatten().collect()
}

/// Diagnostics of a page, once there is memory for its conversion.
pub(super) fn warnings_of(capsule: &Arc<Capsule>, page: &PageEntry) -> io::Result<Vec<Diagnostic>> {
    let _memory = capsule.checks.take(memory::of_page(capsule, page, false));
    Ok(capsule.page(page)?.warnings)
}

/// The pages and templates that are too large to be converted.
pub(super) fn too_large(parts: Parts<'_>) -> impl Iterator<Item = &PageEntry> {
    let seen = Visible::of(parts.contents, Reader::Author);
    let templates = seen.files().filter_map(|file| file.template.as_deref());
    let pages = seen.pages().chain(templates).filter(move |page| parts.source.is_too_large(page));
    // On most sites there is none, and whether a file is large is seen at once.
    let most = parts.source.largest_page;
    let has_large = parts.source.known.iter().any(|file| file.stamp.size > most);
    has_large.then_some(pages).into_iter().flatten()
}

/// A diagnostic for each page that is [`too_large`].
pub(super) fn size_warnings(parts: Parts<'_>) -> impl Iterator<Item = Diagnostic> {
    let most = parts.source.largest_page;
    let unfound =
        if is_searched(parts.contents) { ", and a search knows its title alone" } else { "" };
    too_large(parts).map(move |page| {
        let what = format!(
            "it has {} bytes, more than largest-page allows ({most}); readers are told that it is \
             too large{unfound}",
            parts.source.size_of(page)
        );
        Diagnostic::whole(what).in_file(&page.source)
    })
}

fn warnings_or_fault(capsule: &Arc<Capsule>, page: &PageEntry) -> Vec<Diagnostic> {
    let _memory = capsule.checks.take(memory::of_page(capsule, page, false));
    match capsule.page(page) {
        Ok(converted) => {
            let unfound = search::unfound(capsule, page, &converted.document);
            converted.warnings.into_iter().chain(unfound).collect()
        }
        // Told when the folder was read.
        Err(_) if capsule.source.is_too_large(page) => Vec::new(),
        Err(error) => {
            let what = format!("the page can't be read: {error}");
            vec![Diagnostic::whole(what).in_file(&page.source)]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capsule::tests::TestSite;

    #[test]
    fn who_wants_no_more_ends_it_after_a_page_on_each_processor() {
        let names: Vec<String> = (0..1000).map(|number| format!("{number}.md")).collect();
        let files: Vec<(&str, &str)> =
            names.iter().map(|name| (name.as_str(), "[broken](nowhere.md)")).collect();
        let capsule = TestSite::new(&files).capsule;
        assert_eq!(page_warnings(&capsule, &|| true).len(), 1000);
        let processors = thread::available_parallelism().unwrap().get();
        assert!(page_warnings(&capsule, &|| false).len() <= processors);
    }
}
