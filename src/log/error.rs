//! `LogError`: the reason for which there is no log.

use std::io;
use std::path::PathBuf;

use tracing_subscriber::util::TryInitError;

/// Reason for which there is no log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The filter can't be read.
    #[error("the log filter can't be read: {0}")]
    Filter(String),
    /// There is a log already.
    #[error("the log was started before: {0}")]
    Started(TryInitError),
    /// The access log can't be written.
    #[error("{}: the access log can't be written: {source}", file.display())]
    Access {
        /// Its path.
        file: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}
