//! The state of a host that is written to: what its files were before, what was not written, and
//! which version each writer was given. It lies in a folder of its own, outside of the capsule.
//!
//! Which file is written, and whether it may be, is for `upload`.
//!
//! - An entry is whole or not there, and the newest one outlives all bounds
//!   (`history::tests::what_is_too_old_or_too_much_goes_and_the_newest_stays`).
//! - Two processes write one after the other
//!   (`history::tests::two_who_write_take_turns`).

mod given;
mod host_state;
mod usual;
mod versions;

#[cfg(test)]
mod tests;

pub use host_state::{HostState, Turn};
pub use usual::usual_folder;
pub use versions::{Bounds, Entry, Facts, Kind, LARGEST};
