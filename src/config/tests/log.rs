//! The access log.

use std::path::Path;

use clap::Parser;

use super::config;
use crate::cli;
use crate::config::{Config, ConfigError};
use crate::log::Form;

#[test]
fn an_access_log_has_a_file_and_a_form() {
    let access = |arguments: &[&str], file: &str| {
        let log = config(arguments, Some(file)).unwrap().log.access;
        log.map(|log| (log.file.to_str().unwrap().to_owned(), log.form))
    };
    let at = |file: &str, form| Some((file.to_owned(), form));
    assert_eq!(access(&[], ""), None);
    assert_eq!(access(&["--access-log", "a.log"], ""), at("a.log", Form::Plain));
    assert_eq!(
        access(&["--log-format", "json"], "[log]\naccess-log = 'a.log'"),
        at("/etc/propus/a.log", Form::Json)
    );
    let file = "[log]\naccess-log = '/log/a'\naccess-log-format = 'vhost-combined'";
    assert_eq!(access(&[], file), at("/log/a", Form::VhostCombined));
    assert_eq!(access(&["--access-log-format", "combined"], file), at("/log/a", Form::Combined));
    let error = config(&["--access-log-format", "combined"], None).unwrap_err();
    assert!(error.is_usage() && error.to_string().starts_with("--access-log-format: "), "{error}");
    let error = config(&[], Some("[log]\naccess-log-format = 'json'")).unwrap_err();
    assert!(
        error.to_string().starts_with("/etc/propus/propus.toml:2: option access-log-format: "),
        "{error}"
    );
}

#[test]
fn the_access_log_is_not_in_a_capsule() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("site")).unwrap();
    let serve = |log: &str| {
        let (site, log) = (dir.path().join("site"), dir.path().join(log));
        let arguments = [Path::new("propus"), &site, Path::new("--access-log"), &log];
        Config::new(&cli::Cli::parse_from(arguments).serve)
    };
    assert!(serve("access.log").is_ok());
    let error = serve("site/access.log").unwrap_err();
    assert!(matches!(error, ConfigError::LogInCapsule { .. }) && error.is_usage(), "{error}");
}
