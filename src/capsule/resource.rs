//! `Resource`: what a path of the snapshot leads to.

use std::sync::Arc;

use crate::exchange::Notice;
use crate::path::CapsulePath;

/// What is served at a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Resource {
    /// The page of that number, see [`Capsule::page_entry`].
    Page(usize),
    /// The file of that number, see [`Capsule::file_entry`].
    File(usize),
    /// A folder without a page of its own: a listing.
    Folder,
    /// A list of posts.
    Posts,
    /// An Atom feed.
    Feed,
    /// The search for words.
    Search,
    /// Something that has moved to another path of this capsule.
    Moved {
        /// Where it is now.
        to: CapsulePath,
        /// Whether it stays there.
        permanent: bool,
    },
    /// Something that has moved to an absolute URL.
    Elsewhere {
        /// Where it is now.
        url: Arc<str>,
        /// Whether it stays there.
        permanent: bool,
    },
    /// Something that was here once.
    Gone,
    /// What an author wants answered instead.
    Notice(Notice),
    /// The file that tells crawlers to stay away.
    Robots,
}
