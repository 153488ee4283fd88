//! `Folder`: the only door to the files of a site.
//!
//! Files are opened below the folder's own handle, so a symlink that leads out, or is swapped in
//! later, leads nowhere. The walk over it is for `scan`.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use cap_fs_ext::OpenOptionsSyncExt;
use cap_std::ambient_authority;
use cap_std::fs::{Dir, Metadata, OpenOptions};

use super::open_file::OpenFile;
use crate::descriptors;
use crate::exchange::Body;

/// The largest file of settings, data or parts of pages that is read, in bytes.
const LARGEST_TEXT: u64 = 16 << 20;

/// A folder that is open.
#[derive(Debug)]
pub struct Folder {
    dir: Dir,
    name: PathBuf,
    /// True once readers wait for files that are opened.
    is_served: AtomicBool,
    /// Number of times that the system had no descriptor for it.
    shortages: AtomicUsize,
}

impl Folder {
    /// Opens a folder.
    ///
    /// # Errors
    /// Fails when there is no such folder, or it can't be read.
    pub fn open(name: &Path) -> io::Result<Self> {
        let dir = Dir::open_ambient_dir(name, ambient_authority())?;
        dir.entries()?;
        let (is_served, shortages) = (AtomicBool::new(false), AtomicUsize::new(0));
        Ok(Self { dir, name: name.to_owned(), is_served, shortages })
    }

    /// The name that it was opened by, for messages.
    #[must_use]
    pub fn name(&self) -> &Path {
        &self.name
    }

    /// True for the path of a file or folder in it.
    #[must_use]
    pub fn has(&self, source: &str) -> bool {
        self.reach(|| self.dir.try_exists(source)).unwrap_or(false)
    }

    /// From now on readers wait for what is opened in it, and what the process has in reserve is
    /// for that.
    pub(crate) fn serve(&self) {
        self.is_served.store(true, Ordering::Relaxed);
    }

    /// True when something in it was not seen, or not read, only because the system had no
    /// descriptor left.
    #[must_use]
    pub fn fell_short(&self) -> bool {
        self.shortages.load(Ordering::Relaxed) > 0
    }

    /// Reads something whole: what could not be opened for want of a descriptor is not taken for
    /// gone.
    ///
    /// # Errors
    /// Those of `read`, and [`descriptors::shortage`], also when another's reading fell short
    /// meanwhile.
    pub fn whole<T>(&self, read: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        let before = self.shortages.load(Ordering::Relaxed);
        let read = read()?;
        if self.shortages.load(Ordering::Relaxed) == before {
            Ok(read)
        } else {
            Err(descriptors::shortage())
        }
    }

    /// The folder's handle, below which everything is opened.
    pub(super) fn dir(&self) -> &Dir {
        &self.dir
    }

    /// Does something that takes a descriptor.
    pub(super) fn reach<T>(&self, mut open: impl FnMut() -> io::Result<T>) -> io::Result<T> {
        let opened =
            if self.is_served.load(Ordering::Relaxed) { descriptors::open(open) } else { open() };
        if opened.as_ref().is_err_and(descriptors::is_short) {
            self.shortages.fetch_add(1, Ordering::Relaxed);
        }
        opened
    }

    /// Opens a regular file to be read. Never waits: a FIFO that was put where a file was is
    /// refused.
    ///
    /// # Errors
    /// Fails when it is gone, can't be read, leads out of the folder or is no regular file.
    pub(super) fn open_file(&self, source: &str) -> io::Result<(cap_std::fs::File, Metadata)> {
        let file = self
            .reach(|| self.dir.open_with(source, OpenOptions::new().read(true).nonblock(true)))?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"));
        }
        Ok((file, metadata))
    }

    /// Opens a regular file to be sent.
    ///
    /// # Errors
    /// As `Folder::open_file`.
    pub fn open_body(&self, source: &str) -> io::Result<Body> {
        let (file, metadata) = self.open_file(source)?;
        Ok(Body::new(OpenFile(file.into_std()), metadata.len()))
    }

    /// Reads a whole file of settings, data or parts of pages.
    ///
    /// # Errors
    /// As `Folder::open_file`, and when it is too large.
    pub fn read(&self, source: &str) -> io::Result<Vec<u8>> {
        self.read_at_most(source, LARGEST_TEXT)
    }

    /// Reads a whole file of no more than so many bytes.
    ///
    /// # Errors
    /// As `Folder::open_file`, and [`io::ErrorKind::FileTooLarge`].
    pub fn read_at_most(&self, source: &str, largest: u64) -> io::Result<Vec<u8>> {
        let (file, metadata) = self.open_file(source)?;
        if metadata.len() > largest {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is too large"));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
        file.take(largest).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests;
