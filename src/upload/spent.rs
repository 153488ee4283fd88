//! What each writer has written today, by which quotas are held. A process begins with what the
//! history knows.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Zoned;
use jiff::civil::Date;

use super::zones::Quota;
use crate::fingerprint::Fingerprint;
use crate::history::History;

/// What all writers have written today.
#[derive(Debug, Default)]
pub(super) struct Spent(Mutex<HashMap<Fingerprint, Today>>);

/// What one has written on a day.
#[derive(Clone, Copy, Debug)]
struct Today {
    day: Date,
    bytes: u64,
    files: u32,
}

impl Spent {
    /// What was written to a host today. Where that can't be read, it begins anew.
    pub(super) fn of(history: &History) -> Self {
        let now = Zoned::now();
        let morning = now.start_of_day().unwrap_or_else(|_| now.clone());
        let mut all: HashMap<Fingerprint, Today> = HashMap::new();
        for entry in history.entries_since(morning.timestamp()).unwrap_or_default() {
            let Some(who) = entry.facts.writer else { continue };
            let today = all.entry(who).or_insert(Today { day: now.date(), bytes: 0, files: 0 });
            today.bytes = today.bytes.saturating_add(entry.facts.came);
            today.files = today.files.saturating_add(1);
        }
        Self(Mutex::new(all))
    }

    /// Counts a file of so many bytes; false when that is more than somebody may write in a day,
    /// and then it is not counted.
    pub(super) fn take(&self, who: Fingerprint, quota: Quota, size: u64, day: Date) -> bool {
        // The map is whole after each step.
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Those of other days are of no use any more, so that it does not grow for ever.
        all.retain(|_, it| it.day == day);
        let today = all.entry(who).or_insert(Today { day, bytes: 0, files: 0 });
        let bytes = today.bytes.saturating_add(size);
        if today.files >= quota.files || bytes > quota.bytes {
            return false;
        }
        *today = Today { day, bytes, files: today.files + 1 };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_is_for_one_writer_and_one_day() {
        let spent = Spent::default();
        let quota = Quota { bytes: 10, files: 3 };
        let [anna, bert] = [b"anna", b"bert"].map(|it| Fingerprint::of(it));
        let (day, next) = (Date::constant(2026, 11, 30), Date::constant(2026, 12, 1));
        assert!(spent.take(anna, quota, 6, day));
        assert!(!spent.take(anna, quota, 5, day), "too many bytes");
        assert!(spent.take(anna, quota, 4, day) && spent.take(anna, quota, 0, day));
        assert!(!spent.take(anna, quota, 0, day), "too many files");
        assert!(spent.take(bert, quota, 10, day) && spent.take(anna, quota, 10, next));
    }
}
