//! The certificate of a host: loaded from a folder, or made there once. Clients remember a capsule
//! by its key, so what is there is never made again; whatever is wrong with it is an error that
//! names the remedy.
//!
//! Using it is left to `tls`.
//!
//! Invariants:
//! - A key that is there stays, unless somebody asks for a new one
//!   (`net::certs::tests::making::a_new_key_is_made_only_when_asked_for`).
//! - After a crash there is the old pair or the new one, after a failure the old one
//!   (`net::certs::tests::storing`).
//! - No other user ever sees a key
//!   (`net::certs::tests::storing::a_key_is_hidden_while_it_is_put_in_place`).

mod error;
mod facts;
mod files;
mod host_certificate;
mod import;
mod key_home;
mod make;
mod read;
mod sign;
mod stamp;
mod store;
#[cfg(test)]
mod tests;
mod usual;
mod watch;

pub use error::{CertError, Shown};
pub use facts::Facts;
pub use files::{Files, certificates};
pub use host_certificate::{HostCertificate, load};
pub use import::{Import, read_pem};
pub use key_home::KeyHome;
pub use make::{load_or_make, make_new, renew};
pub use read::{read_facts, read_facts_in_force};
pub use store::{make_folder, recover};
pub use usual::usual_folder;
pub use watch::watch;
