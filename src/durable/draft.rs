//! `Draft`: a file that is whole, and has not its name yet.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use super::folder::{folder_of, rename_new};
use super::name::{UNFINISHED, beside};
use super::turns::{is_locked, patiently};

/// A file that is whole and on the disk, under a hidden name beside its own. Is removed when it is
/// dropped.
#[derive(Debug)]
pub struct Draft {
    name: PathBuf,
    unfinished: PathBuf,
    /// Locked until it is closed, by which others know that it is not left over.
    file: File,
    is_committed: bool,
}

impl Draft {
    /// Writes the file that is to have a name.
    ///
    /// # Errors
    /// Fails when it can't be written; then nothing is left.
    pub fn write(name: &Path, content: &[u8], mode: u32) -> io::Result<Self> {
        Self::write_as(name, UNFINISHED, content, mode)
    }

    /// The same, under a hidden name with an ending of its own, by which it is known for left over
    /// in folders where others write, too.
    ///
    /// # Errors
    /// As [`Draft::write`].
    pub fn write_as(name: &Path, ending: &str, content: &[u8], mode: u32) -> io::Result<Self> {
        let unfinished = beside(name, ending);
        // Nobody reads it who may not read the one in whose place it comes.
        let most = fs::metadata(name).map_or(mode, |before| before.mode() & mode);
        let file = claim(&unfinished, || open_new(&unfinished, most), |it| fs::remove_file(it))?;
        let mut draft = Self { name: name.to_owned(), unfinished, file, is_committed: false };
        draft.take_after(mode)?;
        draft.file.write_all(content)?;
        draft.file.sync_all()?;
        Ok(draft)
    }

    /// Facts of the file as it is.
    ///
    /// # Errors
    /// The system's reason for which they can't be had.
    pub fn metadata(&self) -> io::Result<fs::Metadata> {
        self.file.metadata()
    }

    /// Gives it its name. That is for good when the folder is on the disk, too.
    ///
    /// # Errors
    /// Fails when it can't be renamed; then it is gone.
    pub fn commit(mut self) -> io::Result<()> {
        fs::rename(&self.unfinished, &self.name)?;
        self.is_committed = true;
        Ok(())
    }

    /// Gives it its name, if nothing else has that.
    ///
    /// # Errors
    /// Fails with [`io::ErrorKind::AlreadyExists`] when something has, and when it can't be
    /// renamed; then it is gone.
    pub fn commit_new(mut self) -> io::Result<()> {
        rename_new(&self.unfinished, &self.name)?;
        self.is_committed = true;
        Ok(())
    }

    /// Takes over rights, owner and group of the file that has the name. Commands that run as root,
    /// the hooks of certbot among them, write for a server that is not root: where there is no such
    /// file it belongs to whom the folder belongs.
    fn take_after(&self, mode: u32) -> io::Result<()> {
        let own = self.file.metadata()?;
        let before = fs::metadata(&self.name).ok();
        if let Some(before) = &before {
            let rights = Permissions::from_mode(before.mode() & mode);
            where_permitted(self.file.set_permissions(rights))?;
        }
        if own.uid() != 0 {
            // Who is no superuser gives files to groups of its own only.
            if let Some(before) = before.filter(|before| before.gid() != own.gid()) {
                where_permitted(fchown(&self.file, None, Some(before.gid())))?;
            }
            return Ok(());
        }
        if let Some(model) = before.or_else(|| fs::metadata(folder_of(&self.name)).ok())
            && (model.uid(), model.gid()) != (own.uid(), own.gid())
        {
            where_permitted(fchown(&self.file, Some(model.uid()), Some(model.gid())))?;
        }
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.is_committed {
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
    patiently(|| match make() {
        // Somebody may have taken it for left over before it was locked.
        Ok(made) => Ok((is_locked(made.try_lock()) && is_at(&made, path)).then_some(made)),
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        Err(_) => make_way(path, &remove).map(|()| None),
    })
}

/// Removes what is left over, unless somebody is at it.
pub(super) fn make_way(path: &Path, remove: impl Fn(&Path) -> io::Result<()>) -> io::Result<()> {
    // Neither is a link followed, nor the other end of a FIFO waited for.
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
    let removed = match OpenOptions::new().read(true).custom_flags(flags).open(path) {
        Ok(held) if !is_locked(held.try_lock()) => return Ok(()),
        Ok(removed) if !is_at(&removed, path) => return Ok(()),
        // It is locked until it is gone, so that nobody removes the next one of that name.
        opened => (remove(path), opened).0,
    };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// True when a file is the one of that name, and not one that was removed after it was opened.
#[must_use]
pub fn is_at(file: &File, name: &Path) -> bool {
    file.metadata().ok().map(of_metadata) == identity(name)
}

/// Device and inode, which no two files share.
pub type Identity = (u64, u64);

/// Identity of what a path leads to, whatever its name; `None` where there is nothing to be seen.
#[must_use]
pub fn identity(path: &Path) -> Option<Identity> {
    fs::metadata(path).ok().map(of_metadata)
}

fn of_metadata(metadata: fs::Metadata) -> Identity {
    (metadata.dev(), metadata.ino())
}
