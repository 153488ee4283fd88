//! The folder of certificates that a command is about.

use std::path::{Path, PathBuf};

use super::error::ConfigError;
use super::serve::Config;
use super::usual::{own_file, usual_file};
use crate::cli::Serve;
use crate::net::certs;

/// The folder of certificates of a configuration. Where none is named: `certs` here, if it holds a
/// key; else that of the configuration that is found, unless that is the system's and the user has
/// keys; else the usual one.
///
/// # Errors
/// Fails when the configuration is wrong.
pub fn certs_folder(file: Option<&Path>) -> Result<PathBuf, ConfigError> {
    let usual = certs::usual_folder(Path::new(""));
    let has_keys = certs::certificates(&usual).is_ok_and(|it| !it.is_empty());
    let found = || match own_file() {
        _ if has_keys && usual.is_relative() => None,
        None if !has_keys => usual_file(),
        own => own,
    };
    match file.map(Path::to_owned).or_else(found) {
        None => Ok(usual),
        config @ Some(_) => Config::new(&Serve { config, ..Serve::default() }).map(|it| it.certs),
    }
}
