//! The pid file: the number of the running process, by which `propus reload` finds it.
//!
//! The server keeps the file locked while it runs. Who finds it unlocked finds an old one, whatever
//! number it holds, so that no signal ever goes to a stranger that was given the same number later.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use super::error::StartError;
use crate::durable::is_at;
use crate::sandbox::User;

/// The most digits that are read of a number.
const DIGITS: u64 = 20;
/// Number of attempts to open a file that another process removes just then.
const ATTEMPTS: usize = 10;
/// Message on a file that another process holds.
const IN_USE: &str = "another propus runs with this pid file; stop that one, or name another file";

/// A pid file of this process. Is removed when it is dropped.
#[derive(Debug)]
pub struct PidFile {
    name: PathBuf,
    /// Locked until it is closed.
    locked: File,
    /// As whom it is removed, if root can't.
    user: Option<User>,
    /// Reason for which it holds no number.
    full: Option<io::Error>,
}

impl PidFile {
    /// Writes this process' number into a file and locks it. On a full disk it has no number, which
    /// is no reason not to serve.
    ///
    /// # Errors
    /// Fails when it can't be written, or belongs to a process that runs.
    pub fn hold(name: &Path) -> Result<Self, StartError> {
        for _ in 0..ATTEMPTS {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false);
            // What a link leads to may be anybody's.
            options.custom_flags(OFlags::NOFOLLOW.bits().cast_signed());
            let opened = options.open(name);
            let mut file = opened.map_err(|error| unwritable(name, &error))?;
            match file.try_lock() {
                Ok(()) if is_at(&file, name) => {
                    let full = write_number(&mut file).err();
                    if let Some(error) = full.as_ref().filter(|it| !is_full(it)) {
                        return Err(unwritable(name, error));
                    }
                    return Ok(Self { name: name.to_owned(), locked: file, user: None, full });
                }
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(fault(name, IN_USE.to_owned())),
                Err(TryLockError::Error(error)) => {
                    return Err(fault(name, format!("the pid file can't be locked: {error}")));
                }
            }
        }
        Err(fault(name, "the pid file keeps being removed".to_owned()))
    }

    /// One that a program before this one has held, in this process.
    pub(super) fn adopt(name: &Path, locked: File) -> Self {
        Self { name: name.to_owned(), locked, user: None, full: None }
    }

    /// The same, which is removed as this user where root can't remove it.
    pub(super) fn with_user(mut self, user: Option<&User>) -> Self {
        self.user = user.cloned();
        self
    }

    /// The file, which is locked for as long as anybody has it open.
    pub(super) fn locked(&self) -> &File {
        &self.locked
    }

    /// A sentence on a number that could not be written.
    pub fn warning(&self) -> Option<String> {
        let (name, full) = (self.name.display(), self.full.as_ref()?);
        Some(format!(
            "{name}: the pid file can't be written: {full}; propus reload will not find this \
             server before it is started again"
        ))
    }

    /// The process that holds a file; `None` when none does.
    ///
    /// # Errors
    /// Fails when the file can't be read.
    pub fn holder(name: &Path) -> io::Result<Option<u32>> {
        let file = match File::open(name) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        match file.try_lock_shared() {
            Ok(()) => return Ok(None),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let mut digits = String::new();
        file.take(DIGITS).read_to_string(&mut digits)?;
        Ok(digits.trim().parse().ok())
    }
}

impl Drop for PidFile {
    fn drop(&mut self) {
        // While it is still locked: whoever has opened it meanwhile sees that it is gone. Another
        // file that has come into its place is nobody's here.
        let remove = || is_at(&self.locked, &self.name) && fs::remove_file(&self.name).is_ok();
        let is_removed =
            remove() || self.user.as_ref().is_some_and(|it| it.do_as(remove).unwrap_or(false));
        if !is_removed {
            // Its folder is not ours, so it stays, with nothing in it. If that fails too, it is
            // known for an old one by its lock.
            let _ = self.locked.set_len(0);
        }
    }
}

fn is_full(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

fn unwritable(name: &Path, error: &io::Error) -> StartError {
    fault(name, format!("the pid file can't be written: {error}"))
}

fn fault(name: &Path, reason: String) -> StartError {
    StartError::PidFile { file: name.to_owned(), reason }
}

fn write_number(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())?;
    file.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pid_file_counts_only_while_it_is_held() {
        let dir = tempfile::tempdir().unwrap();
        let name = dir.path().join("propus.pid");
        assert_eq!(PidFile::holder(&name).unwrap(), None);
        fs::write(&name, "1\n").unwrap();
        assert_eq!(PidFile::holder(&name).unwrap(), None, "an old number is nobody's");
        let held = PidFile::hold(&name).unwrap();
        assert_eq!(PidFile::holder(&name).unwrap(), Some(std::process::id()));
        assert!(matches!(PidFile::hold(&name), Err(StartError::PidFile { .. })));
        drop(held);
        assert!(!name.exists());
        assert!(PidFile::hold(&name).is_ok());
    }

    #[test]
    fn a_pid_file_that_holds_no_number_is_told_of() {
        let dir = tempfile::tempdir().unwrap();
        let mut held = PidFile::hold(&dir.path().join("propus.pid")).unwrap();
        assert_eq!(held.warning(), None);
        held.full = Some(io::ErrorKind::StorageFull.into());
        let warning = held.warning().unwrap();
        let expected = "propus.pid: the pid file can't be written: no storage space";
        assert!(warning.contains(expected), "{warning}");
        for (kind, full) in [
            (io::ErrorKind::StorageFull, true),
            (io::ErrorKind::QuotaExceeded, true),
            (io::ErrorKind::FileTooLarge, true),
            (io::ErrorKind::PermissionDenied, false),
        ] {
            assert_eq!(is_full(&kind.into()), full, "{kind}");
        }
    }
}
