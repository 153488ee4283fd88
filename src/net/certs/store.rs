//! Writing certificates and keys so that no other user ever sees a key, and no crash leaves half a
//! file or a key beside the certificate of another.
//!
//! A file takes its place by being renamed, which happens or does not. Two files can't be renamed
//! at once; so a pair is first written into one file, and with that file's renaming it counts. From
//! there key and certificate are put in their places, and the file goes. Where it still is found at
//! a start, a crash came in between, and the rest is done then.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::error::CertError;
use super::files::{Files, hidden_beside};

/// First line after the key in the file that holds a pair.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----";

/// A key and its certificate, with those that vouch for it, as PEM.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) certificate: String,
    pub(super) key: String,
}

/// Users that may read a file that is made.
#[derive(Clone, Copy)]
enum Readers {
    Owner,
    All,
}

/// A folder of certificates that no other process writes to for now.
pub(super) struct Locked<'a> {
    files: &'a Files,
    folder: &'a Path,
    handle: File,
}

impl<'a> Locked<'a> {
    /// Waits for others that write, makes the folder if need be, and ends what a crash has
    /// interrupted.
    pub(super) fn new(files: &'a Files) -> Result<Self, CertError> {
        let folder = folder_of(&files.key);
        make_folder(folder)?;
        let handle = at(folder, File::open(folder))?;
        match handle.lock() {
            // Some file systems of a network know no locks; then people have to take turns by
            // themselves.
            Err(error) if error.kind() != io::ErrorKind::Unsupported => at(folder, Err(error))?,
            Ok(()) | Err(_) => {}
        }
        let locked = Self { files, folder, handle };
        locked.finish()?;
        Ok(locked)
    }

    /// Puts a key and its certificate in the place of those that are there: both or neither.
    pub(super) fn put_pair(&self, pair: &Pair) -> Result<(), CertError> {
        let both = self.files.both();
        at(&both, write(&both, &[pair.key.as_str(), &pair.certificate].concat(), Readers::Owner))?;
        self.sync()?;
        self.finish()
    }

    /// Puts another certificate for the same key in the place of the one that is there.
    pub(super) fn put_certificate(&self, certificate: &str) -> Result<(), CertError> {
        at(&self.files.certificate, write(&self.files.certificate, certificate, Readers::All))?;
        self.sync()
    }

    /// Puts key and certificate in their places, if there is a pair that is not yet there.
    fn finish(&self) -> Result<(), CertError> {
        let both = self.files.both();
        let text = match fs::read_to_string(&both) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            other => at(&both, other)?,
        };
        let (key, certificate) = text.split_at(text.find(CERTIFICATE).unwrap_or(text.len()));
        at(&self.files.key, write(&self.files.key, key, Readers::Owner))?;
        self.put_certificate(certificate)?;
        at(&both, fs::remove_file(&both))?;
        self.sync()
    }

    /// Renaming is only for good when the folder is on the disk too.
    fn sync(&self) -> Result<(), CertError> {
        at(self.folder, self.handle.sync_all())
    }
}

/// Ends what a crash has interrupted. Writes nothing if there was none, so a folder may be
/// read-only.
pub(super) fn recover(files: &Files) -> Result<(), CertError> {
    let both = files.both();
    if at(folder_of(&both), both.try_exists())? { Locked::new(files).map(drop) } else { Ok(()) }
}

fn at<T>(file: &Path, done: io::Result<T>) -> Result<T, CertError> {
    done.map_err(|error| CertError::Folder { file: file.into(), error })
}

/// The folder of a file, which is `.` for a mere name.
pub(super) fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    }
}

/// Makes a folder that nobody but its owner gets at, if there is none.
///
/// # Errors
/// Fails when it can't be made.
pub fn make_folder(folder: &Path) -> Result<(), CertError> {
    at(folder, try_make_folder(folder))
}

fn try_make_folder(folder: &Path) -> io::Result<()> {
    // Those above it are for others too, who have to pass: the user that a server becomes.
    if let Some(above) = folder.parent() {
        fs::create_dir_all(above)?;
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes a file that is whole from the first moment that it has its name.
fn write(file: &Path, text: &str, readers: Readers) -> io::Result<()> {
    let unfinished = unfinished(file);
    let written =
        write_new(&unfinished, text, readers).and_then(|()| fs::rename(&unfinished, file));
    if written.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    written
}

fn write_new(file: &Path, text: &str, readers: Readers) -> io::Result<()> {
    // One may be left from a crash; its mode is not to be trusted.
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    std::os::unix::fs::OpenOptionsExt::mode(
        &mut options,
        match readers {
            Readers::Owner => 0o600,
            Readers::All => 0o644,
        },
    );
    let mut opened = options.open(file)?;
    give_to_owner_of_folder(&opened, file)?;
    opened.write_all(text.as_bytes())?;
    opened.sync_all()
}

/// Commands that run as root, certbot's hooks among them, make files that the server, which does
/// not run as root, could not read. A root that may not give files away is a server itself, in its
/// sandbox, and reads what it has made.
fn give_to_owner_of_folder(opened: &File, file: &Path) -> io::Result<()> {
    let (own, folder) = (opened.metadata()?, folder_of(file).metadata()?);
    if own.uid() != 0 || folder.uid() == 0 {
        return Ok(());
    }
    match std::os::unix::fs::fchown(opened, Some(folder.uid()), Some(folder.gid())) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        other => other,
    }
}

/// Beside the file, so that renaming is one step.
fn unfinished(file: &Path) -> PathBuf {
    hidden_beside(file, &format!("{}.new", std::process::id()))
}
