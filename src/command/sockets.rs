//! The server that a command means, and the sockets at which it can be found. What it is asked is for
//! `ask` and `reload`.

use std::path::{Path, PathBuf};

use super::error::CommandError;
use crate::cli::Serve;
use crate::config::{Config, Metrics, own_file, usual_file, usual_sockets};
use crate::exchange::Socket;

/// Configuration of the server that is meant: the one that is named, else the one that is found and
/// may be one's own server's, else that of a server without a file.
///
/// # Errors
/// Fails when it is wrong.
pub(super) fn configuration(file: Option<&Path>) -> Result<Config, CommandError> {
    read(file.map(Path::to_owned).or_else(own_file).as_deref())
}

/// The sockets of a server with a configuration, the likeliest first. One without a file may be the
/// system's, too.
pub(super) fn of(config: &Config) -> Vec<Socket> {
    let mut sockets = match &config.metrics {
        Metrics::Off => Vec::new(),
        Metrics::At(socket) => vec![socket.clone()],
        Metrics::Usual(_) => usual(),
    };
    if config.file.is_none()
        && let Some(Ok(system)) = usual_file().map(|file| read(Some(&file)))
        && let Metrics::At(socket) = system.metrics
        && !sockets.contains(&socket)
    {
        sockets.push(socket);
    }
    sockets
}

fn read(file: Option<&Path>) -> Result<Config, CommandError> {
    Ok(Config::new(&Serve { config: file.map(Path::to_owned), ..Serve::default() })?)
}

/// Those that servers open by themselves and that are there.
pub(super) fn usual() -> Vec<Socket> {
    // Of one that can't be looked at it is better to hear why.
    let there = |file: &PathBuf| !matches!(file.try_exists(), Ok(false));
    usual_sockets().into_iter().filter(there).map(Socket::Unix).collect()
}
