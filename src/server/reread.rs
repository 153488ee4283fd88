//! `Reread`: the way back to the configuration while the server runs.

use crate::config::{Config, ConfigError};

/// Reads the configuration again.
pub trait Reread: Fn() -> Result<Config, ConfigError> + Send + Sync + 'static {}

impl<F: Fn() -> Result<Config, ConfigError> + Send + Sync + 'static> Reread for F {}
