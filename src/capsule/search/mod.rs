//! The search of a capsule: which of its pages may be found, what the index knows of them, and the
//! page of results.
//!
//! Words, ranking and the index itself are for `search`. A page is indexed as it is shown, with its
//! templates filled in, on the thread of whoever calls [`SearchIndex::follow`].

mod indexing;
mod pages;
mod progress;
mod results;
mod rounds;
#[cfg(test)]
mod tests;

pub use indexing::{Pace, SearchIndex};
pub(super) use pages::unfound;
pub use results::{Asked, FoundPage, SearchResults};
pub(super) use results::{find, results};
