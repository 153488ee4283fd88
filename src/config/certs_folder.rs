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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_says_where_its_certificates_are() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("propus.toml");
        std::fs::write(&file, "certs = \"keys\"\n").unwrap();
        assert_eq!(certs_folder(Some(&file)).unwrap(), dir.path().join("keys"));
        std::fs::write(&file, "certs = 1\n").unwrap();
        assert!(certs_folder(Some(&file)).is_err());
    }
}
