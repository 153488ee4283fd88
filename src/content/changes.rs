//! Changes of the files of a site: a text in the place of another, a new file, one less. Each is
//! whole or has not happened, and on the disk before it is said to be done.
//!
//! No link is written through: neither a file that is one, nor one in a folder that is reached by
//! one.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::folder::Folder;
use super::source::Stamp;
use super::source_path::SourcePath;
use crate::durable::{self, Draft, folder_of};

/// The ending of the hidden name that a file has while it is written.
const UNFINISHED: &str = "propus-upload";
/// The rights of a new file.
const NEW: u32 = 0o644;

/// The rights of a new folder.
const NEW_FOLDER: u32 = 0o755;

/// A file as it is now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Current {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its rights.
    pub mode: u32,
}

/// Whether a change that was made outlives a machine that loses its power.
#[must_use]
#[derive(Debug)]
pub enum Lasting {
    /// It does.
    Yes,
    /// The disk does not confirm it.
    Doubtful(io::Error),
}

impl Lasting {
    fn of(synced: io::Result<()>) -> Self {
        synced.map_or_else(Self::Doubtful, |()| Self::Yes)
    }

    /// Takes a doubt for a failure, for those who can say it.
    ///
    /// # Errors
    /// The reason of the doubt.
    pub fn confirmed(self) -> io::Result<()> {
        match self {
            Self::Yes => Ok(()),
            Self::Doubtful(error) => {
                let what = format!("it is done, but the disk does not confirm it: {error}");
                Err(io::Error::new(error.kind(), what))
            }
        }
    }
}

impl Folder {
    /// A file as it is now; `None` when there is none.
    ///
    /// # Errors
    /// Fails when it can't be read, is a link or no file, or has more than so many bytes
    /// ([`io::ErrorKind::FileTooLarge`]).
    pub fn current(&self, source: &SourcePath, largest: u64) -> io::Result<Option<Current>> {
        let place = self.place(source)?;
        let file = match File::open(&place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened?,
        };
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"));
        }
        if metadata.len() > largest {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let mut bytes = Vec::new();
        file.take(largest).read_to_end(&mut bytes)?;
        Ok(Some(Current { bytes, mode: metadata.permissions().mode() & 0o777 }))
    }

    /// Writes a file, in the place of the one that had these rights.
    ///
    /// # Errors
    /// Fails when it can't be written; then all is as it was.
    pub fn replace(&self, source: &SourcePath, bytes: &[u8], mode: u32) -> io::Result<Lasting> {
        let place = self.own_place(source)?;
        Draft::write_as(&place, UNFINISHED, bytes, mode)?.commit()?;
        Ok(Lasting::of(durable::try_sync_names(folder_of(&place))))
    }

    /// Writes a new file, of the usual rights, and the folders that it is in.
    ///
    /// # Errors
    /// As [`Folder::create_with`].
    pub fn create(&self, source: &SourcePath, bytes: &[u8]) -> io::Result<Lasting> {
        self.create_with(source, bytes, NEW)
    }

    /// The same with certain rights, as far as the process may give them (umask).
    ///
    /// # Errors
    /// Fails with [`io::ErrorKind::AlreadyExists`] when there is one, and when it can't be written;
    /// then there is none.
    pub fn create_with(&self, source: &SourcePath, bytes: &[u8], mode: u32) -> io::Result<Lasting> {
        let place = self.own_place(source)?;
        let folder = folder_of(&place);
        if !folder.is_dir() {
            durable::make_folders(folder, NEW_FOLDER, None)?;
            let mut above = folder.ancestors().skip(1).take_while(|it| it.starts_with(self.real()));
            above.try_for_each(durable::try_sync_names)?;
        }
        Draft::write_as(&place, UNFINISHED, bytes, mode)?.commit_new()?;
        Ok(Lasting::of(durable::try_sync_names(folder)))
    }

    /// Removes a file.
    ///
    /// # Errors
    /// Fails when it can't be removed.
    pub fn remove(&self, source: &SourcePath) -> io::Result<Lasting> {
        let place = self.own_place(source)?;
        fs::remove_file(&place)?;
        Ok(Lasting::of(durable::try_sync_names(folder_of(&place))))
    }

    /// Removes what a process left over that was killed while it wrote.
    pub fn sweep(&self) {
        durable::sweep(self.real(), UNFINISHED);
    }

