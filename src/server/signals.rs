//! The signals that a running server obeys.

use std::io;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tracing::info;

/// A token that is cancelled by SIGTERM or SIGINT. Needs the runtime.
pub(super) fn stop_signal() -> io::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let (mut terminate, mut interrupt) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let stopping = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        info!("stopping: what is under way is finished first");
        stopping.cancel();
    });
    Ok(stop)
}

/// SIGHUP asks for everything to be read again.
pub(super) fn ask_on_hangup(asking: mpsc::Sender<()>) -> io::Result<()> {
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            // One question that waits is as good as many.
            let _ = asking.try_send(());
        }
    });
    Ok(())
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
