//! Another text in the same file, for a file that others know by its inode and not by its name.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

/// Puts a text in the place of another, in the same file. The room for it is reserved first, so a
/// full disk refuses before anything has changed; then it is written at one stroke.
///
/// # Errors
/// Fails when it can't be written; then the old text is there. If it could not be put back either,
/// the message says so.
pub fn overwrite(file: &File, old: &str, new: &str) -> io::Result<()> {
    reserve(file, new.len())?;
    put(file, new, old.len()).map_err(|error| match put(file, old, new.len()) {
        Ok(()) => error,
        Err(again) => io::Error::new(
            error.kind(),
            format!("{error}; and the old text could not be put back: {again}"),
        ),
    })
}

/// Sees that there is room for so many bytes from the beginning, and changes nothing.
#[cfg(target_os = "linux")]
fn reserve(file: &File, length: usize) -> io::Result<()> {
    use rustix::fs::{FallocateFlags, fallocate};
    use rustix::io::Errno;
    let length = u64::try_from(length).unwrap_or(u64::MAX).max(1);
    match fallocate(file, FallocateFlags::KEEP_SIZE, 0, length) {
        // Not every file system can; then the old text is put back if there is no room.
        Ok(()) | Err(Errno::OPNOTSUPP | Errno::NOSYS) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn reserve(_: &File, _: usize) -> io::Result<()> {
    Ok(())
}

/// Writes a text where one of another length was. Empty lines cover what is behind it until that is
/// cut off, so that the text is whole in between.
fn put(file: &File, text: &str, before: usize) -> io::Result<()> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.resize(text.len().max(before), b'\n');
    // All of it or nothing: half a text is put back, and not gone on with.
    if file.write_at(&bytes, 0)? < bytes.len() {
        return Err(io::ErrorKind::StorageFull.into());
    }
    file.set_len(u64::try_from(text.len()).unwrap_or(u64::MAX))?;
    file.sync_all()
}
