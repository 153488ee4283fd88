//! The folder that an export is written to: it holds the export before or the new one, whole, at
//! every moment, for the server that serves it.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::error::{CommandError, at};
use crate::durable::{UNFINISHED, beside, claim, exchange, folder_of, sync_names, sync_tree};

/// The file that marks a folder as made by an export: only such a folder, or an empty one, is
/// replaced.
const MARK: &str = ".propus-export";
/// Rights to the folder: temporary ones are for their owner only, a published one is for the
/// server too.
const FOR_ALL: u32 = 0o755;

/// A folder that may be replaced.
pub(super) struct Target(PathBuf);

impl Target {
    /// A folder that does not exist, is empty, or was made by an export. What a link leads to is
    /// replaced, and not the link.
    pub(super) fn new(folder: &Path) -> Result<Self, CommandError> {
        let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        check_replaceable(&real).map(|()| Self(real))
    }

    /// Begins an export into a folder beside it.
    pub(super) fn begin(self) -> Result<Draft, CommandError> {
        let Self(to) = self;
        let (parent, unfinished, old) =
            (folder_of(&to), beside(&to, UNFINISHED), beside(&to, "old"));
        fs::create_dir_all(parent).map_err(at(parent))?;
        check_replaceable(&unfinished)?;
        check_replaceable(&old)?;
        let make = || fs::create_dir(&unfinished).and_then(|()| File::open(&unfinished));
        let locked = claim(&unfinished, make, remove).map_err(at(&unfinished))?;
        let draft = Draft { to, unfinished, is_published: false, _locked: locked };
        // It is empty, so it is whole with its name: nothing else comes to lie there before it.
        File::create_new(draft.unfinished.join(MARK)).map_err(at(&draft.unfinished))?;
        draft.put_right(&old).map_err(at(&old))?;
        Ok(draft)
    }
}

/// An export that is not yet in its place. Is removed when it is dropped.
pub(super) struct Draft {
    to: PathBuf,
    unfinished: PathBuf,
    /// True once its name is free for the next export.
    is_published: bool,
    /// Locked until it is closed, by which others know that it is not left over.
    _locked: File,
}

impl Draft {
    /// The folder to write into.
    pub(super) fn folder(&self) -> &Path {
        &self.unfinished
    }

    /// Where folders can't be exchanged at once, an export that was interrupted has left the one
    /// before under another name.
    fn put_right(&self, old: &Path) -> io::Result<()> {
        if !old.is_dir() {
            Ok(())
        } else if self.to.exists() {
            remove(old)
        } else {
            fs::rename(old, &self.to)
        }
    }

    /// Puts it in its place; the one before goes.
    pub(super) fn publish(mut self) -> Result<(), CommandError> {
        let Self { to, unfinished, .. } = &self;
        // It may be long since it was looked at.
        check_replaceable(to)?;
        fs::set_permissions(unfinished, Permissions::from_mode(FOR_ALL))
            .and_then(|()| sync_tree(unfinished))
            .map_err(at(unfinished))?;
        // Under the name of what is unfinished it is not taken for left over before it is gone.
        let before = File::open(to).ok().filter(|before| before.try_lock().is_ok());
        let replaces = to.exists();
        let renamed = if replaces { exchange(unfinished, to) } else { fs::rename(unfinished, to) };
        renamed.map_err(at(to))?;
        sync_names(folder_of(to));
        self.is_published = !replaces;
        drop(self);
        drop(before);
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.is_published {
            // What can't be removed, the next export removes.
            let _ = remove(&self.unfinished);
        }
    }
}

/// Removes an export. The mark goes last, so that what is left of it is known for one.
fn remove(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name() == MARK {
        } else if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    fs::remove_dir_all(folder)
}

/// How often a folder is looked at before it is left alone: an export beside this one may put it in
/// its place, or remove it, between the moment when its names are read and that when they are
/// looked at.
const LOOKS: usize = 3;

/// A folder that holds something else than an earlier export is left alone.
fn check_replaceable(folder: &Path) -> Result<(), CommandError> {
    for _ in 0..LOOKS {
        if is_replaceable(folder).map_err(at(folder))? {
            return Ok(());
        }
    }
    Err(CommandError::NotAnExport(folder.to_owned()))
}

