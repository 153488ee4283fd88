//! The configuration that a command about hosts reads, where there may be none.

use std::path::{Path, PathBuf};

use super::error::CommandError;
use super::running::running_file;
use crate::cli::{Serve, ServeSettings, Typed};
use crate::config::{Config, usual_file, usual_files_in_words};

/// The configuration that counts when none is named: the one in its usual place, else that of the
/// server that runs; `None` when there is neither.
pub(super) fn found_file() -> Option<PathBuf> {
    usual_file().or_else(running_file)
}

/// The configuration that is named, else the one that is found. Where a host is named, too, the one
/// that is found counts only if it can be read and has that host.
///
/// # Errors
/// Fails when the one that counts can't be read, and when there is neither one nor a host.
pub(super) fn config_on(
    file: Option<&Path>,
    host: Option<&str>,
    typed: &Typed,
) -> Result<Option<Config>, CommandError> {
    let read = |file: PathBuf| {
        Config::new(&Serve { config: Some(file), settings: ServeSettings(typed.clone()) })
    };
    if let Some(file) = file {
        return Ok(Some(read(file.to_owned())?));
    }
    let Some(file) = found_file() else {
        return match host {
            Some(_) => Ok(None),
            None => Err(CommandError::NoConfiguration(usual_files_in_words())),
        };
    };
    let Some(host) = host else { return Ok(Some(read(file)?)) };
    let names_it = |config: &Config| config.hosts().any(|own| own.names().any(|name| name == host));
    Ok(read(file).ok().filter(names_it))
}
