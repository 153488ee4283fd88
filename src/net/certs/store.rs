//! Writing certificates and keys so that no other user ever sees a key, and nothing that ends a
//! process leaves half a file or a key beside the certificate of another.
//!
//! Two files can't be renamed at once. So both are first written beside their places, where they
//! need no more room, and then a third file says that they count. From there each is renamed, and
//! the third file goes. Where it is found later, a process was killed in between, and the rest is
//! done then; where it is not, what lies beside counts for nothing, and goes.
//!
//! The old key has a second name meanwhile: to go back to it when its certificate can't be replaced
//! takes no room either. Where that name is found without the third file, it is gone back to.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::error::CertError;
use super::files::{Files, is_of_pair};
use crate::durable::{self, Draft, folder_of};

/// Rights to a key.
pub(super) const FOR_OWNER: u32 = 0o600;
/// Rights to a certificate, which every client gets anyway.
const FOR_ALL: u32 = 0o644;

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
        at(folder, durable::wait_for_lock(|| handle.try_lock()))?;
        let locked = Self { files, folder, handle };
        locked.finish()?;
        keep_out_of_git(folder);
        Ok(locked)
    }

    /// Puts a key and its certificate in the place of those that are there: both, or neither when
    /// it fails.
    pub(super) fn put_pair(&self, pair: &Pair) -> Result<(), CertError> {
        let Files { certificate, key } = self.files;
        let new_key = at(key, Draft::write(key, pair.key.as_bytes(), FOR_OWNER))?;
        let new_certificate =
            at(certificate, Draft::write(certificate, pair.certificate.as_bytes(), FOR_ALL))?;
        let is_first = !at(key, is_there(key))?;
        self.sync()?;
        self.mark()?;
        // From here on whoever is killed leaves the new pair.
        let committed = at(key, if is_first { Ok(()) } else { self.keep_key() })
            .and_then(|()| at(key, new_key.commit()))
            .and_then(|()| at(certificate, new_certificate.commit()));
        if committed.is_err() {
            self.take_back(is_first);
        }
        committed?;
        // It is for good already: what can't be done now, the next start does.
        let _ = self.finish();
        Ok(())
    }

    /// Says that what lies beside counts.
    fn mark(&self) -> Result<(), CertError> {
        let pending = self.files.pending();
        at(&pending, OpenOptions::new().write(true).create_new(true).open(&pending))?;
        self.sync().inspect_err(|_| drop(fs::remove_file(pending)))
    }

    /// Gives the key a second name.
    fn keep_key(&self) -> io::Result<()> {
        let Files { key, .. } = self.files;
        let old_key = self.files.old_key();
        match fs::hard_link(key, &old_key) {
            // Not every file system can.
            Err(error) if is_refused(&error) => {
                durable::write(&old_key, &fs::read(key)?, FOR_OWNER)
            }
            linked => linked,
        }
    }

    /// Goes back to the old key, or to none if there was none.
    fn take_back(&self, is_first: bool) {
        let Files { key, .. } = self.files;
        // The new pair must not count when propus starts the next time. If that can't be undone,
        // there is nothing beside for which it could count.
        let _ = fs::remove_file(self.files.pending());
        // If this can't be done, the next start does it.
        let _ = if is_first { fs::remove_file(key) } else { self.restore_key() };
    }

    /// Gives the old key its name again, if it has another one.
    fn restore_key(&self) -> io::Result<()> {
        let old_key = self.files.old_key();
        if !is_there(&old_key)? {
            return Ok(());
        }
        fs::rename(&old_key, &self.files.key)?;
        // It is still there where both names are of the same file.
        if_there(fs::remove_file(&old_key))
    }

    /// Puts another certificate for the same key in the place of the one that is there.
    pub(super) fn put_certificate(&self, certificate: &str) -> Result<(), CertError> {
        let file = &self.files.certificate;
        at(file, durable::write(file, certificate.as_bytes(), FOR_ALL))
    }

    /// Puts key and certificate in their places, if there is a pair that counts and is not yet
    /// there; what does not count is removed, and the key taken back that it had replaced.
    fn finish(&self) -> Result<(), CertError> {
        let (pending, unfinished) = (self.files.pending(), self.files.unfinished());
        if !at(&pending, pending.try_exists())? {
            // If it can't be removed it harms nobody.
            unfinished.iter().for_each(|file| drop(fs::remove_file(file)));
            return at(&self.files.key, self.restore_key());
        }
        let [certificate, key] = &unfinished;
        at(&self.files.key, if_there(fs::rename(key, &self.files.key)))?;
        at(&self.files.certificate, if_there(fs::rename(certificate, &self.files.certificate)))?;
        self.sync()?;
        let old_key = self.files.old_key();
        at(&old_key, if_there(fs::remove_file(&old_key)))?;
        self.sync()?;
        at(&pending, fs::remove_file(&pending))?;
        self.sync()
    }

    /// Renaming is only for good when the folder is on the disk too.
    fn sync(&self) -> Result<(), CertError> {
        at(self.folder, self.handle.sync_all())
    }
}

/// Ends what was interrupted. Writes nothing if nothing was, so a folder may be read-only.
///
/// # Errors
/// Fails when what counts can't be put in its place.
pub fn recover(files: &Files) -> Result<(), CertError> {
    let is_left = |file: &PathBuf| is_there(file).unwrap_or(true);
    let counts = [files.pending(), files.old_key()].iter().any(is_left);
    if !counts && !files.unfinished().iter().any(is_left) {
        return Ok(());
    }
    match Locked::new(files) {
        Err(error) if counts => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Waits for others that write to the folder, who are not let in before the file is dropped.
pub(super) fn read_in_peace(files: &Files) -> Option<File> {
    let handle = File::open(folder_of(&files.key)).ok()?;
    // Whoever keeps it for too long has been stopped; what is there is looked at then.
    let _ = durable::wait_for_lock(|| handle.try_lock_shared());
    Some(handle)
}

/// True when there is a file or link of that name, wherever the link may lead.
fn is_there(file: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        found => found.map(|_| true),
    }
}

/// True when a file system has no such call, or the system does not let this user make it.
fn is_refused(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::Unsupported)
}

fn if_there(done: io::Result<()>) -> io::Result<()> {
    done.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

fn at<T>(file: &Path, done: io::Result<T>) -> Result<T, CertError> {
    done.map_err(|error| CertError::Folder { file: file.into(), error })
}

/// Sees that no key goes into a repository with what lies around it, where nothing but keys and
/// certificates is in the folder. That this can't be done is no reason to have no key.
fn keep_out_of_git(folder: &Path) {
    let is_ours = fs::read_dir(folder)
        .is_ok_and(|entries| entries.flatten().all(|entry| is_of_pair(&entry.file_name())));
    if is_ours {
        let _ = durable::write(&folder.join(".gitignore"), b"*\n", FOR_ALL);
    }
}

/// Makes a folder that nobody but its owner gets at, if there is none.
///
/// # Errors
/// Fails when it can't be made.
pub fn make_folder(folder: &Path) -> Result<(), CertError> {
    at(folder, durable::make_folder(folder))
}