    /// State of a file as it is now; `None` when there is none.
    pub(crate) fn stamp(&self, source: &SourcePath) -> Option<Stamp> {
        let metadata = self.dir().symlink_metadata(source.as_str()).ok()?;
        Some(Stamp::of(&metadata))
    }

    /// The same of a file that may be changed here.
    fn own_place(&self, source: &SourcePath) -> io::Result<PathBuf> {
        if self.is_copy() {
            let what = "the folder is a copy of what the store has, and what is changed here alone \
                        would be lost; push it from another folder";
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, what));
        }
        self.place(source)
    }

    /// The absolute path of a file, to which no link leads.
    fn place(&self, source: &SourcePath) -> io::Result<PathBuf> {
        let place = self.real().join(source.as_str());
        let is_link = |path: &Path| path.symlink_metadata().is_ok_and(|it| it.is_symlink());
        let mut way = place.ancestors().take_while(|it| *it != self.real());
        if way.any(is_link) {
            let what = "it is a symbolic link, or one is on the way";
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, what));
        }
        Ok(place)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn source(text: &str) -> SourcePath {
        SourcePath::new(text).unwrap()
    }

    fn folder() -> (tempfile::TempDir, Folder) {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("notes")).unwrap();
        fs::write(dir.path().join("notes/a.md"), "old").unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        (dir, folder)
    }

    #[test]
    fn a_file_keeps_its_rights_when_its_text_changes() {
        let (dir, folder) = folder();
        let file = dir.path().join("notes/a.md");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o664)).unwrap();
        let before = folder.current(&source("notes/a.md"), 10).unwrap().unwrap();
        assert_eq!(before, Current { bytes: b"old".to_vec(), mode: 0o664 });
        let lasting = folder.replace(&source("notes/a.md"), b"new", before.mode).unwrap();
        assert!(lasting.confirmed().is_ok());
        let after = folder.current(&source("notes/a.md"), 10).unwrap().unwrap();
        assert_eq!(after, Current { bytes: b"new".to_vec(), mode: 0o664 });
        assert_eq!(fs::read_dir(dir.path().join("notes")).unwrap().count(), 1);
        let large = folder.current(&source("notes/a.md"), 2).unwrap_err();
        assert_eq!(large.kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn a_new_file_gets_its_folders_and_never_replaces_one() {
        let (dir, folder) = folder();
        let lasting = folder.create(&source("notes/2026/b.md"), b"new").unwrap();
        assert!(lasting.confirmed().is_ok());
        assert_eq!(fs::read(dir.path().join("notes/2026/b.md")).unwrap(), b"new");
        let there = folder.create(&source("notes/a.md"), b"new").unwrap_err();
        assert_eq!(there.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(dir.path().join("notes/a.md")).unwrap(), b"old");
        assert!(folder.stamp(&source("notes/a.md")).is_some());
        assert!(folder.remove(&source("notes/a.md")).unwrap().confirmed().is_ok());
        assert_eq!(folder.current(&source("notes/a.md"), 10).unwrap(), None);
        assert_eq!(folder.stamp(&source("notes/a.md")), None);
    }

    #[test]
    fn nothing_is_written_through_a_link() {
        let (dir, folder) = folder();
        let elsewhere = tempfile::tempdir().unwrap();
        fs::write(elsewhere.path().join("x.md"), "theirs").unwrap();
        symlink(elsewhere.path(), dir.path().join("out")).unwrap();
        symlink(elsewhere.path().join("x.md"), dir.path().join("notes/x.md")).unwrap();
        symlink(dir.path().join("notes/a.md"), dir.path().join("inside.md")).unwrap();
        for name in ["out/x.md", "out/new/y.md", "notes/x.md", "inside.md"] {
            let name = source(name);
            for error in [
                folder.current(&name, 10).unwrap_err(),
                folder.replace(&name, b"mine", 0o644).unwrap_err(),
                folder.create(&name, b"mine").unwrap_err(),
                folder.remove(&name).unwrap_err(),
            ] {
                assert_eq!(error.kind(), io::ErrorKind::PermissionDenied, "{name}");
            }
        }
        assert_eq!(fs::read(elsewhere.path().join("x.md")).unwrap(), b"theirs");
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 1);
    }
}
