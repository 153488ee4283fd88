//! The meaning of a command line and a file together.

mod access;
mod example;
mod faults;
mod hosts;
mod log;
mod rules;
mod serve;
mod store;

use std::path::Path;

use clap::Parser;

use crate::cli;
use crate::config::text::Text;
use crate::config::{Config, ConfigError};
use crate::settings;

/// Meaning of a command line, with a file or without one.
fn config(arguments: &[&str], file: Option<&str>) -> Result<Config, ConfigError> {
    let serve = cli::Cli::parse_from(std::iter::once(&"propus").chain(arguments)).serve;
    let text = file.map(|text| Text::new(Path::new("/etc/propus/propus.toml"), text.to_owned()));
    Config::of(&serve, text.as_ref())
}

fn read(file: &str) -> Config {
    config(&[], Some(file)).unwrap()
}

/// Expects a mistake to be reported at a position, and in these words.
fn check_fault(file: &str, position: &str, words: &[&str]) {
    let error = config(&[], Some(file)).unwrap_err();
    let message = error.to_string();
    assert!(
        message.starts_with(&format!("/etc/propus/propus.toml:{position}: ")),
        "{file}: {message}"
    );
    for word in words {
        assert!(message.contains(word), "{file}: {message}");
    }
    assert!(!error.is_usage() && !message.contains('\n'), "{message}");
}

/// A setting's value and where it came from.
fn setting(config: &Config, key: &str) -> (Option<String>, String) {
    let found = config.settings.iter().find(|setting| setting.key == key).unwrap();
    (found.value.clone(), found.source.to_string())
}

/// The example with every setting that it shows.
fn uncommented() -> String {
    let example = settings::example();
    let settings = example.lines().filter_map(|line| line.strip_prefix('#'));
    settings
        .filter(|rest| !rest.is_empty() && !rest.starts_with(' '))
        .collect::<Vec<_>>()
        .join("\n")
}
