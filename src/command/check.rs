//! `propus check`: reads and converts every page and prints what its author should know.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::{CommandError, at};
use crate::capsule::{self, Capsule, Folder};
use crate::cli::Check;
use crate::config;
use crate::warning::{Remark, Warning};

/// Checks a folder and prints its warnings. Returns whether there was none.
///
/// # Errors
/// When the folder can't be read.
pub fn check(arguments: &Check, out: &mut dyn Write) -> Result<bool, CommandError> {
    let folder = Arc::new(Folder::open(&arguments.folder).map_err(at(&arguments.folder))?);
    let (capsule, mut warnings) = capsule::load(&folder, &config::options(&arguments.site), None);
    warnings.extend(page_warnings(&capsule));
    warnings.sort();
    warnings.dedup();
    for warning in &warnings {
        writeln!(out, "{warning}").map_err(CommandError::Output)?;
    }
    Ok(warnings.is_empty())
}

/// Converts every page, on all processors, and gathers what their authors should know.
#[must_use]
pub fn page_warnings(capsule: &Arc<Capsule>) -> Vec<Warning> {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    let work = || {
        while let Some(page) = capsule.pages().get(next.fetch_add(1, Ordering::Relaxed)) {
            let warnings = match capsule.page(page) {
                Ok(converted) => converted.warnings,
                Err(error) => vec![Remark::whole(format!("the page can't be read: {error}")).about(&page.place)],
            };
            found.lock().unwrap_or_else(PoisonError::into_inner).extend(warnings);
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}
