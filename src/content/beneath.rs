//! Opening what lies below a folder's handle without following a symbolic link, wherever on the way
//! one is: what a path led to when it was looked at is what is opened, or nothing is.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use cap_std::fs::Dir;
#[cfg(target_os = "linux")]
use rustix::fs::ResolveFlags;
use rustix::fs::{Mode, OFlags, openat};
use rustix::io::Errno;

/// Never waits: a FIFO that was put where a file was opens at once, and is refused then.
pub(super) const READ: OFlags =
    OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC).union(OFlags::NONBLOCK);
/// To pass through a folder is no reading of it.
#[cfg(target_os = "linux")]
const STEP: OFlags = READ.union(OFlags::DIRECTORY).union(OFlags::PATH);
#[cfg(not(target_os = "linux"))]
const STEP: OFlags = READ.union(OFlags::DIRECTORY);

/// Whatever links are on the way, none is followed, nor is the folder left.
#[cfg(target_os = "linux")]
pub(super) const BENEATH: ResolveFlags =
    ResolveFlags::BENEATH.union(ResolveFlags::NO_SYMLINKS).union(ResolveFlags::NO_MAGICLINKS);

/// Opens a file to be read.
///
/// # Errors
/// Those of the system; [`has_link`] is true of the one for a link on the way.
pub(super) fn open_file(dir: &Dir, path: &str) -> io::Result<File> {
    open(dir.as_fd(), path, READ).map(File::from)
}

/// Opens a folder; an empty path is the folder itself.
///
/// # Errors
/// As [`open_file`].
pub(super) fn open_dir(dir: &Dir, path: &str) -> io::Result<Dir> {
    let path = if path.is_empty() { "." } else { path };
    open(dir.as_fd(), path, READ.union(OFlags::DIRECTORY))
        .map(|opened| Dir::from_std_file(File::from(opened)))
}

/// True when what is on the way is a link, or no folder any more.
pub(super) fn has_link(error: &io::Error) -> bool {
    // A link that was to be a folder is none, and some systems have words of their own for it.
    matches!(Errno::from_io_error(error), Some(Errno::LOOP | Errno::NOTDIR | Errno::MLINK))
}

/// All at once where the system can, which costs one call.
#[cfg(target_os = "linux")]
fn open(dir: BorrowedFd<'_>, path: &str, flags: OFlags) -> io::Result<OwnedFd> {
    match rustix::fs::openat2(dir, path, flags, Mode::empty(), BENEATH) {
        // Linux before 5.6, or a container's filter that does not know the call.
        Err(Errno::NOSYS | Errno::PERM) => by_steps(dir, path, flags),
        opened => Ok(opened?),
    }
}

#[cfg(not(target_os = "linux"))]
fn open(dir: BorrowedFd<'_>, path: &str, flags: OFlags) -> io::Result<OwnedFd> {
    by_steps(dir, path, flags)
}

fn by_steps(dir: BorrowedFd<'_>, path: &str, flags: OFlags) -> io::Result<OwnedFd> {
    let Some((folders, name)) = path.rsplit_once('/') else {
        return Ok(openat(dir, path, flags, Mode::empty())?);
    };
    let mut steps = folders.split('/');
    let first = openat(dir, steps.next().unwrap_or_default(), STEP, Mode::empty())?;
    let last = steps.try_fold(first, |at, step| openat(at, step, STEP, Mode::empty()))?;
    Ok(openat(last, name, flags, Mode::empty())?)
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::os::unix::fs::symlink;

    use cap_std::ambient_authority;

    use super::*;

    #[test]
    fn no_link_is_followed_wherever_it_is() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("a/b")).unwrap();
        std::fs::write(dir.path().join("a/b/c"), "text").unwrap();
        symlink("a", dir.path().join("first")).unwrap();
        symlink("b", dir.path().join("a/second")).unwrap();
        symlink("c", dir.path().join("a/b/last")).unwrap();
        let top = Dir::open_ambient_dir(dir.path(), ambient_authority()).unwrap();
        for open in [open, by_steps] {
            let mut text = String::new();
            let file = open(top.as_fd(), "a/b/c", READ).unwrap();
            File::from(file).read_to_string(&mut text).unwrap();
            assert_eq!(text, "text");
            for path in ["first/b/c", "a/second/c", "a/b/last", "first"] {
                let error = open(top.as_fd(), path, READ).unwrap_err();
                assert!(has_link(&error), "{path}: {error}");
            }
            let error = open(top.as_fd(), "a/x/c", READ).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::NotFound);
        }
        assert!(open_dir(&top, "").is_ok() && open_dir(&top, "a/b").is_ok());
        assert!(open_dir(&top, "a/b/c").is_err());
    }
}
