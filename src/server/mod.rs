//! The running server, in two kinds of processes. The *master* holds listeners and configuration,
//! and reads no stranger's bytes; a *worker* reads the folders and talks to strangers, inside a
//! sandbox that fits one configuration. Another configuration, another folder in the place of one,
//! another program: each is another worker, which takes over when it is ready. The only room that
//! knows everyone.
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
#[cfg_attr(not(feature = "cluster"), path = "following_absent.rs")]
mod following;
#[cfg(feature = "cluster")]
mod guests;
#[cfg(feature = "cluster")]
mod host_key;
mod inbox;
mod life;
mod link;
mod listen;
mod master;
mod memory;
mod message;
mod observability;
mod openings;
mod pid_file;
mod port_holder;
mod privileges;
mod sandbox_rules;
mod served;
mod signals;
mod sockets;
mod state;
mod status_socket;
#[cfg(feature = "cluster")]
mod store_terms;
mod whom;
mod wish;
mod words;
mod worker;
mod writable;

pub use error::StartError;
pub use master::{HEIR, ServeError, TRIAL, answer_trial, serve, take_over};
pub use pid_file::PidFile;
pub use port_holder::server_on;
pub use sandbox_rules::remarks;
pub use served::{no_folder, remarks_on_folders, unreadable_for};
#[cfg(feature = "cluster")]
pub use store_terms::terms_of;
pub use wish::{NoAnswer, Wish, ask_server};
pub use worker::{WORKER, work};
