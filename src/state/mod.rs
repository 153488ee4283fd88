//! What a server keeps of each host besides its pages, in a folder outside of the capsule: the turns
//! of those who write, the versions that writers were given, and files that are numbered, by which
//! `history` and `letters` keep theirs.
//!
//! - Of two who write one waits until the other is done
//!   (`history::tests::two_who_write_take_turns`).
//! - A numbered file is whole and on the disk when it has its name, and takes no other one's
//!   (`state::numbered::tests::a_number_is_given_once`).

mod given;
mod host_state;
mod known;
mod numbered;
mod usual;

#[cfg(test)]
mod tests;

pub use host_state::{HostState, Turn};
pub use known::Known;
pub use numbered::{Numbered, Opened};
pub use usual::usual_folder;
