//! `propus store` of a program that was built without the store.

use std::io::Write;

use super::error::CommandError;
use crate::cli::Store;
use crate::config::ConfigError;

/// Says how to have one.
///
/// # Errors
/// Always.
pub fn store(_: &Store, _: &mut dyn Write, _: &mut dyn Write) -> Result<bool, CommandError> {
    Err(ConfigError::NoStore.into())
}
