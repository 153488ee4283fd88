//! Several boxes, one capsule: a tree of files in etcd, which each box follows with a copy on its
//! own disk. Readers get what the copy has, and nothing that they wait for waits for the store.
//!
//! What lies in the store, below a prefix and the name of the host:
//!
//! ```text
//! head          the newest version: its number, the digest of its tree, how large it is
//! log/NUMBER    what that version changed, who made it and when
//! base          a tree as a whole, of a version before which the log was shortened
//! piece/SHA256  bytes: of files, of changes and trees that are too long for their own key
//! box/NAME      what a box shows, and when it said so
//! identities    whom zones of the host admit, besides those whom each box's file names
//! key           certificate and key of the host, as PEM
//! gc            when garbage was looked for, and what had been written by then
//! ```
//!
//! A version is written by one transaction that holds only if the head is still the one that it
//! follows, so that there is one line of versions and each is there whole or not at all. Of many
//! files only those are sent that have changed.
//!
//! It speaks etcd's protocol itself, the five calls that it needs: what clients of etcd bring along
//! is a web server and a compiler, six times the crates.
//!
//! Left to others: bringing a version into a folder is for `content::mirror`, serving the folder for
//! everybody else.
//!
//! Invariants:
//! - Of two who write the same version one is told that the other was first
//!   (`tests/store/several.rs`, `of_two_who_write_one_after_the_other_both_are_there`).
//! - An answer that was lost is no failure, and nothing is written twice
//!   (`tests/store/several.rs`,
//!   `an_answer_that_was_lost_is_no_failure_and_nothing_is_written_twice`).
//! - Bytes that are not what their name says are not taken
//!   (`content::mirror::tests::bytes_that_are_not_what_they_should_be_are_not_taken`).
//! - Every call ends (`tests/store/several.rs`, `a_member_that_is_frozen_is_passed_over`).

mod ask;
mod bounds;
mod call;
mod connection;
mod error;
mod follow;
mod garbage;
mod head;
mod host_key;
mod identities;
mod members;
mod message;
mod nonce;
mod pieces;
mod places;
mod pull;
mod push;
mod report;
mod state;
mod tls;
mod versions;

pub use ask::{Asker, Asks};
pub use bounds::MOST_BYTES;
pub use error::StoreError;
pub use follow::{Follower, follow};
pub use garbage::{Collected, collect};
pub use head::Head;
pub use host_key::HostKey;
pub use identities::{IdentityWatch, guests_written, read_guests};
pub use members::{Members, Terms};
pub use pull::{Pulled, pull};
pub use push::{Pushed, push};
pub use report::{BoxReport, Overview, overview};
pub use state::FollowState;
pub use tls::Tls;
pub use versions::{Seen, Versions};
