//! Writing certificates and keys so that no other user ever sees a key, and nothing that ends a
//! process leaves half a file or a key beside the certificate of another.
//!
//! Two files can't be renamed at once. So both are first written beside their places, where they
//! need no more room, and then a third file says that they count. From there each is renamed, and
//! the third file goes. Where it is found later, a process was killed in between, and the rest is
//! done then; where it is not, what lies beside counts for nothing, and goes.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::error::CertError;
use super::files::Files;
use crate::durable::{self, Draft, folder_of};

/// Rights to a key.
pub(super) const FOR_OWNER: u32 = 0o600;
/// Rights to a certificate, which every client gets anyway.
const FOR_ALL: u32 = 0o644;
/// Number of attempts to get the folder that another process writes to, and pause between two: 10
/// seconds.
const ATTEMPTS: usize = 200;
const PAUSE: Duration = Duration::from_millis(50);

/// A key and its certificate, with those that vouch for it, as PEM.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) certificate: String,
    pub(super) key: String,
}

/// A folder of certificates that no other process writes to for now.
pub(super) struct Locked<'a> {
    files: &'a Files,
    folder: &'a Path,
    handle: File,
}

impl<'a> Locked<'a> {
    /// Waits for others that write, makes the folder if need be, and ends what was interrupted.
    pub(super) fn new(files: &'a Files) -> Result<Self, CertError> {
        let folder = folder_of(&files.key);
        make_folder(folder)?;
        let handle = at(folder, File::open(folder))?;
        at(folder, patiently(|| handle.try_lock()))?;
        let locked = Self { files, folder, handle };
        locked.finish()?;
        Ok(locked)
    }

    /// Puts a key and its certificate in the place of those that are there: both, or neither when
    /// it fails.
    pub(super) fn put_pair(&self, pair: &Pair) -> Result<(), CertError> {
        let Files { certificate, key } = self.files;
        let new_key = at(key, Draft::write(key, pair.key.as_bytes(), FOR_OWNER))?;
        let new_certificate =
            at(certificate, Draft::write(certificate, pair.certificate.as_bytes(), FOR_ALL))?;
        let old_key = fs::read(key).ok();
        self.sync()?;
        let pending = self.files.pending();
        self.mark(&pending)?;
        // From here on whoever is killed leaves the new pair.
        let placed = at(key, new_key.place()).and_then(|()| {
            at(certificate, new_certificate.place())
                .inspect_err(|_| put_back(key, old_key.as_deref()))
        });
        if placed.is_err() {
            // It must not count when propus starts the next time. If it can't be removed, there is
            // nothing beside for which it could count.
            let _ = fs::remove_file(&pending);
        }
        placed?;
        // It is for good already: what can't be done now, the next start does.
        let _ = self.finish();
        Ok(())
    }

    /// Says that what lies beside counts.
    fn mark(&self, pending: &Path) -> Result<(), CertError> {
        at(pending, OpenOptions::new().write(true).create_new(true).open(pending))?;
        self.sync().inspect_err(|_| drop(fs::remove_file(pending)))
    }

    /// Puts another certificate for the same key in the place of the one that is there.
    pub(super) fn put_certificate(&self, certificate: &str) -> Result<(), CertError> {
        let file = &self.files.certificate;
        at(file, durable::write(file, certificate.as_bytes(), FOR_ALL))
    }

    /// Puts key and certificate in their places, if there is a pair that counts and is not yet
    /// there; what does not count is removed.
    fn finish(&self) -> Result<(), CertError> {
        let (pending, unfinished) = (self.files.pending(), self.files.unfinished());
        if !at(&pending, pending.try_exists())? {
            // If it can't be removed it harms nobody.
            unfinished.iter().for_each(|file| drop(fs::remove_file(file)));
            return Ok(());
        }
        let [certificate, key] = &unfinished;
        at(&self.files.key, if_there(fs::rename(key, &self.files.key)))?;
        at(&self.files.certificate, if_there(fs::rename(certificate, &self.files.certificate)))?;
        self.sync()?;
        at(&pending, fs::remove_file(&pending))?;
        self.sync()
    }

    /// Renaming is only for good when the folder is on the disk too.
    fn sync(&self) -> Result<(), CertError> {
        at(self.folder, self.handle.sync_all())
    }
}

/// Puts the key of old in its place again.
fn put_back(key: &Path, old: Option<&[u8]>) {
    // If that can't be done, the message on the certificate says what is wrong with the folder.
    let _ = match old {
        Some(old) => durable::write(key, old, FOR_OWNER),
        None => fs::remove_file(key),
    };
}

/// Ends what was interrupted. Writes nothing if nothing was, so a folder may be read-only.
///
/// # Errors
/// Fails when a pair that counts can't be put in its place.
pub fn recover(files: &Files) -> Result<(), CertError> {
    let pending = files.pending();
    let left = [pending.clone()].into_iter().chain(files.unfinished());
    let left: Vec<PathBuf> = left.filter(|file| file.try_exists().unwrap_or(true)).collect();
    if left.is_empty() {
        return Ok(());
    }
    match Locked::new(files) {
        Err(error) if left.contains(&pending) => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Waits for others that write to the folder, who are not let in before the file is dropped.
pub(super) fn read_in_peace(files: &Files) -> Option<File> {
    let handle = File::open(folder_of(&files.key)).ok()?;
    // Whoever keeps it for too long has been stopped; what is there is looked at then.
    let _ = patiently(|| handle.try_lock_shared());
    Some(handle)
}

fn patiently(lock: impl Fn() -> Result<(), TryLockError>) -> io::Result<()> {
    for _ in 0..ATTEMPTS {
        match lock() {
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            // Some file systems of a network know no locks; then people have to take turns by
            // themselves.
            Ok(()) | Err(TryLockError::Error(_)) => return Ok(()),
        }
    }
    let what = "another propus is writing there, and does not come to an end";
    Err(io::Error::new(io::ErrorKind::TimedOut, what))
}

fn if_there(done: io::Result<()>) -> io::Result<()> {
    done.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

fn at<T>(file: &Path, done: io::Result<T>) -> Result<T, CertError> {
    done.map_err(|error| CertError::Folder { file: file.into(), error })
}

/// Makes a folder that nobody but its owner gets at, if there is none.
///
/// # Errors
/// Fails when it can't be made.
pub fn make_folder(folder: &Path) -> Result<(), CertError> {
    at(folder, durable::make_folder(folder))
}
