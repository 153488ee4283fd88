//! The sockets at which servers of this machine can be found. What they are asked is for `ask`
//! and `reload`.

use std::path::Path;

use super::error::CommandError;
use crate::cli::Serve;
use crate::config::{Config, Metrics, usual_sockets};
use crate::exchange::Socket;

/// Those of a server with a configuration, the likeliest first.
pub(super) fn of(metrics: &Metrics) -> Vec<Socket> {
    match metrics {
        Metrics::Off => Vec::new(),
        Metrics::At(socket) => vec![socket.clone()],
        Metrics::Usual(_) => usual(),
    }
}

/// Those of a server with a configuration file.
///
/// # Errors
/// Fails when it is wrong.
pub(super) fn of_file(file: &Path) -> Result<Vec<Socket>, CommandError> {
    let serve = Serve { config: Some(file.to_owned()), ..Serve::default() };
    Ok(of(&Config::new(&serve)?.metrics))
}

/// Those that servers open by themselves and that are there.
pub(super) fn usual() -> Vec<Socket> {
    // Of one that can't be looked at it is better to hear why.
    let there = |file: &std::path::PathBuf| !matches!(file.try_exists(), Ok(false));
    usual_sockets().into_iter().filter(there).map(Socket::Unix).collect()
}
