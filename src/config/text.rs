//! The text of a configuration file, so that each of its values can be reported by line and column.

use std::fs;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::error::ConfigError;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 1 << 20;

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

fn read(name: &Path) -> Result<String, String> {
    let mut text = String::new();
    let file = fs::File::open(name).map_err(|error| error.to_string())?;
    let size = file.take(LARGEST).read_to_string(&mut text).map_err(|error| error.to_string())?;
    if u64::try_from(size).is_ok_and(|size| size >= LARGEST) {
        return Err(format!("it is larger than {} KiB", LARGEST >> 10));
    }
    Ok(text)
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
