//! The places of a mirror's files, and of what it keeps for itself.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::names::{LOCK, NEXT, OWN, RECORD, WRITER};
use super::record::Record;
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

/// Reads a record; `None` where there is none.
pub(super) fn read(file: &Path) -> io::Result<Option<Record>> {
    let text = match fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        text => text?,
    };
    let odd = || {
        let what = "this is no record of a version; remove the folder to have it made anew";
        io::Error::new(io::ErrorKind::InvalidData, what)
    };
    Record::parse(&text).map(Some).ok_or_else(odd)
}

/// Reads the number of a record's version.
pub(super) fn read_version(mut record: impl Read) -> Option<u64> {
    let mut first = [0; 24];
    let mut length = 0;
    while let Some(rest) = first.get_mut(length..).filter(|rest| !rest.is_empty()) {
        match record.read(rest) {
            Ok(0) | Err(_) => break,
            Ok(read) => length += read,
        }
    }
    let text = std::str::from_utf8(first.get(..length)?.split(|byte| *byte == b'\n').next()?);
    text.ok()?.parse().ok()
}
