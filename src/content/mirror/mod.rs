//! A folder that is kept like a tree elsewhere: version by version, each whole for those who read.
//! It is an ordinary folder besides, and is served as one. Where versions come from is for `store`.
//!
//! A version is brought in three steps. Its files are written beside their places under hidden
//! names, for as long as that takes. What is to be changed is written down; from then on the version
//! is decided, and a process that is killed finds it there and goes on. Last all files get their
//! names, while nobody reads the folder anew; those in whose place they come stay beside for a
//! while, for snapshots that were read before.
//!
//! Invariants:
//! - Whoever reads the folder reads one version, whole
//!   (`content::mirror::tests::who_has_read_one_version_goes_on_reading_it`).
//! - A process that is killed leaves a version that is made whole by the next
//!   (`content::mirror::tests::what_was_begun_is_ended_by_the_next_process`).
//! - No path leads out of the folder, or to what is kept here
//!   (`content::mirror::entry::tests::a_path_stays_below_the_folder`).

mod bucket;
mod change;
mod digest;
mod entry;
mod kept;
mod names;
mod on_disk;
mod place;
mod record;
#[cfg(test)]
mod tests;
mod tree;

pub use change::Mirror;
pub use digest::Digest;
pub use entry::{Edits, Entry, LARGEST_FILE, PIECE, is_fit};
pub(in crate::content) use kept::Kept;
pub use record::Record;
pub use tree::{PassedOver, Tree};
