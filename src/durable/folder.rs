//! Folders: the names of files in them, for good.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, lchown};
use std::path::Path;

use tracing::warn;

use super::name::beside;

/// The folder of a file, which is `.` for a mere name.
#[must_use]
pub fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    }
}

/// Makes a folder that nobody but its owner gets at, if there is none.
///
/// # Errors
/// Fails when it can't be made.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    // Those above it are for others too, who have to pass: the user that a server becomes.
    if let Some(above) = folder.parent() {
        fs::create_dir_all(above)?;
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Makes a folder and those above it that are missing, of these rights. What root makes belongs to
/// whom the nearest folder belongs to that is there, or where that is root's to whom `other` does: it
/// must not be closed to the user that a server becomes.
///
/// # Errors
/// Fails when one can't be made, or not be given away.
pub fn make_folders(folder: &Path, mode: u32, other: Option<&Path>) -> io::Result<()> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|it| !it.exists()).collect();
    let Some(top) = missing.last() else { return Ok(()) };
    let models: Vec<_> = [Some(folder_of(top)), other]
        .into_iter()
        .flatten()
        .filter_map(|it| fs::metadata(it).ok())
        .map(|it| (it.uid(), it.gid()))
        .collect();
    let owner = models.iter().find(|(uid, _)| *uid != 0).or(models.first());
    for made in missing.iter().rev() {
        fs::DirBuilder::new().mode(mode).create(made)?;
        let own = fs::symlink_metadata(made)?;
        if let Some((uid, gid)) = owner.filter(|it| own.uid() == 0 && **it != (0, own.gid())) {
            lchown(made, Some(*uid), Some(*gid))?;
        }
    }
    Ok(())
}

/// Brings the names in a folder to the disk: a renaming is for good only then.
///
/// # Errors
/// Fails when the disk does; the names are what they are all the same, until the machine loses its
/// power. A file system that has no such call is taken at its word.
pub fn try_sync_names(folder: &Path) -> io::Result<()> {
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error) if !is_not_known(&error) => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The same for those who have no other answer than that it is done, as it is for everyone who asks:
/// a failure goes to the log.
pub fn sync_names(folder: &Path) {
    if let Err(error) = try_sync_names(folder) {
        warn!(
            folder = %folder.display(),
            %error,
            "a file was written, but the disk does not confirm that it has its name for good"
        );
    }
}

/// Brings a folder to the disk with all below it.
///
/// # Errors
/// Fails when the disk does, which may have been too full.
pub fn sync_tree(folder: &Path) -> io::Result<()> {
    let folder = File::open(folder)?;
    // Thousands of files together take a fraction of the time that they take one by one.
    #[cfg(target_os = "linux")]
    rustix::fs::syncfs(&folder)?;
    #[cfg(not(target_os = "linux"))]
    rustix::fs::sync();
    folder.sync_all()
}

/// Renames a file, if nothing has the new name.
///
/// # Errors
/// Fails with [`io::ErrorKind::AlreadyExists`] when something has.
pub(super) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    match rename_new_at_once(from, to) {
        Err(error) if is_not_known(&error) => {
            fs::hard_link(from, to)?;
            fs::remove_file(from)
        }
        renamed => renamed,
    }
}

#[cfg(target_os = "linux")]
fn rename_new_at_once(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE)?)
}

#[cfg(not(target_os = "linux"))]
fn rename_new_at_once(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Lets two folders or files have each other's name, at once where the file system can do that.
///
/// # Errors
/// Fails when they can't be renamed; then both have the names that they had.
pub fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    match exchange_at_once(one, other) {
        Err(error) if is_not_known(&error) => exchange_in_steps(one, other),
        exchanged => exchanged,
    }
}

#[cfg(target_os = "linux")]
fn exchange_at_once(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
fn exchange_at_once(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// True when a system or a file system has no such call.
fn is_not_known(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

/// As above, but there is a moment without `other`; who finds nothing there finds it under the
/// name that [`beside`] gives it with the ending `old`.
fn exchange_in_steps(one: &Path, other: &Path) -> io::Result<()> {
    let old = beside(other, "old");
    fs::rename(other, &old)?;
    if let Err(error) = fs::rename(one, other) {
        fs::rename(&old, other)?;
        return Err(error);
    }
    fs::rename(&old, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_have_each_others_name_in_one_step_or_in_three() {
        for exchange in [exchange, exchange_in_steps] {
            let dir = tempfile::tempdir().unwrap();
            let [one, other] = ["one", "other"].map(|name| dir.path().join(name));
            for folder in [&one, &other] {
                fs::create_dir(folder).unwrap();
                fs::write(folder.join("name"), folder.as_os_str().as_encoded_bytes()).unwrap();
            }
            exchange(&one, &other).unwrap();
            let name = |folder: &Path| fs::read_to_string(folder.join("name")).unwrap();
            assert_eq!(
                (name(&one).as_str(), name(&other).as_str()),
                (other.to_str().unwrap(), one.to_str().unwrap())
            );
            assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
            // One of them is not there: nothing happens.
            assert!(exchange(&dir.path().join("none"), &other).is_err());
            assert_eq!(name(&other), one.to_str().unwrap());
        }
    }

    #[test]
    fn a_call_that_is_not_known_is_told_from_one_that_fails() {
        for (kind, expected) in [
            (io::ErrorKind::Unsupported, true),
            (io::ErrorKind::InvalidInput, true),
            (io::ErrorKind::NotFound, false),
            (io::ErrorKind::PermissionDenied, false),
        ] {
            assert_eq!(is_not_known(&kind.into()), expected, "{kind}");
        }
    }
}
