//! `Stamp`: the state of a certificate's files, by which a change is seen.

use std::os::unix::fs::MetadataExt;
use std::time::SystemTime;

use super::files::Files;

/// Time of the last change and inode of both files; `None` for one that can't be had.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Stamp([Option<(SystemTime, u64)>; 2]);

impl Stamp {
    pub(super) fn of(files: &Files) -> Self {
        Self([&files.certificate, &files.key].map(|file| {
            let metadata = file.metadata().ok()?;
            Some((metadata.modified().ok()?, metadata.ino()))
        }))
    }
}
