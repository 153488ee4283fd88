//! Following the store, in a program that was built without it: a configuration with a store is
//! refused before.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::error::StartError;
use crate::config::Config;
use crate::counters::Standing;
use crate::upload::Shared;

/// No keys are taken from a store.
pub(super) async fn take_keys(_: &Config) -> Result<(), StartError> {
    Ok(())
}

/// No host follows a store.
#[derive(Clone, Debug)]
pub(crate) struct Following;

impl Following {
    pub(super) fn of(_: &Config) -> Self {
        Self
    }

    pub(super) fn start(&self, _: &CancellationToken) {}

    pub(super) fn shared(&self, _: &str) -> Option<Arc<dyn Shared>> {
        None
    }

    pub(crate) fn standing(&self, _: &str) -> Option<Standing> {
        None
    }
}
