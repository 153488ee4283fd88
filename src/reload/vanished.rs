//! `Vanished`: patience with a folder that has lost all its pages. Its disk may not be mounted yet,
//! or an empty one be mounted over it; or somebody empties it to fill it anew.

use std::time::{Duration, Instant};

/// The time for which what was there is served on.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// Numbers of what a snapshot holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Holdings {
    pub(super) pages: usize,
    pub(super) files: usize,
}

impl Holdings {
    const NONE: Self = Self { pages: 0, files: 0 };
}

/// What becomes of a snapshot that was just read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Verdict {
    /// It is served.
    Take,
    /// What is served stays for now; the first time that is to be reported.
    Keep {
        /// True the first time.
        first: bool,
    },
}

/// The moment since which all is gone.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Vanished(Option<Instant>);

impl Vanished {
    /// True while what is gone may come back: it is worth looking again.
    pub(super) fn is_awaited(self) -> bool {
        self.0.is_some()
    }

    /// Compares what is served with what was just read.
    pub(super) fn judge(&mut self, served: Holdings, read: Holdings, now: Instant) -> Verdict {
        // Of a site of pages some files may be left, such as the `lost+found` of a new disk.
        let lost_pages = served.pages > 0 && read.pages == 0;
        let lost_files = served.files > 0 && read == Holdings::NONE;
        let since = (lost_pages || lost_files).then(|| self.0.unwrap_or(now));
        let first = self.0.is_none();
        self.0 = since.filter(|since| now.duration_since(*since) < PATIENCE);
        if self.is_awaited() { Verdict::Keep { first } } else { Verdict::Take }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: Holdings = Holdings { pages: 5, files: 2 };
    const FILES: Holdings = Holdings { pages: 0, files: 2 };
    const NOTHING: Holdings = Holdings::NONE;

    #[test]
    fn what_was_there_is_kept_for_a_minute_and_reported_once() {
        let (mut vanished, began) = (Vanished::default(), Instant::now());
        let mut judge =
            |read, seconds| vanished.judge(SITE, read, began + Duration::from_secs(seconds));
        assert_eq!(judge(SITE, 0), Verdict::Take);
        assert_eq!(judge(NOTHING, 1), Verdict::Keep { first: true });
        assert_eq!(judge(FILES, 30), Verdict::Keep { first: false });
        assert_eq!(judge(NOTHING, 60), Verdict::Keep { first: false });
        assert_eq!(judge(NOTHING, 61), Verdict::Take);
    }

    #[test]
    fn what_comes_back_is_served_and_may_vanish_again() {
        let (mut vanished, began) = (Vanished::default(), Instant::now());
        let mut judge =
            |read, seconds| vanished.judge(SITE, read, began + Duration::from_secs(seconds));
        assert_eq!(judge(NOTHING, 0), Verdict::Keep { first: true });
        assert_eq!(judge(Holdings { pages: 1, files: 0 }, 59), Verdict::Take);
        assert_eq!(judge(NOTHING, 100), Verdict::Keep { first: true });
    }

    #[test]
    fn what_never_had_anything_has_lost_nothing() {
        let now = Instant::now();
        assert_eq!(Vanished::default().judge(NOTHING, NOTHING, now), Verdict::Take);
        assert_eq!(Vanished::default().judge(NOTHING, SITE, now), Verdict::Take);
        let gone = Vanished::default().judge(FILES, NOTHING, now);
        assert_eq!(gone, Verdict::Keep { first: true });
        let written = Holdings { pages: 1, files: 0 };
        assert_eq!(Vanished::default().judge(FILES, written, now), Verdict::Take);
    }
}
