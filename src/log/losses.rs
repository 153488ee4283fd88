//! `Losses`: lines that a log has lost, and the reports of them.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tracing::{info, warn};

/// Shortest time between two reports.
const COMPLAINTS: Duration = Duration::from_secs(60);

/// Lines that have been lost of a file.
#[derive(Debug)]
pub(super) struct Losses {
    name: PathBuf,
    lines: AtomicU64,
    /// Time of the last report.
    reported: Mutex<Option<Instant>>,
}

impl Losses {
    /// None so far.
    pub(super) fn of(file: &Path) -> Self {
        let (lines, reported) = (AtomicU64::new(0), Mutex::new(None));
        Self { name: file.to_owned(), lines, reported }
    }

    /// Path of the file.
    pub(super) fn name(&self) -> &Path {
        &self.name
    }

    /// Number of lines that have been lost.
    pub(super) fn lines(&self) -> u64 {
        self.lines.load(Ordering::Relaxed)
    }

    /// One line is lost.
    pub(super) fn add(&self) {
        self.lines.fetch_add(1, Ordering::Relaxed);
    }

    /// Reports it, unless that was done a short time ago. Returns whether it did.
    pub(super) fn report(&self, why: &str) -> bool {
        let mut reported = self.reported.lock().unwrap_or_else(PoisonError::into_inner);
        if reported.is_some_and(|before| before.elapsed() < COMPLAINTS) {
            return false;
        }
        *reported = Some(Instant::now());
        let (name, lost) = (self.name.display(), self.lines());
        warn!(lost, "{name}: not all lines of the access log can be written: {why}");
        true
    }

    /// Reports that no more are lost.
    pub(super) fn report_end(&self) {
        let (name, lost) = (self.name.display(), self.lines());
        info!(lost, "{name}: the lines of the access log are written again");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_lost_are_counted_and_reported_once() {
        let losses = Losses::of(Path::new("/log"));
        assert_eq!((losses.lines(), losses.name()), (0, Path::new("/log")));
        losses.add();
        losses.add();
        assert_eq!(losses.lines(), 2);
        assert!(losses.report("full") && !losses.report("full"));
        *losses.reported.lock().unwrap() = Instant::now().checked_sub(COMPLAINTS);
        assert!(losses.report("full"), "a minute later");
    }
}
