//! The meaning of a command line and of a configuration file together: checked values, no types of
//! the command line. What is typed wins over the file, the file over the default.
//!
//! Left to others: `settings` declares what can be given, `cli` reads what was typed, `server` and
//! `command` act on it.
//!
//! Invariants:
//! - The command line wins over the file, and the file over the default
//!   (`config::tests::serve::what_is_typed_wins_over_the_file_and_the_file_over_what_is_usual`).
//! - A mistake in the file is reported with line, column and option
//!   (`config::tests::faults::what_is_wrong_in_the_file_is_reported_with_its_position`).
//! - A zone never admits more than it names
//!   (`config::tests::access::a_zone_that_admits_nobody_is_an_error_and_never_means_anyone`).

mod access;
mod addresses;
mod certs_folder;
mod content;
mod endpoint;
mod error;
mod file;
mod host_checks;
mod hosts;
mod in_force;
mod limits;
mod log;
mod metrics;
mod own_files;
mod process;
mod resolve;
mod rules;
mod serve;
mod store;
mod text;
mod usual;
mod value_source;

pub use certs_folder::certs_folder;
pub use content::{options, style};
pub use endpoint::Endpoint;
pub use error::ConfigError;
pub use hosts::HostConfig;
pub use in_force::{InForce, changed_since_start};
pub use log::LogConfig;
pub use metrics::Metrics;
pub use process::ProcessConfig;
pub use serve::{Config, host};
pub use store::StoreConfig;
pub use usual::{
    own_file, usual_file, usual_files_in_words, usual_sockets, usual_sockets_in_words,
};
pub use value_source::ValueSource;

#[cfg(test)]
mod tests;
