//! `PageWarnings`: what authors should know of pages that have changed. To convert a page may take
//! long, so it is done on a thread of its own, and the folder is read again meanwhile.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::capsule::Capsule;
use crate::content::source_path::SourcePath;
use crate::diagnostic::Diagnostic;

/// The pages of one site that are to be converted for their diagnostics.
pub(super) struct PageWarnings {
    pending: Arc<Mutex<Pending>>,
    tell: Arc<dyn Fn(&Diagnostic) + Send + Sync>,
}

#[derive(Default)]
struct Pending {
    /// The newest capsule, if the thread has not seen it yet.
    capsule: Option<Arc<Capsule>>,
    changed: BTreeSet<SourcePath>,
    /// The number of diagnostics that may still be told.
    left: usize,
    runs: bool,
}

impl PageWarnings {
    /// Hands diagnostics to `tell`.
    pub(super) fn new(tell: impl Fn(&Diagnostic) + Send + Sync + 'static) -> Self {
        Self { pending: Arc::default(), tell: Arc::new(tell) }
    }

    /// Looks soon at the pages of a capsule that have changed, and tells of `most` faults. What has
    /// not been looked at in an older one is looked at in this one.
    pub(super) fn look_at(&self, capsule: Arc<Capsule>, changed: Vec<SourcePath>, most: usize) {
        let mut pending = locked(&self.pending);
        pending.capsule = Some(capsule);
        pending.changed.extend(changed);
        pending.left = most;
        if !std::mem::replace(&mut pending.runs, true) {
            let (pending, tell) = (Arc::clone(&self.pending), Arc::clone(&self.tell));
            thread::spawn(move || run(&pending, &*tell));
        }
    }
}

impl Pending {
    /// True when it is no use to look at more pages of the capsule that is looked at.
    fn is_enough(&self) -> bool {
        self.capsule.is_some() || self.left == 0
    }
}

/// Lets another thread begin after a panic in this one.
struct Running<'a>(&'a Mutex<Pending>);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            locked(self.0).runs = false;
        }
    }
}

fn run(pending: &Mutex<Pending>, tell: &dyn Fn(&Diagnostic)) {
    let _running = Running(pending);
    while let Some((capsule, mut changed)) = next(pending) {
        while let Some(source) = changed.pop_first() {
            // It may be no page any more.
            let Some(page) = capsule.page_from(&source) else { continue };
            let warnings = capsule.warnings_of(page).unwrap_or_default();
            warnings.iter().take_while(|_| may_tell(pending)).for_each(tell);
            if locked(pending).is_enough() {
                break;
            }
        }
        let mut pending = locked(pending);
        // In an older capsule.
        if pending.capsule.is_some() {
            pending.changed.extend(changed);
        }
    }
}

/// The newest capsule and the pages to look at in it; `None` at the end.
fn next(pending: &Mutex<Pending>) -> Option<(Arc<Capsule>, BTreeSet<SourcePath>)> {
    let mut pending = locked(pending);
    let changed = std::mem::take(&mut pending.changed);
    let capsule = pending.capsule.take();
    pending.runs = capsule.is_some();
    Some((capsule?, changed))
}

/// True for each diagnostic that may still be told.
fn may_tell(pending: &Mutex<Pending>) -> bool {
    let mut pending = locked(pending);
    let left = pending.left.checked_sub(1);
    pending.left = left.unwrap_or_default();
    left.is_some()
}

/// It is whole after each step, so a panic elsewhere doesn't make it useless.
fn locked(pending: &Mutex<Pending>) -> MutexGuard<'_, Pending> {
    pending.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

    use super::*;
    use crate::capsule::{Reader, load};
    use crate::content::Folder;
    use crate::generator::Options;

    /// Each diagnostic's file; its sender waits until it is taken.
    fn told() -> (PageWarnings, Receiver<String>) {
        let (sender, told): (SyncSender<String>, _) = sync_channel(0);
        let warnings = PageWarnings::new(move |it| sender.send(it.to_string()).unwrap());
        (warnings, told)
    }

    fn capsule(folder: &tempfile::TempDir) -> (Arc<Capsule>, Vec<SourcePath>) {
        let opened = Arc::new(Folder::open(folder.path()).unwrap());
        let (capsule, _) = load(&opened, &Options::default(), None).unwrap();
        let sources =
            capsule.visible_to(Reader::Author).pages().map(|page| page.source.clone()).collect();
        (capsule, sources)
    }

    fn folder(pages: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for page in pages {
            std::fs::write(folder.path().join(page), "[broken](nowhere.md)\n").unwrap();
        }
        folder
    }

    #[test]
    fn nobody_waits_while_pages_are_converted_and_none_is_forgotten() {
        let (folder, (warnings, told)) = (folder(&["a.md", "b.md", "c.md"]), told());
        let (first, all) = capsule(&folder);
        warnings.look_at(first, all.clone(), 20);
        // The thread stands still at the first page: nobody has taken what it tells.
        let (second, _) = capsule(&folder);
        warnings.look_at(second, Vec::new(), 20);
        let mut files: Vec<String> = told.iter().take(3).collect();
        files.sort();
        for (told, source) in files.iter().zip(&all) {
            assert!(told.contains(source.as_str()), "{told}");
        }
    }

    #[test]
    fn no_more_is_told_than_may_be() {
        let (folder, (warnings, told)) = (folder(&["a.md", "b.md", "c.md"]), told());
        let (capsule, all) = capsule(&folder);
        warnings.look_at(capsule, all, 2);
        drop(warnings);
        assert_eq!(told.iter().count(), 2);
    }

    #[test]
    fn it_is_enough_when_all_is_told_or_there_is_a_newer_capsule() {
        let (capsule, _) = capsule(&folder(&["a.md"]));
        let is_enough = |capsule: Option<Arc<Capsule>>, left: usize| {
            Pending { capsule, left, ..Pending::default() }.is_enough()
        };
        assert!(!is_enough(None, 1));
        assert!(is_enough(None, 0));
        assert!(is_enough(Some(Arc::clone(&capsule)), 1));
        assert!(is_enough(Some(capsule), 0));
    }
}