/// True for a folder that is not there, is empty, or has the mark of an export.
fn is_replaceable(folder: &Path) -> io::Result<bool> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        entries => entries?,
    };
    // Of the folder that was opened, whatever has its name by now.
    let mut is_empty = true;
    for entry in entries {
        if entry?.file_name() == MARK {
            return Ok(true);
        }
        is_empty = false;
    }
    Ok(is_empty)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::durable::tests::names;

    /// Exports one page.
    fn publish(to: &Path, text: &str) -> Result<(), CommandError> {
        let draft = Target::new(to)?.begin()?;
        fs::write(draft.folder().join("page"), text).unwrap();
        draft.publish()
    }

    #[test]
    fn an_export_is_replaced_whole_also_behind_a_link() {
        let dir = tempfile::tempdir().unwrap();
        let (to, link) = (dir.path().join("out"), dir.path().join("link"));
        std::os::unix::fs::symlink(&to, &link).unwrap();
        fs::create_dir(&to).unwrap();
        for (name, text) in [(&to, "one"), (&to, "two"), (&link, "three")] {
            publish(name, text).unwrap();
            assert_eq!(fs::read_to_string(to.join("page")).unwrap(), text);
            assert_eq!(names(&to), [MARK, "page"]);
            assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, FOR_ALL);
        }
        assert_eq!(names(dir.path()), ["link", "out"]);
    }

    #[test]
    fn one_that_was_not_published_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("out");
        drop(Target::new(&to).unwrap().begin().unwrap());
        assert_eq!(names(dir.path()), [""; 0]);
    }

    #[test]
    fn what_was_interrupted_is_swept_and_put_right() {
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("out");
        publish(&to, "one").unwrap();
        let left = beside(&to, UNFINISHED);
        // Killed before and after the mark was there.
        fs::create_dir(&left).unwrap();
        publish(&to, "two").unwrap();
        fs::create_dir(&left).unwrap();
        fs::write(left.join(MARK), "").unwrap();
        fs::create_dir(left.join("half")).unwrap();
        publish(&to, "three").unwrap();
        assert_eq!(names(dir.path()), ["out"]);
        // Killed between two of the three steps without an exchange; whoever fails then has it back.
        let old = beside(&to, "old");
        fs::rename(&to, &old).unwrap();
        drop(Target::new(&to).unwrap().begin().unwrap());
        assert_eq!(fs::read_to_string(to.join("page")).unwrap(), "three");
        assert_eq!(names(dir.path()), ["out"]);
    }

    #[test]
    fn what_is_no_export_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("out");
        for precious in [to.clone(), beside(&to, UNFINISHED), beside(&to, "old")] {
            fs::create_dir(&precious).unwrap();
            fs::write(precious.join("dear"), "").unwrap();
            assert!(matches!(publish(&to, "new"), Err(CommandError::NotAnExport(_))));
            assert_eq!(names(&precious), ["dear"]);
            fs::remove_dir_all(&precious).unwrap();
        }
    }

    #[test]
    fn two_at_once_take_turns() {
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("out");
        let first = Target::new(&to).unwrap().begin().unwrap();
        let second = std::thread::spawn({
            let to = to.clone();
            move || publish(&to, "second")
        });
        fs::write(first.folder().join("page"), "first").unwrap();
        first.publish().unwrap();
        second.join().unwrap().unwrap();
        assert_eq!(fs::read_to_string(to.join("page")).unwrap(), "second");
        assert_eq!(names(dir.path()), ["out"]);
    }

    #[test]
    fn an_export_that_comes_and_goes_is_not_taken_for_something_else() {
        let dir = tempfile::tempdir().unwrap();
        let [here, there] = ["here", "there"].map(|name| dir.path().join(name));
        fs::create_dir(&here).unwrap();
        for name in [MARK, "page"] {
            fs::write(here.join(name), "").unwrap();
        }
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    fs::rename(&here, &there).unwrap();
                    fs::rename(&there, &here).unwrap();
                }
            });
            let checked: Vec<_> = (0..5000).map(|_| check_replaceable(&here)).collect();
            stop.store(true, Ordering::Relaxed);
            assert!(checked.iter().all(Result::is_ok));
        });
    }
}
