//! The index: the words of a site's pages, in a file or in memory.
//!
//! Each page has a number, under which its words, its text and what is known of it lie. Readers ask
//! over a connection of their own, so that nobody waits for what is being written. What is found is
//! only what there are [facts](Fact) of: whoever writes says which pages there are now.

mod deadline;
mod error;
mod file;
mod find;
mod store;
mod suggest;
mod terms;
#[cfg(test)]
mod tests;
mod write;

pub use error::Error;
pub use find::{Hit, Hits, Matched, Stage};
pub use store::{Fact, Index, Kept};
pub use write::{Known, Written, key};
