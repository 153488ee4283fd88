//! The one way to what a snapshot holds: pages, files and lists are seen through [`Visible`], by a
//! [`Reader`]. Nothing else can list pages and files, since the fields are private to this
//! folder; so a new list can't forget who reads it (`no_list_names_what_a_zone_hides` in
//! `tests/site/zones/lists.rs`). By its number or its path one thing is found at a time, for those
//! who may know it already; the names of all sources are for wiki links, whose targets are asked
//! for here again.
//!
//! The clients that a zone admits are for `access`; the lists and links that are made of the pages
//! that are seen, for the files around this folder.

mod contents;
mod reader;
pub(super) mod zones;

pub(super) use contents::Contents;
pub use reader::{Reader, Visible};
