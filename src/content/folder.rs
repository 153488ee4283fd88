//! `Folder`: the only door to the files of a site.
//!
//! Where symbolic links lead is found out when a file is looked at; it is opened below the folder's
//! own handle and no link is followed then, so one that is swapped in leads nowhere. The walk over
//! it is for `scan`.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, Metadata, MetadataExt};

use super::beneath;
use super::local;
use super::mirror::Kept;
use super::open_file::OpenFile;
use super::real_path::RealPath;
use super::source::Stamp;
use super::source_path::SourcePath;
use crate::descriptors;
use crate::escape::escape_controls;
use crate::exchange::Body;
use crate::progress::Progress;

/// The largest file of settings, data or parts of pages that is read, in bytes.
const LARGEST_TEXT: u64 = 16 << 20;

/// A folder that is open.
#[derive(Debug)]
pub struct Folder {
    name: PathBuf,
    own: Base,
    /// Folders elsewhere that links may lead to.
    elsewhere: Vec<Base>,
    /// True where what is opened is on a disk of this machine.
    is_local: bool,
    /// True once readers wait for files that are opened.
    is_served: AtomicBool,
    /// Names that were asked for besides those of a scan: of settings, data and parts of pages,
    /// whether there are such files or not. `None` where one is not the name of what was read.
    asked: Mutex<Option<BTreeSet<String>>>,
    /// Number of times that the system had no descriptor for it.
    shortages: AtomicUsize,
    /// Number of files and folders that walks have come to.
    pub(super) seen: AtomicUsize,
    /// The version that is read, of a folder that has such.
    kept: Option<Kept>,
}

/// A folder below which files are opened.
#[derive(Debug)]
struct Base {
    dir: Dir,
    /// Its absolute name, without links.
    real: PathBuf,
}

impl Base {
    fn open(name: &Path) -> io::Result<Self> {
        let real = fs::canonicalize(name)?;
        Ok(Self { dir: Dir::open_ambient_dir(&real, ambient_authority())?, real })
    }
}

impl Folder {
    /// Opens a folder.
    ///
    /// # Errors
    /// Fails when there is no such folder, or it can't be read.
    pub fn open(name: &Path) -> io::Result<Self> {
        Self::open_with_links_to(name, &[])
    }

    /// Opens a folder whose symbolic links may lead to others, too. One of these that is not there
    /// is passed over: links to it are reported.
    ///
    /// # Errors
    /// As [`Folder::open`], and when the system has no descriptor left for one of the others.
    pub fn open_with_links_to(name: &Path, others: &[PathBuf]) -> io::Result<Self> {
        let own = Base::open(name)?;
        own.dir.entries()?;
        let kept = Kept::of(&own.dir)?;
        let mut elsewhere = Vec::new();
        for other in others {
            match Base::open(other) {
                Ok(base) => elsewhere.push(base),
                Err(error) if descriptors::is_short(&error) => return Err(error),
                Err(_) => {}
            }
        }
        let (is_served, shortages) = (AtomicBool::new(false), AtomicUsize::new(0));
        let seen = AtomicUsize::new(0);
        let is_local = local::is_local(&own.dir);
        let asked = Mutex::new(Some(BTreeSet::new()));
        let name = name.to_owned();
        Ok(Self { name, own, elsewhere, is_local, is_served, asked, shortages, seen, kept })
    }

    /// The name that it was opened by, for messages.
    #[must_use]
    pub fn name(&self) -> &Path {
        &self.name
    }

    /// Its absolute name, without links.
    pub(super) fn real(&self) -> &Path {
        &self.own.real
    }

    /// The folder itself.
    pub(super) fn dir(&self) -> &Dir {
        &self.own.dir
    }

    /// True for the path of a file or folder in it, and of a link, wherever that leads.
    #[must_use]
    pub fn has(&self, source: &str) -> bool {
        self.note(source);
        self.reach(|| self.own.dir.symlink_metadata(source)).is_ok()
    }

    /// Shows a person how far the reading of it is, until what is returned is dropped.
    #[must_use]
    pub fn reading(self: &Arc<Self>) -> Progress {
        let folder = Arc::clone(self);
        let before = format!("reading {}", escape_controls(&self.name.display().to_string()));
        Progress::counting(before, "files", move || folder.seen.load(Ordering::Relaxed))
    }

