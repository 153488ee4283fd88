//! The signals that are for the master.

use nix::sys::signal::{SigSet, Signal};

/// The signals that a server obeys. The master reads them; a worker, which may get them with the whole
/// group of processes, does not: it is told by the master.
pub(super) fn for_master() -> SigSet {
    [
        Signal::SIGTERM,
        Signal::SIGINT,
        Signal::SIGHUP,
        Signal::SIGUSR1,
        Signal::SIGUSR2,
        Signal::SIGCHLD,
        // Nobody reads it: what would make a file too large is an error to whoever writes.
        Signal::SIGXFSZ,
    ]
    .into_iter()
    .collect()
}
