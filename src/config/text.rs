//! The text of a configuration file, so that each of its values can be reported by line and column.

use std::fs::{self, OpenOptions};
use std::io::{self, Read};
use std::ops::Range;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rustix::fs::OFlags;

use super::error::ConfigError;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 1 << 20;
/// Pause between two readings.
const BETWEEN: Duration = Duration::from_millis(100);
/// The most readings of a file that keeps changing.
const READINGS: usize = 20;

/// The text of a file.
#[derive(Clone, Debug)]
pub(super) struct Text {
    name: PathBuf,
    text: String,
    /// Offset of each line.
    lines: Vec<usize>,
}

impl Text {
    /// Reads a file.
    ///
    /// # Errors
    /// Fails when it can't be read.
    pub(super) fn read(name: &Path) -> Result<Self, ConfigError> {
        let text = read(name)
            .map_err(|reason| ConfigError::Unreadable { file: name.to_owned(), reason })?;
        Ok(Self::new(name, text))
    }

    /// Reads a file again, if it is one; what is none, as a pipe, might keep the reader for ever.
    ///
    /// # Errors
    /// Fails when it can't be read.
    pub(super) fn read_again(name: &Path) -> Result<Self, ConfigError> {
        let unreadable = |reason| ConfigError::Unreadable { file: name.to_owned(), reason };
        let open = || {
            // To open a pipe waits for its other end.
            let flags = OFlags::NONBLOCK.bits().cast_signed();
            let file = OpenOptions::new().read(true).custom_flags(flags).open(name)?;
            if file.metadata()?.is_file() {
                Ok(file)
            } else {
                Err(io::Error::other("it is no file"))
            }
        };
        let read = || read_opened(open);
        let text = settled(read, || thread::sleep(BETWEEN)).map_err(unreadable)?;
        Ok(Self::new(name, text))
    }

    /// A text under a file's name.
    pub(super) fn new(name: &Path, text: String) -> Self {
        let after_breaks = text.match_indices('\n').map(|(end, _)| end + 1);
        let lines = std::iter::once(0).chain(after_breaks).collect();
        Self { name: name.to_owned(), text, lines }
    }

    /// The file's name.
    pub(super) fn name(&self) -> &Path {
        &self.name
    }

    /// The text itself.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The folder that the file is in: paths in the file are relative to it.
    pub(super) fn folder(&self) -> &Path {
        self.name.parent().unwrap_or(Path::new(""))
    }

    /// The line of a value, from 1.
    pub(super) fn line(&self, span: &Range<usize>) -> usize {
        self.lines.partition_point(|start| *start <= span.start).max(1)
    }

    /// An error about a value.
    pub(super) fn fault(&self, span: &Range<usize>, what: impl Into<String>) -> ConfigError {
        let line = self.line(span);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        // A span ends between characters, and the line begins at its start or before.
        let (_, rest) = self.text.split_at_checked(start).unwrap_or(("", &self.text));
        let before = rest.get(..span.start.saturating_sub(start)).unwrap_or(rest);
        ConfigError::Wrong {
            file: self.name.clone(),
            line,
            column: before.chars().count() + 1,
            option: option(rest),
            what: what.into(),
        }
    }
}

/// A file as it was read once.
#[derive(PartialEq, Eq)]
struct Reading {
    text: String,
    is_file: bool,
    size: u64,
    /// Time of the last change of the file or of its facts, in seconds and nanoseconds.
    changed: (i64, i64),
}

fn read(name: &Path) -> Result<String, String> {
    settled(|| read_once(name), || thread::sleep(BETWEEN))
}

/// Reads a file when nobody is writing it: two readings in a row agree. Of a text that was cut in
/// its middle a part may be whole, and say less than all of it.
fn settled(read: impl Fn() -> Result<Reading, String>, pause: impl Fn()) -> Result<String, String> {
    let mut before = read()?;
    for _ in 0..READINGS {
        // What comes from a pipe can be read once only.
        if !before.is_file {
            return Ok(before.text);
        }
        pause();
        let now = read()?;
        if now == before {
            return Ok(now.text);
        }
        before = now;
    }
    Err("it keeps changing while it is read".to_owned())
}