    /// The names that were asked for besides those of a scan; `None` where they don't tell what was
    /// read.
    pub(crate) fn asked(&self) -> Option<BTreeSet<String>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, name: &str) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        match asked.as_mut() {
            Some(_) if SourcePath::new(name).is_none() => *asked = None,
            Some(names) if !names.contains(name) => drop(names.insert(name.to_owned())),
            Some(_) | None => {}
        }
    }

    /// Says that something was read that is not what was asked for.
    fn lose_track(&self) {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// True where what is opened is on a disk of this machine.
    pub(super) fn is_local(&self) -> bool {
        self.is_local
    }

    /// The device that it is on.
    pub(super) fn device(&self) -> Option<u64> {
        Some(self.own.dir.dir_metadata().ok()?.dev())
    }

    /// True for a file on the same device, of which the system tells whatever happens to it.
    pub(super) fn is_on_its_disk(&self, stamp: Stamp) -> bool {
        self.device() == Some(stamp.inode.0)
    }

    /// From now on readers wait for what is opened in it, and what the process has in reserve is
    /// for that.
    pub(crate) fn serve(&self) {
        self.is_served.store(true, Ordering::Relaxed);
        if let Some(kept) = &self.kept {
            kept.release();
        }
    }

    /// True where what is in it comes from elsewhere, so that nobody else writes to it.
    pub(super) fn is_copy(&self) -> bool {
        self.kept.is_some()
    }

    /// A file of the version that is read, where another one has come into its place. To be asked
    /// after its own name was tried: what comes later is no matter then.
    fn kept(&self, path: &str) -> Option<File> {
        let names = self.kept.as_ref()?.names(path);
        names.iter().find_map(|name| beneath::open_file(&self.own.dir, name).ok())
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

    /// Does something that takes a descriptor.
    pub(super) fn reach<T>(&self, mut open: impl FnMut() -> io::Result<T>) -> io::Result<T> {
        let is_served = self.is_served.load(Ordering::Relaxed);
        let opened = if is_served { descriptors::open_in_time(open) } else { open() };
        if opened.as_ref().is_err_and(descriptors::is_short) {
            self.shortages.fetch_add(1, Ordering::Relaxed);
        }
        opened
    }

    /// Where a file or folder is, when links lead to it.
    ///
    /// # Errors
    /// Fails when they lead nowhere, or out: then it is a lack of permission that no system
    /// reported.
    pub(crate) fn follow(&self, path: &str) -> io::Result<RealPath> {
        let real = fs::canonicalize(self.own.real.join(path))?;
        let bases = std::iter::once(&self.own).chain(&self.elsewhere).enumerate();
        bases
            .filter_map(|(base, folder)| Some((base, real.strip_prefix(&folder.real).ok()?)))
            .find_map(|(base, path)| RealPath::new(base, path))
            .ok_or_else(|| io::ErrorKind::PermissionDenied.into())
    }

    /// Opens a folder of it.
    ///
    /// # Errors
    /// Fails when it is gone, can't be read or has become a link.
    pub(super) fn open_dir(&self, path: &str, real: Option<&RealPath>) -> io::Result<Dir> {
        self.below(path, real, beneath::open_dir)
    }

    /// What is known of a file or folder that links lead to.
    ///
    /// # Errors
    /// Fails when it is gone or can't be had.
    pub(super) fn metadata(&self, real: &RealPath) -> io::Result<Metadata> {
        let path = if real.path.is_empty() { "." } else { &real.path };
        self.below(path, Some(real), |dir, _| dir.symlink_metadata(path))
    }

    /// Opens something below the folder that it is in.
    fn below<T>(
        &self,
        path: &str,
        real: Option<&RealPath>,
        open: impl Fn(&Dir, &str) -> io::Result<T>,
    ) -> io::Result<T> {
        let Some(real) = real else { return self.reach(|| open(&self.own.dir, path)) };
        let elsewhere = real.base.checked_sub(1);
        let base = elsewhere.map_or(Some(&self.own), |number| self.elsewhere.get(number));
        let base = base.ok_or(io::ErrorKind::NotFound)?;
        self.reach(|| open(&base.dir, &real.path))
    }

    /// Opens a regular file where a scan found it. Never waits: a FIFO that was put where a file
    /// was is refused.
    ///
    /// # Errors
    /// Fails when it is gone, can't be read, is no regular file, or a link that was not there then
    /// is on the way.
    pub(super) fn open_file(&self, source: &SourcePath) -> io::Result<(File, fs::Metadata)> {
        let found = source.behind_links();
        let opened = self.below(source.as_str(), found, beneath::open_file);
        let opened = self.kept(source.as_str()).map_or(opened, Ok);
        match (opened, found) {
            (Ok(file), _) => regular(file),
            // Another version was mounted, and the scan that will find it is yet to come.
            (Err(error), Some(found)) if error.kind() == io::ErrorKind::NotFound => {
                let next = self.follow(source.as_str())?;
                if !next.is_version_of(found) {
                    return Err(error);
                }
                regular(self.below(source.as_str(), Some(&next), beneath::open_file)?)
            }
            (Err(error), _) if beneath::has_link(&error) => Err(io::ErrorKind::NotFound.into()),
            (Err(error), _) => Err(error),
        }
    }

    /// Opens a regular file by a name that no scan gave: of settings and parts of pages. Links are
    /// followed to where a scan would, or to a file that is called the same.
    ///
    /// # Errors
    /// Fails when it is gone, can't be read, leads to what is kept back or is no regular file.
    pub(super) fn open_named(&self, name: &str) -> io::Result<(File, fs::Metadata)> {
        let opened = self.below(name, None, beneath::open_file);
        match self.kept(name).map_or(opened, Ok) {
            Ok(file) => regular(file),
            Err(error) if beneath::has_link(&error) => {
                self.lose_track();
                let real = self.follow(name)?;
                if real.is_private_besides(name.rsplit('/').next().unwrap_or(name)) {
                    return Err(io::ErrorKind::PermissionDenied.into());
                }
                regular(self.below(name, Some(&real), beneath::open_file)?)
            }
            Err(error) => Err(error),
        }
    }

    /// Opens a regular file to be sent, where a scan found it.
    ///
    /// # Errors
    /// Fails when it is gone, can't be read, is no regular file, or a link that was not there at
    /// the scan is on the way.
    pub fn open_body(&self, source: &SourcePath) -> io::Result<Body> {
        let (file, metadata) = self.open_file(source)?;
        Ok(Body::new(OpenFile(file), metadata.len()))
    }

    /// Opens a regular file to be sent, where a scan found it, if that waits for no disk and nobody
    /// at the other end of a network; `None` also when it fails.
    #[must_use]
    pub fn open_body_at_once(&self, source: &SourcePath) -> Option<Body> {
        if !self.is_local || source.behind_links().is_some() {
            return None;
        }
        let opened = local::open(&self.own.dir, source.as_str())?;
        let opened = self.kept(source.as_str()).unwrap_or(opened);
        let (file, metadata) = regular(opened).ok()?;
        Some(Body::new(OpenFile(file), metadata.len()))
    }

    /// Reads a whole file of no more than so many bytes where a scan found it.
    ///
    /// # Errors
    /// As `Folder::open_body`, and [`io::ErrorKind::FileTooLarge`].
    pub fn read_at_most(&self, source: &SourcePath, largest: u64) -> io::Result<Vec<u8>> {
        whole(self.open_file(source)?, largest)
    }

    /// Reads a whole file of data where a scan found it.
    ///
    /// # Errors
    /// As `Folder::read_at_most`.
    pub fn read_source(&self, source: &SourcePath) -> io::Result<Vec<u8>> {
        self.note(source.as_str());
        self.read_at_most(source, LARGEST_TEXT)
    }

    /// Reads a whole file by a name that no scan gave: of settings and parts of pages.
    ///
    /// # Errors
    /// Fails when it is gone, can't be read, is no regular file, leads to what is kept back, or is
    /// too large.
    pub fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        self.note(name);
        whole(self.open_named(name)?, LARGEST_TEXT)
    }
}

pub(super) fn regular(file: File) -> io::Result<(File, fs::Metadata)> {
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"));
    }
    Ok((file, metadata))
}

fn whole((file, metadata): (File, fs::Metadata), largest: u64) -> io::Result<Vec<u8>> {
    if metadata.len() > largest {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is too large"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    file.take(largest).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
