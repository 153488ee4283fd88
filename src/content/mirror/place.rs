//! The places of a mirror's files, and of what it keeps for itself.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::names::{self, LOCK, NEXT, OWN, RECORD, WRITER};
use crate::durable;

/// The folder of a mirror.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Without links on the way.
    pub(super) folder: PathBuf,
}

impl Place {
    pub(super) fn own(&self) -> PathBuf {
        self.folder.join(OWN)
    }

    pub(super) fn record(&self) -> PathBuf {
        self.own().join(RECORD)
    }

    pub(super) fn next(&self) -> PathBuf {
        self.own().join(NEXT)
    }

    pub(super) fn change(&self, version: u64) -> PathBuf {
        self.own().join(names::changed(version))
    }

    /// The place of a file, to which no link leads.
    pub(super) fn of(&self, path: &str) -> io::Result<PathBuf> {
        let place = self.folder.join(path);
        let is_link = |path: &Path| path.symlink_metadata().is_ok_and(|it| it.is_symlink());
        if place.ancestors().take_while(|it| *it != self.folder).any(is_link) {
            let what = format!("{path}: it is a symbolic link, or one is on the way");
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, what));
        }
        Ok(place)
    }

    /// Waits until nobody else reads the folder anew, or changes it.
    pub(super) fn lock(&self) -> io::Result<File> {
        let lock = File::open(self.own().join(LOCK))?;
        durable::wait_for_lock(|| lock.try_lock())?;
        Ok(lock)
    }

    /// The file that is locked by the one process that brings versions.
    pub(super) fn writer(&self) -> io::Result<File> {
        File::open(self.own().join(WRITER))
    }
}
