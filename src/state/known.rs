//! `Known`: what was read of a folder, for as long as nobody else has changed it.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// What was read of a folder. Whoever holds it has the turn to write there: a change by another
/// process is seen by the time of the folder, and one that comes within the same tick of the clock
/// at the next change.
#[derive(Debug, Default)]
pub struct Known<T> {
    value: T,
    /// State of the folder when the value was right; `None` when it has to be read.
    stamp: Option<Stamp>,
}

/// State of a folder: which it is, and when it was changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Stamp([i64; 3], [u64; 2]);

impl Stamp {
    fn of(folder: &Path) -> io::Result<Self> {
        let it = fs::metadata(folder)?;
        Ok(Self([it.mtime(), it.mtime_nsec(), it.ctime_nsec()], [it.dev(), it.ino()]))
    }
}

impl<T> Known<T> {
    /// What the folder holds, which is read if it has changed.
    ///
    /// # Errors
    /// Fails when it can't be read.
    pub fn look(
        &mut self,
        folder: &Path,
        read: impl FnOnce() -> io::Result<T>,
    ) -> io::Result<&mut T> {
        let now = Stamp::of(folder)?;
        if self.stamp != Some(now) {
            self.stamp = None;
            self.value = read()?;
            self.stamp = Some(now);
        }
        Ok(&mut self.value)
    }

    /// Says that all changes of the folder by now are in the value, too.
    pub fn note(&mut self, folder: &Path) {
        self.stamp = Stamp::of(folder).ok();
    }

    /// Says that the value may be wrong.
    pub fn forget(&mut self) {
        self.stamp = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_again_when_it_has_changed_and_when_what_is_known_may_be_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let mut known = Known::default();
        let look = |known: &mut Known<u8>, read| *known.look(folder.path(), || Ok(read)).unwrap();
        assert_eq!((look(&mut known, 1), look(&mut known, 2)), (1, 1));
        known.forget();
        assert_eq!((look(&mut known, 3), look(&mut known, 4)), (3, 3));
        fs::create_dir(folder.path().join("a")).unwrap();
        known.note(folder.path());
        assert_eq!(look(&mut known, 5), 3);
        fs::remove_dir(folder.path().join("a")).unwrap();
        assert_eq!(look(&mut known, 6), 6);
        assert!(known.look(&folder.path().join("none"), || Ok(7)).is_err());
    }
}
