//! `Order`: the order of a listing, as an author sets it for a folder.

use serde::Deserialize;

/// The order in which a listing shows the pages and files of a folder.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Order {
    /// By the names in their paths.
    Name,
    /// By the names in their paths, the last first.
    NameBackwards,
    /// By title.
    Title,
    /// The newest first.
    Newest,
    /// The oldest first.
    Oldest,
}
