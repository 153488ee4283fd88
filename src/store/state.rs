//! `FollowState`: how a box stands to the store, as it changes.

use std::sync::{Mutex, PoisonError};

use crate::counters::Standing;

/// How a box stands to the store, for whoever asks.
#[derive(Debug, Default)]
pub struct FollowState(Mutex<Standing>);

impl FollowState {
    /// As it is now.
    #[must_use]
    pub fn now(&self) -> Standing {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes it. It is whole after each change, so a panic elsewhere is no matter.
    pub(super) fn set(&self, change: impl FnOnce(&mut Standing)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
