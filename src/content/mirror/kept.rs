//! `Kept`: what one who has read a version goes on reading when another one has come.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use cap_std::fs::Dir;

use super::names::{LEFT, LOCK, OWN, RECORD, changed_version, kept, left};
use super::on_disk::read_version;
use crate::content::beneath;
use crate::durable;

/// A version of a mirror that somebody reads.
#[derive(Debug)]
pub(in crate::content) struct Kept {
    own: Dir,
    version: u64,
    left: String,
    /// Held while the folder is read anew: no other version comes meanwhile.
    lock: Mutex<Option<File>>,
}

impl Kept {
    /// The version that a folder has, which stays until [`Kept::release`]; `None` for an ordinary
    /// folder.
    ///
    /// # Errors
    /// Fails when another version is being brought, and that takes too long.
    pub(in crate::content) fn of(folder: &Dir) -> io::Result<Option<Self>> {
        let Ok(own) = beneath::open_dir(folder, OWN) else { return Ok(None) };
        let Ok(lock) = beneath::open_file(&own, LOCK) else { return Ok(None) };
        durable::wait_for_lock(|| lock.try_lock_shared())?;
        let whole = read_version(beneath::open_file(&own, RECORD)?).unwrap_or_default();
        let changed = names(&own).filter_map(|name| changed_version(&name)).max();
        let version = whole.max(changed.unwrap_or_default());
        Ok(Some(Self { own, version, left: left(version), lock: Mutex::new(Some(lock)) }))
    }

    /// Lets another version come.
    pub(in crate::content) fn release(&self) {
        drop(self.lock.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// The names that a file of this version may have by now, besides its own. None while this
    /// version is the folder's: that costs one call, which has to come after the file was opened.
    pub(in crate::content) fn names(&self, path: &str) -> Vec<String> {
        if self.own.symlink_metadata(&self.left).is_err() {
            return Vec::new();
        }
        let versions = names(&self.own).filter_map(|name| name.strip_prefix(LEFT)?.parse().ok());
        let mut versions: Vec<u64> = versions.filter(|version| *version >= self.version).collect();
        // The first that left it had it as it was.
        versions.sort_unstable();
        let names = versions.into_iter().map(|version| kept(Path::new(path), version));
        names.filter_map(|name| name.into_os_string().into_string().ok()).collect()
    }
}

fn names(own: &Dir) -> impl Iterator<Item = String> {
    let entries = own.entries().into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok())
}
