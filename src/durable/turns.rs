//! Turns of processes that write in one place: who comes second waits, but not for ever.

use std::fs::TryLockError;
use std::io;
use std::thread;
use std::time::Duration;

/// Number of attempts to get what another process has, and pause between two: 10 seconds.
const ATTEMPTS: usize = 200;
const PAUSE: Duration = Duration::from_millis(50);

/// Waits for a lock.
///
/// # Errors
/// Fails with [`io::ErrorKind::TimedOut`] when somebody holds it for too long.
pub fn wait_for_lock(attempt: impl Fn() -> Result<(), TryLockError>) -> io::Result<()> {
    patiently(|| Ok(is_locked(attempt()).then_some(())))
}

/// Tries again and again, until there is something or an error.
pub(super) fn patiently<T>(attempt: impl Fn() -> io::Result<Option<T>>) -> io::Result<T> {
    for _ in 0..ATTEMPTS {
        match attempt()? {
            Some(got) => return Ok(got),
            None => thread::sleep(PAUSE),
        }
    }
    let what = "another process is writing there, and does not come to an end";
    Err(io::Error::new(io::ErrorKind::TimedOut, what))
}

/// True when nobody else has the lock. Some file systems of a network know no locks; then people
/// have to take turns by themselves.
pub(super) fn is_locked(attempt: Result<(), TryLockError>) -> bool {
    !matches!(attempt, Err(TryLockError::WouldBlock))
}