fn read_once(name: &Path) -> Result<Reading, String> {
    read_opened(|| fs::File::open(name))
}

fn read_opened(open: impl Fn() -> io::Result<fs::File>) -> Result<Reading, String> {
    let mut text = String::new();
    let file = open().map_err(|error| error.to_string())?;
    let facts = file.metadata().map_err(|error| error.to_string())?;
    let size = file.take(LARGEST).read_to_string(&mut text).map_err(|error| error.to_string())?;
    if u64::try_from(size).is_ok_and(|size| size >= LARGEST) {
        return Err(format!("it is larger than {} KiB", LARGEST >> 10));
    }
    let changed = (facts.ctime(), facts.ctime_nsec());
    Ok(Reading { text, is_file: facts.is_file(), size: facts.size(), changed })
}

/// The option whose value stands on the line that a text begins with, or the table that does.
fn option(text: &str) -> Option<String> {
    let line = text.lines().next()?.trim();
    if line.starts_with('[') {
        let head = line.split_once('#').map_or(line, |(head, _)| head);
        return Some(head.trim().to_owned());
    }
    let key = line.split_once('=').map_or(line, |(key, _)| key).trim();
    let is_key = !key.is_empty()
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.\"".contains(&byte));
    if is_key { Some(key.to_owned()) } else { None }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_counts_when_two_readings_agree() {
        let check = |readings: &[(&str, i64)], expected: Option<&str>| {
            let (at, pauses) = (Cell::new(0), Cell::new(0));
            let next = || {
                let (text, changed) = readings[at.get() % readings.len()];
                at.set(at.get() + 1);
                let (text, size) = (text.to_owned(), 0);
                Ok(Reading { text, is_file: true, size, changed: (changed, 0) })
            };
            let text = settled(next, || pauses.set(pauses.get() + 1));
            assert_eq!(text.as_deref().ok(), expected, "{readings:?}");
            assert_eq!(at.get(), pauses.get() + 1, "{readings:?}");
        };
        check(&[("all", 1), ("all", 1)], Some("all"));
        check(&[("", 1), ("a", 1), ("al", 1), ("all", 1), ("all", 1), ("more", 2)], Some("all"));
        check(&[("all", 1), ("all", 2), ("all", 2)], Some("all"));
        check(&[("one", 1), ("two", 1)], None);
        check(&[("all", 1), ("all", 2)], None);
    }

    #[test]
    fn a_line_names_its_option() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(option(text).as_deref(), expected, "{text}");
        };
        check("width = 3\ncolour = 4", Some("width"));
        check("  a-b_c.\"d\" = 1", Some("a-b_c.\"d\""));
        check("[log] # of all", Some("[log]"));
        check("[[host]]", Some("[[host]]"));
        check("no key = 1", None);
        check("= 1", None);
        check("", None);
    }

    #[test]
    fn a_file_has_a_largest_size() {
        let dir = tempfile::tempdir().unwrap();
        let name = dir.path().join("propus.toml");
        let read_of_size = |size: u64| {
            fs::write(&name, " ".repeat(usize::try_from(size).unwrap())).unwrap();
            read_once(&name).map(|reading| reading.size)
        };
        assert_eq!(read_of_size(LARGEST - 1), Ok(LARGEST - 1));
        let error = format!("it is larger than {} KiB", LARGEST / 1024);
        assert_eq!(read_of_size(LARGEST), Err(error));
    }

    #[test]
    fn what_comes_from_a_pipe_is_read_once() {
        let (reader, mut writer) = std::io::pipe().unwrap();
        writer.write_all(b"# all\n").unwrap();
        drop(writer);
        let name = format!("/dev/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&reader));
        assert_eq!(read(Path::new(&name)).unwrap(), "# all\n");
    }
}
