//! `Standing`: how a box stands to the store that several serve from.

use serde::{Deserialize, Serialize};

/// How a box stands to the store.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Standing {
    /// The store has answered the last time that it was asked.
    pub connected: bool,
    /// The version that is shown here.
    pub version: u64,
    /// The newest that is known of.
    pub newest: u64,
    /// Second of the Unix clock at which the store answered last; 0 for never.
    pub heard: i64,
    /// The last error, in words; empty when there was none since the store answered last.
    pub error: String,
}

impl Standing {
    /// Number of versions that are missing here, as far as that is known.
    #[must_use]
    pub fn behind(&self) -> u64 {
        self.newest.saturating_sub(self.version)
    }
}
