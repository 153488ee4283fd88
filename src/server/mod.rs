//! The running server: from a configuration to listeners, sites and certificates, the change to
//! another configuration, and the way down again. The only room that knows everyone.
//!
//! Talking to clients is left to `net`, what is answered to `site`, reading folders to `capsule`,
//! the meaning of settings to `config`.
//!
//! Invariants:
//! - A configuration that is bad leaves everything as it was
//!   (`tests/net/hosts.rs`, `a_bad_file_leaves_everything_as_it_was`).
//! - A listener that systemd passed is served by the address that was configured, and by its name
//!   only where nothing was
//!   (`server::sockets::tests::what_is_configured_is_found_by_its_address_alone`).
//! - Sandboxed, the process may read and write its own files and nothing else
//!   (`server::sandbox_rules::tests::a_server_needs_its_own_files_and_nothing_else`).

mod announce;
mod certificates;
mod common;
mod endpoints;
mod error;
mod listen;
mod observability;
mod openings;
mod pid_file;
mod privileges;
mod reread;
mod sandbox_rules;
mod sd_notify;
mod served;
mod signals;
mod sockets;
mod start;
mod state;
mod systemd;

pub use error::StartError;
pub use pid_file::PidFile;
pub use reread::Reread;
pub use sandbox_rules::remarks;
pub use start::serve;
