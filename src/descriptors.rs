//! Descriptors in reserve: when the system has no other left, who has a connection already can
//! still be given a file. Who accepts newcomers fills the reserve first; what is opened is for
//! others.
//!
//! The reserve is one for the process, as its table of descriptors is: handed down, it would go
//! through every layer to the one place that opens files, and two of them would be two halves.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::io::Errno;

/// Number of descriptors in reserve: for a few files at a time, some of which are being sent.
pub const RESERVE: usize = 16;
/// The longest that is waited for a descriptor: half of what a client waits for its answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Pause between two attempts.
const PAUSE: Duration = Duration::from_millis(20);

static SPARE: Mutex<Vec<OwnedFd>> = Mutex::new(Vec::new());
/// Since when nobody who waited has got a descriptor. It bounds the time that one reading of many
/// files waits in sum.
static SHORT_SINCE: Mutex<Option<Instant>> = Mutex::new(None);

/// Fills the reserve, as far as there are descriptors.
///
/// # Errors
/// Fails when it is not full now: [`is_short`].
pub fn fill() -> io::Result<()> {
    let mut spare = spare();
    while spare.len() < RESERVE {
        // A file of its own, since the machine counts files as the process counts descriptors.
        let (reader, _) = io::pipe()?;
        spare.push(reader.into());
    }
    Ok(())
}

/// Opens something. While no descriptor is left it gets those of the reserve, as long as there are
/// some.
///
/// # Errors
/// Those of `open`.
pub fn open<T>(mut open: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match open() {
            Err(error) if make_way(&error) => {}
            opened => return opened,
        }
    }
}

/// Opens something for a client, as [`open`] does. When nothing is left of the reserve either it
/// waits for a descriptor: connections that take nothing are about to give up theirs. It blocks
/// the thread, for ten seconds at most.
///
/// # Errors
/// Those of `open`; that of a shortage at once while one lasts for longer than that.
pub fn open_in_time<T>(open: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    open_within(PATIENCE, &SHORT_SINCE, open)
}

fn open_within<T>(
    patience: Duration,
    short_since: &Mutex<Option<Instant>>,
    mut attempt: impl FnMut() -> io::Result<T>,
) -> io::Result<T> {
    let begun = Instant::now();
    loop {
        let opened = open(&mut attempt);
        let short = opened.as_ref().is_err_and(is_short);
        let since = note_shortage(short_since, short).map(|since| since.min(begun));
        if since.is_none_or(|since| since.elapsed() >= patience) {
            return opened;
        }
        sleep(PAUSE);
    }
}

/// Since when a shortage lasts, after an attempt that met it or did not.
fn note_shortage(short_since: &Mutex<Option<Instant>>, short: bool) -> Option<Instant> {
    let mut since = short_since.lock().unwrap_or_else(PoisonError::into_inner);
    *since = if short { since.or_else(|| Some(Instant::now())) } else { None };
    *since
}

/// After a failure: gives up one of the reserve when that may help, so that it is worth trying
/// again.
#[must_use]
pub fn make_way(error: &io::Error) -> bool {
    is_short(error) && spare().pop().is_some()
}

/// True when it is a lack of descriptors, the process' or the machine's: what failed is as good as
/// it was, and may be tried again.
#[must_use]
pub fn is_short(error: &io::Error) -> bool {
    matches!(Errno::from_io_error(error), Some(Errno::MFILE | Errno::NFILE))
}

/// The error of whom [`is_short`] is true.
#[must_use]
pub fn shortage() -> io::Error {
    Errno::MFILE.into()
}

/// It is whole after each step, so a panic elsewhere doesn't make it useless.
fn spare() -> MutexGuard<'static, Vec<OwnedFd>> {
    SPARE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Whoever else runs in this process may fill the reserve meanwhile, and takes nothing of it.
    #[test]
    fn what_is_opened_gets_the_reserve_and_then_the_error() {
        fill().unwrap();
        let mut tried = 0;
        let opened: io::Result<()> = open(|| {
            tried += 1;
            Err(shortage())
        });
        assert!(is_short(&opened.unwrap_err()));
        assert!(tried > RESERVE, "{tried}");
        fill().unwrap();
        assert_eq!(spare().len(), RESERVE);
    }

    #[test]
    fn who_opens_something_for_a_client_waits_for_a_descriptor() {
        let (mut tried, short_since) = (0, Mutex::new(None));
        let opened = open_within(Duration::MAX, &short_since, || {
            tried += 1;
            if tried > RESERVE + 5 { Ok(()) } else { Err(shortage()) }
        });
        assert!(opened.is_ok() && short_since.lock().unwrap().is_none());
    }

    #[test]
    fn a_shortage_lasts_until_somebody_gets_a_descriptor() {
        let since = Mutex::new(None);
        let first = note_shortage(&since, true);
        assert!(first.is_some());
        assert_eq!(note_shortage(&since, true), first);
        assert_eq!(note_shortage(&since, false), None);
    }

    #[test]
    fn nobody_waits_while_a_shortage_lasts_for_too_long() {
        let since = Mutex::new(Some(Instant::now()));
        let opened: io::Result<()> = open_within(Duration::ZERO, &since, || Err(shortage()));
        assert!(is_short(&opened.unwrap_err()));
    }

    #[test]
    fn any_other_error_costs_the_reserve_nothing() {
        let mut tried = 0;
        let opened: io::Result<()> = open(|| {
            tried += 1;
            Err(Errno::NOENT.into())
        });
        assert!(!is_short(&opened.unwrap_err()));
        assert_eq!(tried, 1);
    }
}
