//! Descriptors in reserve: when the system has no other left, who has a connection already can
//! still be given a file. Who accepts newcomers fills the reserve first; what is opened is for
//! others.
//!
//! The reserve is one for the process, as its table of descriptors is: handed down, it would go
//! through every layer to the one place that opens files, and two of them would be two halves.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::io::Errno;

/// Number of are in reserve: for a few files at a time, some of which are being sent.
pub const RESERVE: usize = 16;

static SPARE: Mutex<Vec<OwnedFd>> = Mutex::new(Vec::new());

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
