//! The signals that are for the master, and one that is for nobody.

use std::io;

use nix::sys::signal::{SigSet, Signal};
use tokio::signal::unix::{SignalKind, signal};

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
    ]
    .into_iter()
    .collect()
}

/// A file that would become larger than the process may make it is an error to whoever writes it,
/// and not the end of the process. Needs the runtime.
pub(super) fn survive_file_sizes() -> io::Result<()> {
    // Who has waited for a signal once has it for as long as the process runs.
    let signal = signal(SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw()))?;
    drop(signal);
    Ok(())
}

#[cfg(test)]
mod tests {
    use rustix::process::{Signal, getpid, kill_process};

    use super::*;

    #[tokio::test]
    async fn a_file_that_grows_too_large_ends_no_process() {
        survive_file_sizes().unwrap();
        // Nothing has replaced this process' usual end but the line above.
        kill_process(getpid(), Signal::XFSZ).unwrap();
    }
}
