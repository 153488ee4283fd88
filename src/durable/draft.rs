//! `Draft`: a file that is whole, and has not its name yet.

use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rustix::fs::OFlags;

use super::folder::folder_of;
use super::name::{UNFINISHED, beside};

/// Number of attempts to get a name that another process has, and pause between two: 10 seconds.
const ATTEMPTS: usize = 200;
const PAUSE: Duration = Duration::from_millis(50);

/// A file that is whole and on the disk, under a hidden name beside its own. Is removed when it is
/// dropped.
#[derive(Debug)]
pub struct Draft {
    name: PathBuf,
    unfinished: PathBuf,
    /// Locked until it is closed, by which others know that it is not left over.
    file: File,
    placed: bool,
}

impl Draft {
    /// Writes the file that is to have a name.
    ///
    /// # Errors
    /// Fails when it can't be written; then nothing is left.
    pub fn write(name: &Path, content: &[u8], mode: u32) -> io::Result<Self> {
        let unfinished = beside(name, UNFINISHED);
        let file = claim(&unfinished, || open_new(&unfinished, mode), |it| fs::remove_file(it))?;
        let mut draft = Self { name: name.to_owned(), unfinished, file, placed: false };
        draft.take_after(mode)?;
        draft.file.write_all(content)?;
        draft.file.sync_all()?;
        Ok(draft)
    }

    /// Gives it its name. That is for good when the folder is on the disk, too.
    ///
    /// # Errors
    /// Fails when it can't be renamed; then it is gone.
    pub fn place(mut self) -> io::Result<()> {
        fs::rename(&self.unfinished, &self.name)?;
        self.placed = true;
        Ok(())
    }

    /// Takes over rights and owner of the file that has the name. Commands that run as root, the
    /// hooks of certbot among them, write for a server that is not root: then it belongs to whom
    /// that file belongs, or else the folder.
    fn take_after(&self, mode: u32) -> io::Result<()> {
        let own = self.file.metadata()?;
        let before = fs::metadata(&self.name).ok();
        if let Some(before) = &before {
            let rights = before.mode() & mode;
            if own.mode() & 0o777 != rights {
                where_permitted(self.file.set_permissions(Permissions::from_mode(rights)))?;
            }
        }
        let folder = fs::metadata(folder_of(&self.name)).ok();
        let somebody = before.into_iter().chain(folder).find(|it| it.uid() != 0);
        if let Some(owner) = somebody.filter(|_| own.uid() == 0) {
            where_permitted(fchown(&self.file, Some(owner.uid()), Some(owner.gid())))?;
        }
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.placed {
            // If it can't be removed, the next attempt does it.
            let _ = fs::remove_file(&self.unfinished);
        }
    }
}

/// In the sandbox of a server nothing changes modes and owners; what it makes it can read.
fn where_permitted(done: io::Result<()>) -> io::Result<()> {
    done.or_else(
        |error| {
            if error.kind() == io::ErrorKind::PermissionDenied { Ok(()) } else { Err(error) }
        },
    )
}

fn open_new(file: &Path, mode: u32) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(mode).open(file)
}

/// Makes and locks a file or folder that must not exist yet. One that a process has left which was
/// killed is removed first, since nobody holds its lock any more; one that is held is waited for.
///
/// # Errors
/// Fails when it can't be made, and with [`io::ErrorKind::TimedOut`] when somebody holds it for too
/// long.
pub fn claim(
    path: &Path,
    make: impl Fn() -> io::Result<File>,
    remove: impl Fn(&Path) -> io::Result<()>,
) -> io::Result<File> {
    for _ in 0..ATTEMPTS {
        match make() {
            // Somebody may have taken it for left over before it was locked.
            Ok(made) if lock(&made) && is_at(&made, path) => return Ok(made),
            Ok(_) => {}
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            Err(_) => make_way(path, &remove)?,
        }
    }
    let what = "another process is writing there, and does not come to an end";
    Err(io::Error::new(io::ErrorKind::TimedOut, what))
}

/// Removes what is left over, and waits a little where somebody is at it.
fn make_way(path: &Path, remove: impl Fn(&Path) -> io::Result<()>) -> io::Result<()> {
    // Neither is a link followed, nor the other end of a FIFO waited for.
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
    let removed = match OpenOptions::new().read(true).custom_flags(flags).open(path) {
        Ok(held) if !lock(&held) => {
            thread::sleep(PAUSE);
            return Ok(());
        }
        Ok(removed) if !is_at(&removed, path) => return Ok(()),
        // It is locked until it is gone, so that nobody removes the next one of that name.
        opened => (remove(path), opened).0,
    };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Locks a file. Some file systems of a network know no locks; then people have to take turns by
/// themselves.
fn lock(file: &File) -> bool {
    !matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

/// True when a file is the one of that name, and not one that was removed after it was opened.
#[must_use]
pub fn is_at(file: &File, name: &Path) -> bool {
    let opened = file.metadata().map(identity);
    opened.ok() == fs::metadata(name).map(identity).ok()
}

/// Device and inode, which no two files share.
fn identity(metadata: fs::Metadata) -> (u64, u64) {
    (metadata.dev(), metadata.ino())
}
