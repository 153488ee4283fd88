//! `Room`: memory that threads share, each taking some while it works.

use std::sync::{Condvar, Mutex, PoisonError};

/// Memory for work that is done side by side.
#[derive(Debug)]
pub(super) struct Room {
    size: u64,
    taken: Mutex<u64>,
    freed: Condvar,
}

/// Memory that is taken, until this is dropped.
#[derive(Debug)]
pub(super) struct Taken<'a> {
    room: &'a Room,
    bytes: u64,
}

impl Room {
    /// A room of so many bytes.
    pub(super) fn new(size: u64) -> Self {
        Self { size, taken: Mutex::new(0), freed: Condvar::new() }
    }

    /// Takes so many bytes as soon as they are free. Whoever wants more than the whole room waits
    /// until it is empty.
    pub(super) fn take(&self, bytes: u64) -> Taken<'_> {
        let bytes = bytes.min(self.size);
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |taken: &mut u64| taken.saturating_add(bytes) > self.size;
        let mut taken = self.freed.wait_while(taken, full).unwrap_or_else(PoisonError::into_inner);
        *taken += bytes;
        Taken { room: self, bytes }
    }

    /// Takes so many bytes if they are free now.
    pub(super) fn try_take(&self, bytes: u64) -> Option<Taken<'_>> {
        let bytes = bytes.min(self.size);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.saturating_add(bytes) > self.size {
            return None;
        }
        *taken += bytes;
        Some(Taken { room: self, bytes })
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *self.room.taken.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.room.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn never_is_more_taken_than_there_is() {
        let (room, taken, most) = (Room::new(10), AtomicU64::new(0), AtomicU64::new(0));
        thread::scope(|scope| {
            for wanted in [3, 4, 7, 10, 1000] {
                let (room, taken, most) = (&room, &taken, &most);
                scope.spawn(move || {
                    for _ in 0..100 {
                        let held = room.take(wanted);
                        let now = taken.fetch_add(held.bytes, Ordering::SeqCst) + held.bytes;
                        most.fetch_max(now, Ordering::SeqCst);
                        taken.fetch_sub(held.bytes, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!((most.into_inner(), *room.taken.lock().unwrap()), (10, 0));
    }

    #[test]
    fn who_does_not_wait_gets_what_is_free_or_nothing() {
        let room = Room::new(10);
        let held = room.try_take(6).unwrap();
        assert!(room.try_take(5).is_none());
        let other = room.try_take(4).unwrap();
        assert!(room.try_take(1).is_none());
        drop((held, other));
        assert!(room.try_take(1000).is_some());
    }
}
