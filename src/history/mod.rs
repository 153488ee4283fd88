//! What the files of a host that is written to were before, and what was not written.
//!
//! Which file is written, and whether it may be, is for `upload`; turns are taken in `state`.
//!
//! - An entry is whole or not there, and the newest one outlives all bounds
//!   (`history::tests::what_is_too_old_or_too_much_goes_and_the_newest_stays`).
//! - Two processes write one after the other
//!   (`history::tests::two_who_write_take_turns`).

mod versions;

#[cfg(test)]
mod tests;

pub use versions::{Bounds, Entry, Facts, History, Kind, LARGEST};
