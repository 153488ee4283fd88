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
    // Empty lines cover what is behind a shorter text until that is cut off, so that the text is
    // whole in between.
    let mut bytes = new.as_bytes().to_vec();
    bytes.resize(new.len().max(old.len()), b'\n');
    let written = file.write_at(&bytes, 0)?;
    // Half of it is put back, and not gone on with: to try again may be the end of the process,
    // where the size of files is limited.
    let done = if written < bytes.len() {
        Err(io::ErrorKind::StorageFull.into())
    } else {
        set_length(file, new).and_then(|()| file.sync_all())
    };
    done.map_err(|error| match put_back(file, old, written) {
        Ok(()) => error,
        Err(again) => io::Error::new(
            error.kind(),
            format!("{error}; and the old text could not be put back: {again}"),
        ),
    })
}

/// Writes the old text where so many bytes of a new one have been written.
fn put_back(file: &File, old: &str, written: usize) -> io::Result<()> {
    let touched = old.as_bytes().get(..written).unwrap_or(old.as_bytes());
    file.write_all_at(touched, 0)?;
    set_length(file, old)?;
    file.sync_all()
}

fn set_length(file: &File, text: &str) -> io::Result<()> {
    file.set_len(u64::try_from(text.len()).unwrap_or(u64::MAX))
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
