//! Files that a command keeps for itself, and that somebody else may have made too large.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The text of a file of at most so many bytes; empty where there is none.
///
/// # Errors
/// Fails when it can't be read, and with [`io::ErrorKind::FileTooLarge`] when it is larger.
pub(super) fn read(file: &Path, largest: u64) -> io::Result<String> {
    let opened = match File::open(file) {
        Ok(opened) => opened,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
        Err(error) => return Err(error),
    };
    let mut text = String::new();
    opened.take(largest + 1).read_to_string(&mut text)?;
    if text.len() as u64 > largest {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_bound_and_none_is_empty() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("known");
        assert_eq!(read(&file, 3).unwrap(), "");
        std::fs::write(&file, "abc").unwrap();
        assert_eq!(read(&file, 3).unwrap(), "abc");
        assert_eq!(read(&file, 2).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert_ne!(read(dir.path(), 3).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }
}
