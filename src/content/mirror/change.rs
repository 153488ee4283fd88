//! `Mirror`: a folder that is brought from one version to the next.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{self, Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::digest::Digest;
use super::entry::{Edits, Entry};
use super::names::{self, LEFT, LOCK, WRITER};
use super::on_disk::{self, FILE, Next};
use super::place::Place;
use super::record::Record;
use crate::durable::{self, folder_of};

/// The rights of folders.
const FOLDER: u32 = 0o755;
/// For how long what has lost its name is kept for those who read the version before.
const KEEP: Duration = Duration::from_secs(60);
/// The most files that are brought to the disk one by one.
const SINGLE: usize = 64;

/// A folder that is kept like a tree elsewhere.
#[derive(Debug)]
pub struct Mirror {
    place: Place,
    record: Record,
    /// Files that are not as the record says.
    damaged: BTreeSet<String>,
    /// Number of files that were changed since the record was written as a whole.
    changed: usize,
    /// Locked as long as it is open.
    _writer: File,
}

impl Mirror {
    /// Opens a folder that is one, ends what a process began that was killed, and keeps all others
    /// from writing there.
    ///
    /// # Errors
    /// Fails with [`io::ErrorKind::NotFound`] when it is none, with [`io::ErrorKind::TimedOut`] when
    /// another process brings versions there, and when it can't be read or written.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let place = Place { folder: fs::canonicalize(folder)? };
        let writer = place.writer()?;
        durable::wait_for_lock(|| writer.try_lock())?;
        let record = end(&place)?;
        durable::sweep(&place.folder, names::STAGED);
        // How many it knows not; it is written as a whole soon.
        let changed = record.len();
        Ok(Self { place, record, damaged: BTreeSet::new(), changed, _writer: writer })
    }

    /// The same; one that is empty, or not there, becomes one.
    ///
    /// # Errors
    /// Fails with [`io::ErrorKind::DirectoryNotEmpty`] when it holds anything else: that would be
    /// lost.
    pub fn claim(folder: &Path) -> io::Result<Self> {
        // Of a mere name the folder above has none.
        let folder = &path::absolute(folder)?;
        durable::make_folders(folder, FOLDER, None)?;
        make(&Place { folder: fs::canonicalize(folder)? })?;
        Self::open(folder)
    }

    /// The place of a file that is kept with the copy of a folder, and is no part of it.
    #[must_use]
    pub fn beside(folder: &Path, name: &str) -> PathBuf {
        folder.join(names::OWN).join(name)
    }

    /// Makes a folder fit to be read: one that is empty becomes a copy, and what a process began
    /// there that was killed is ended. One that lives ends it by itself.
    ///
    /// # Errors
    /// As [`Mirror::claim`], but for a folder that is not there.
    pub fn prepare(folder: &Path) -> io::Result<()> {
        let place = Place { folder: fs::canonicalize(folder)? };
        make(&place)?;
        let writer = place.writer()?;
        match writer.try_lock() {
            Err(TryLockError::WouldBlock) => Ok(()),
            // Some file systems of a network know no locks.
            Ok(()) | Err(TryLockError::Error(_)) => end(&place).map(drop),
        }
    }

    /// The version that it has.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Looks whether the files are what the record says, by their sizes and times, and where these
    /// are others by their bytes. Returns the paths of those that are not: the next version brings
    /// them again.
    pub fn look(&mut self) -> Vec<String> {
        let is_damaged = |(path, entry): &(&String, &Entry)| !self.is_whole(path, entry);
        self.damaged = self.record.files().filter(is_damaged).map(|it| it.0.clone()).collect();
        self.damaged.iter().cloned().collect()
    }

    fn is_whole(&self, path: &str, entry: &Entry) -> bool {
        let Ok(place) = self.place.of(path) else { return false };
        let Ok(metadata) = fs::symlink_metadata(&place) else { return false };
        if !metadata.is_file() || metadata.len() != entry.size {
            return false;
        }
        let modified = metadata.modified().ok().and_then(seconds);
        modified == Some(entry.modified) || self.bytes(path, entry).is_some()
    }

    /// The bytes of a file of the record, if they are what it says.
    #[must_use]
    pub fn bytes(&self, path: &str, entry: &Entry) -> Option<Vec<u8>> {
        let bytes = fs::read(self.place.of(path).ok()?).ok()?;
        (Digest::of(&bytes) == entry.digest).then_some(bytes)
    }

    /// What has to be done to have another version.
    #[must_use]
    pub fn edits_to(&self, next: &Record) -> Edits {
        let mut edits = self.record.edits_to(next);
        for path in &self.damaged {
            if let Some(entry) = next.get(path) {
                edits.insert(path.clone(), Some(entry.clone()));
            }
        }
        edits
    }

    /// True for a file of the next version that was written beside its place already.
    #[must_use]
    pub fn is_staged(&self, path: &str, entry: &Entry) -> bool {
        let staged = self.place.of(path).map(|place| names::staged(&place));
        let bytes = staged.and_then(fs::read);
        bytes.is_ok_and(|bytes| Digest::of(&bytes) == entry.digest)
    }

    /// Writes a file of the next version, under a hidden name beside its place.
    ///
    /// # Errors
    /// Fails when it can't be written, or the bytes are not those of the entry.
    pub fn stage(&self, path: &str, entry: &Entry, bytes: &[u8]) -> io::Result<()> {
        if Digest::of(bytes) != entry.digest {
            let what = format!("{path}: the bytes are not those that the version names");
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        let place = self.place.of(path)?;
        let folder = folder_of(&place);
        if !folder.is_dir() {
            self.make_way(folder)?;
            durable::make_folders(folder, FOLDER, None)?;
        }
        let staged = names::staged(&place);
        // What a process left here that was killed may be a part of it.
        let _ = fs::remove_file(&staged);
        let mut file =
            OpenOptions::new().write(true).create_new(true).mode(entry.mode).open(&staged)?;
        file.write_all(bytes)?;
        let modified = u64::try_from(entry.modified).unwrap_or_default();
        // A system that has no such call, or a sandbox, leaves the time of the copy.
        let _ = file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(modified));
        Ok(())
    }

    /// Takes away a file of this version that lies where the next one has a folder.
    fn make_way(&self, folder: &Path) -> io::Result<()> {
        let way = folder.ancestors().take_while(|it| *it != self.place.folder);
        match way.filter(|it| it.is_file()).last() {
            Some(file) => fs::remove_file(file),
            None => Ok(()),
        }
    }

    /// Brings the next version, all of whose news have been written beside their places: whoever
    /// reads the folder anew sees all of them, and whoever has read it before none.
    ///
    /// # Errors
    /// Fails when it can't be brought. Then the folder has the version that it had, or
    /// [`Mirror::open`] brings the next one.
    pub fn bring(&mut self, next: Record) -> io::Result<()> {
        let edits = self.edits_to(&next);
        let news = edits.iter().filter(|(_, entry)| entry.is_some()).map(|(path, _)| path);
        let places = news.map(|path| self.place.of(path)).collect::<io::Result<Vec<PathBuf>>>()?;
        confirm(&self.place, &places)?;
        let lock = self.place.lock()?;
        if on_disk::version(&self.place)? != Some(self.record.version) {
            return Err(io::Error::other("another process has brought another version meanwhile"));
        }
        let changed = self.changed + edits.len();
        let way = Next::of(&self.place, &self.record, &next, &edits, changed)?;
        way.write(&self.place)?;
        bring(&self.place, self.record.version, &edits, &way)?;
        drop(lock);
        self.changed = if matches!(way, Next::Whole(_)) { 0 } else { changed };
        self.record = next;
        self.damaged.clear();
        Ok(())
    }
}

