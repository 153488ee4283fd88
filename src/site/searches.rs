//! Whose turn it is to search: one search is done at a time, and one more may wait.
//!
//! Each reads the whole capsule, so that a few readers who search would keep all others from their pages.

use std::sync::{Mutex, PoisonError, TryLockError};

/// The searches of one site.
#[derive(Debug, Default)]
pub(super) struct Searches {
    waiting: Mutex<()>,
    working: Mutex<()>,
}

impl Searches {
    /// Does a search when it is its turn; `None` when another one waits already.
    pub(super) fn in_turn<T>(&self, search: impl FnOnce() -> T) -> Option<T> {
        let waiting = match self.waiting.try_lock() {
            Ok(waiting) => waiting,
            // A search that panicked is over, and so is its turn.
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        let _working = self.working.lock().unwrap_or_else(PoisonError::into_inner);
        drop(waiting);
        Some(search())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    #[test]
    fn one_searches_one_waits_and_a_third_is_refused() {
        let searches = Searches::default();
        let (begun, has_begun) = mpsc::channel();
        let (go, may_go) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let first = scope.spawn(|| {
                searches.in_turn(move || {
                    begun.send(()).unwrap();
                    may_go.recv().unwrap();
                    1
                })
            });
            has_begun.recv().unwrap();
            // The look at the lock below may take its turn away for a moment.
            let second = scope.spawn(|| std::iter::repeat_with(|| searches.in_turn(|| 2)).flatten().next());
            while searches.waiting.try_lock().is_ok() {
                thread::yield_now();
            }
            assert_eq!(searches.in_turn(|| 3), None);
            go.send(()).unwrap();
            assert_eq!((first.join().unwrap(), second.join().unwrap()), (Some(1), Some(2)));
        });
        assert_eq!(searches.in_turn(|| 4), Some(4));
    }
}
