//! `Numbered`: files of a folder that have numbers, each a line of facts and then bytes.

use std::fs::{self, File, Metadata};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::durable;

/// The longest line of facts, in bytes.
const LONGEST_FACTS: u64 = 16 << 10;
/// The rights of all files.
const MODE: u32 = 0o600;

/// The numbered files of a folder.
#[derive(Clone, Debug)]
pub struct Numbered {
    folder: PathBuf,
    /// Ending of their names.
    ending: &'static str,
}

/// A file that is read.
#[derive(Debug)]
pub struct Opened<F> {
    /// Its facts.
    pub facts: F,
    /// The number of bytes behind them.
    pub size: u64,
    /// These bytes.
    pub rest: BufReader<File>,
}

impl Numbered {
    /// Those of a folder whose names have an ending.
    #[must_use]
    pub fn new(folder: PathBuf, ending: &'static str) -> Self {
        Self { folder, ending }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The numbers of all, in order.
    ///
    /// # Errors
    /// Fails when the folder can't be read.
    pub fn numbers(&self) -> io::Result<Vec<u64>> {
        let mut numbers = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let name = entry?.file_name();
            let number = name.to_str().and_then(|name| name.strip_suffix(self.ending));
            numbers.extend(number.and_then(|it| it.strip_suffix('.')?.parse::<u64>().ok()));
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// Writes a new file, and returns the number of its bytes.
    ///
    /// # Errors
    /// Fails with [`io::ErrorKind::AlreadyExists`] when there is one of that number, and when it
    /// can't be written; then there is none.
    pub fn create(&self, number: u64, facts: &impl Serialize, bytes: &[u8]) -> io::Result<u64> {
        let whole = whole(facts, bytes)?;
        durable::create(&self.file(number), &whole, MODE)?;
        Ok(whole.len() as u64)
    }

    /// Writes a file in the place of the one of that number.
    ///
    /// # Errors
    /// Fails when it can't be written; then all is as it was.
    pub fn replace(&self, number: u64, facts: &impl Serialize, bytes: &[u8]) -> io::Result<()> {
        durable::write(&self.file(number), &whole(facts, bytes)?, MODE)
    }

    /// Removes a file.
    ///
    /// # Errors
    /// Fails when it can't be removed, and not when there is none.
    pub fn remove(&self, number: u64) -> io::Result<()> {
        match fs::remove_file(self.file(number)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// What the system knows of a file.
    ///
    /// # Errors
    /// Fails when there is none.
    pub fn metadata(&self, number: u64) -> io::Result<Metadata> {
        fs::metadata(self.file(number))
    }

    /// Opens a file, and reads its facts.
    ///
    /// # Errors
    /// Fails when there is none of that number, or it has no facts.
    pub fn open<F: DeserializeOwned>(&self, number: u64) -> io::Result<Opened<F>> {
        let file = File::open(self.file(number))?;
        let whole = file.metadata()?.len();
        let mut rest = BufReader::new(file);
        let mut line = Vec::new();
        (&mut rest).take(LONGEST_FACTS).read_until(b'\n', &mut line)?;
        let facts = serde_json::from_slice(&line)?;
        Ok(Opened { facts, size: whole.saturating_sub(line.len() as u64), rest })
    }

    fn file(&self, number: u64) -> PathBuf {
        self.folder.join(format!("{number:012}.{}", self.ending))
    }
}

fn whole(facts: &impl Serialize, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut whole = serde_json::to_vec(facts).map_err(io::Error::other)?;
    whole.push(b'\n');
    whole.extend_from_slice(bytes);
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_given_once() {
        let dir = tempfile::tempdir().unwrap();
        let files = Numbered::new(dir.path().to_owned(), "thing");
        assert_eq!(files.create(7, &"facts", b"one").unwrap(), 11);
        let again = files.create(7, &"other", b"two").unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        let read = |number| {
            let Opened { facts, size, mut rest } = files.open::<String>(number).unwrap();
            let mut bytes = String::new();
            rest.read_to_string(&mut bytes).unwrap();
            (facts, size, bytes)
        };
        assert_eq!(read(7), ("facts".to_owned(), 3, "one".to_owned()));
        files.replace(7, &"other", b"three").unwrap();
        assert_eq!(read(7), ("other".to_owned(), 5, "three".to_owned()));
        assert_eq!(files.numbers().unwrap(), [7]);
        files.remove(7).unwrap();
        files.remove(7).unwrap();
        assert_eq!(files.numbers().unwrap(), [0; 0]);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