/// Makes an empty folder a copy of the empty tree, unless it is a copy already.
fn make(place: &Place) -> io::Result<()> {
    if place.record().exists() {
        return Ok(());
    }
    let strange = |entry: io::Result<fs::DirEntry>| {
        entry.map_or(true, |entry| entry.file_name() != names::OWN)
    };
    if fs::read_dir(&place.folder)?.any(strange) {
        let what = "the folder holds files that are not of the store, and that would be lost; name an \
                    empty one, or one that is not there";
        return Err(io::Error::new(io::ErrorKind::DirectoryNotEmpty, what));
    }
    durable::make_folders(&place.own(), FOLDER, None)?;
    for lock in [LOCK, WRITER] {
        durable::write(&place.own().join(lock), b"", FILE)?;
    }
    durable::write(&place.record(), Record::default().to_text().as_bytes(), FILE)
}

/// Ends what was begun, and gives the version that the folder has then.
fn end(place: &Place) -> io::Result<Record> {
    let _lock = place.lock()?;
    let record = on_disk::read(place)?.ok_or(io::ErrorKind::NotFound)?;
    let Some(way) = Next::read(place)? else { return Ok(record) };
    let next = way.applied(record.clone())?;
    bring(place, record.version, &record.edits_to(&next), &way)?;
    Ok(next)
}

