//! Identities in the store, of a program that was built without it: a configuration that names one
//! is refused.

use std::path::Path;

use crate::access::Guest;
use crate::cli::ZoneArgs;
use crate::command::edit_error::EditError;
use crate::command::error::CommandError;
use crate::config::ConfigError;
use crate::counters::Right;

/// There is none.
pub(super) enum InStore {}

impl InStore {
    pub(super) fn of(_: &Path) -> Result<Option<Self>, CommandError> {
        Err(ConfigError::NoStore.into())
    }

    pub(super) fn listed(&self, _: &ZoneArgs) -> Result<Vec<String>, CommandError> {
        match *self {}
    }

    pub(super) fn add(&self, _: &str, _: &Guest) -> Result<Result<(), EditError>, CommandError> {
        match *self {}
    }

    pub(super) fn remove(
        &self,
        _: &ZoneArgs,
        _: Right,
        _: &str,
    ) -> Result<Vec<String>, CommandError> {
        match *self {}
    }
}
