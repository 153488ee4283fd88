//! `Resource`: the answer to a path of the snapshot.

use crate::exchange::Redirection;
use crate::path::CapsulePath;

/// The answer to a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Resource {
    /// The page of that number, see `Capsule::page_entry`.
    Page(usize),
    /// The file of that number, see `Capsule::file_entry`.
    File(usize),
    /// A folder without a page of its own: a listing.
    Folder,
    /// A list of posts.
    Posts,
    /// An Atom feed.
    Feed,
    /// The search for words.
    Search,
    /// Nothing: the content is elsewhere, or no more.
    Redirection(Redirection),
    /// The file that keeps crawlers away.
    Robots,
}

/// A path below a folder and what is served there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Child<'a> {
    /// The path that it is served at.
    pub path: &'a CapsulePath,
    /// The thing that is served.
    pub resource: &'a Resource,
}