/// Sees that what is to get its name is on the disk.
fn confirm(place: &Place, places: &[PathBuf]) -> io::Result<()> {
    if places.len() > SINGLE && durable::sync_tree(&place.folder).is_ok() {
        return places.iter().try_for_each(|it| names::staged(it).metadata().map(drop));
    }
    places.iter().try_for_each(|it| File::open(names::staged(it))?.sync_all())
}

/// Gives all files of the next version their names. What was done of it already is not done again.
fn bring(place: &Place, before: u64, edits: &Edits, way: &Next) -> io::Result<()> {
    remove_old(place);
    let paths: String = edits.keys().map(|path| format!("{path}\n")).collect();
    let left = place.own().join(names::left(before));
    // From here on who has read the version before looks for what has lost its name.
    durable::write(&left, paths.as_bytes(), FILE)?;
    let mut folders = BTreeSet::new();
    for (path, entry) in edits {
        let file = place.of(path)?;
        let staged = names::staged(&file);
        if entry.is_some() && !staged.exists() {
            continue;
        }
        present(fs::rename(&file, names::kept(&file, before)))?;
        if entry.is_some() {
            fs::rename(&staged, &file)?;
        }
        folders.insert(folder_of(&file).to_owned());
    }
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        durable::try_sync_names(folder)?;
    }
    // All files are there: what was decided becomes the record.
    match way {
        Next::Change(change) => fs::rename(place.next(), place.change(change.version))?,
        Next::Whole(_) => {
            fs::rename(place.next(), place.record())?;
            on_disk::forget_changes(place)?;
        }
    }
    durable::try_sync_names(&place.own())
}

/// Takes what is not there for done.
fn present(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error)
            if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) =>
        {
            Ok(())
        }
        done => done,
    }
}

/// Removes what was kept for those who have read a version that is long gone. What can't be removed
/// is tried again with the next version.
fn remove_old(place: &Place) {
    let entries = fs::read_dir(place.own()).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name().into_string().unwrap_or_default();
        let version = name.strip_prefix(LEFT).and_then(|version| version.parse().ok());
        let Some(version) = version else { continue };
        let written = entry.metadata().and_then(|metadata| metadata.modified());
        let age = written.ok().and_then(|written| written.elapsed().ok());
        if age.is_none_or(|age| age < KEEP) {
            continue;
        }
        let list = fs::read_to_string(entry.path()).unwrap_or_default();
        let files: Vec<PathBuf> = list.lines().filter_map(|path| place.of(path).ok()).collect();
        for file in &files {
            let _ = fs::remove_file(names::kept(file, version));
            // Of an empty folder nothing is left to serve; inside of a sandbox it stays.
            let _ = fs::remove_dir(folder_of(file));
        }
        let _ = fs::remove_file(entry.path());
    }
}

/// Seconds of the Unix clock.
fn seconds(time: SystemTime) -> Option<i64> {
    time.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs().try_into().ok()
}
