//! The commands besides `serve`: each does one thing, reports on the output that it is given, and
//! ends; its errors are [`CommandError`].
//!
//! Reading a site is left to `capsule` and `site`, certificates to `net::certs`, the meaning of
//! settings to `config`, the words of the command line to `cli`.
//!
//! Invariants:
//! - A folder that holds something else is left alone
//!   (`command::export_target::tests::what_is_no_export_is_left_alone`,
//!   `command::init::tests::a_new_capsule_is_written_into_an_empty_folder_only`).
//! - A configuration file is edited in the lines that are meant and nowhere else
//!   (`command::id::tests::an_identity_is_added_and_removed_without_touching_the_rest`).
//! - What is rendered is what a client gets
//!   (`tests/command/binary.rs`, `render_writes_what_a_client_would_get`).

mod announce;
mod ask;
mod cert;
mod check;
mod config;
mod configured;
mod doctor;
mod edit_error;
mod error;
mod explain;
mod export;
mod export_target;
mod feed;
mod help;
mod history;
mod hook;
mod host_place;
mod id;
mod init;
mod letters;
mod links;
mod man;
mod new;
mod ping;
mod quoted;
mod rebase;
mod redraw;
mod reload;
mod render;
mod running;
mod search;
mod small_file;
mod sockets;
mod status;
#[cfg_attr(not(feature = "cluster"), path = "store_absent.rs")]
mod store;
mod summed;
mod usual_folder;

pub use announce::announce;
pub use cert::{import, make_new, renew, show};
pub use check::check;
pub use config::config;
pub use doctor::doctor;
pub use edit_error::EditError;
pub use error::CommandError;
pub use export::export;
pub use help::help;
pub use history::history;
pub use hook::hook;
pub use id::id;
pub use init::init;
pub use letters::letters;
pub use man::{completions, man};
pub use new::new;
pub use ping::ping;
pub use reload::{reload, upgrade};
pub use render::render;
pub use search::search;
pub use status::status;
pub use store::store;
