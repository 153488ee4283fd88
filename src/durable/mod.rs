//! Writing files that are whole at every moment, whatever happens meanwhile: a full disk, a signal
//! that nobody can catch, a machine that loses its power.
//!
//! A text is written beside its place, brought to the disk, and renamed: that happens or does not.
//! What a process leaves beside when it is killed goes with the next attempt. A file whose readers
//! must stay the same is for [`replace`], a folder for [`exchange`].
//!
//! Invariants:
//! - A file that can't be written stays as it was, and nothing lies beside it
//!   (`durable::tests::what_can_not_be_written_leaves_all_as_it_was`).
//! - What was left beside by a process that was killed goes; what another one writes just now stays
//!   (`durable::tests::what_was_left_beside_goes_and_what_is_being_written_stays`).

mod draft;
mod folder;
mod name;
mod replace;
mod sweep;
#[cfg(test)]
pub(crate) mod tests;
mod turns;

use std::io;
use std::path::{self, Path};

pub use draft::{Draft, Identity, claim, identity, is_at};
pub use folder::{
    exchange, folder_of, make_folder, make_folders, sync_names, sync_tree, try_sync_names,
};
pub use name::{UNFINISHED, beside};
pub use replace::replace;
pub use sweep::sweep;
pub use turns::wait_for_lock;

/// Advice on a disk that has no room for a file, to stand behind the error; none where that is
/// something else.
#[must_use]
pub fn advice_on_room(file: &Path, error: &io::Error) -> String {
    if !matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
        return String::new();
    }
    let folder = folder_of(file);
    let folder = path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    format!("; make room on the disk of {}", folder.display())
}

/// Writes a file, in the place of the one of that name if there is one, which keeps its rights as
/// far as `mode` has them.
///
/// # Errors
/// Fails when it can't be written; then all is as it was.
pub fn write(file: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    Draft::write(file, content, mode)?.commit()?;
    sync_names(folder_of(file));
    Ok(())
}

/// Writes a new file, without which something else must not be done.
///
/// # Errors
/// Fails when it can't be written, with [`io::ErrorKind::AlreadyExists`] when there is one of that
/// name, and when the disk does not confirm that it has its name for good.
pub fn create(file: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    Draft::write(file, content, mode)?.commit_new()?;
    try_sync_names(folder_of(file))
}
