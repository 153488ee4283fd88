//! Names of what a mirror keeps for itself. All are hidden, so none is ever served.

use std::path::{Path, PathBuf};

use crate::durable::beside;

/// The folder of the record.
pub(super) const OWN: &str = ".propus-store";
/// Files in it.
pub(super) const RECORD: &str = "record";
pub(super) const NEXT: &str = "next";
pub(super) const LOCK: &str = "lock";
/// How the name begins of what a version changed, since the record was written as a whole.
const CHANGED: &str = "change-";
/// Held by the one process that brings versions.
pub(super) const WRITER: &str = "writer";
/// How the name begins of the list of what stands beside since a version was left.
pub(super) const LEFT: &str = "left-";

/// The ending of a file that is to get its name.
pub(super) const STAGED: &str = "propus-next";
/// The ending of one that has lost it, before which stands the last version that had it.
const KEPT: &str = "propus-kept";

/// The name that a file has before its own.
pub(super) fn staged(place: &Path) -> PathBuf {
    beside(place, STAGED)
}

/// The name that it has after its own.
pub(super) fn kept(place: &Path, version: u64) -> PathBuf {
    beside(place, &format!("{version}.{KEPT}"))
}

/// True for a name that is none of the tree's files.
pub(super) fn is_own(name: &str) -> bool {
    name == OWN
        || (name.starts_with('.') && [STAGED, KEPT].iter().any(|ending| name.ends_with(ending)))
}

/// The name of the list of what a version left.
pub(super) fn left(version: u64) -> String {
    format!("{LEFT}{version}")
}

/// The name of what a version changed.
pub(super) fn changed(version: u64) -> String {
    format!("{CHANGED}{version}")
}

/// The version of which this is the name.
pub(super) fn changed_version(name: &str) -> Option<u64> {
    name.strip_prefix(CHANGED)?.parse().ok()
}
