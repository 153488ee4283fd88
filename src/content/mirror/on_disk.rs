//! The record of a mirror as it lies on its disk: one as a whole, and what each version has changed
//! since then, so that to write a version down costs what it changes.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use super::entry::{Edits, Entry};
use super::names;
use super::place::Place;
use super::record::Record;
use crate::durable;

/// The rights of a record.
pub(super) const FILE: u32 = 0o644;
/// The most versions that are written beside the whole.
const MOST_CHANGES: usize = 64;

/// A version that was decided, by what it changes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) version: u64,
    /// The version that it changes.
    pub(super) before: u64,
    pub(super) edits: Edits,
}

impl Change {
    /// As it is kept: its version, the one before, and a line for each edit.
    pub(super) fn to_text(&self) -> String {
        let mut text = format!("{}\n{}\n", self.version, self.before);
        for edit in &self.edits {
            // A text as a key, and numbers or nothing, can be written.
            text.push_str(&serde_json::to_string(&edit).unwrap_or_default());
            text.push('\n');
        }
        text
    }

    /// The tree that it makes of the one before it.
    fn applied(&self, before: Record) -> io::Result<Record> {
        let before = Some(before).filter(|before| before.version == self.before);
        before.and_then(|before| before.with(self.version, &self.edits)).ok_or_else(odd)
    }

    fn parse(text: &str) -> Option<Self> {
        let (version, rest) = text.split_once('\n')?;
        let (before, lines) = rest.split_once('\n')?;
        let edits =
            lines.lines().map(|line| serde_json::from_str::<(String, Option<Entry>)>(line).ok());
        let edits = edits.collect::<Option<Edits>>()?;
        Some(Self { version: version.parse().ok()?, before: before.parse().ok()?, edits })
    }
}

/// A version that was decided, and may not have come to its end.
#[derive(Debug)]
pub(super) enum Next {
    Change(Change),
    /// All of it, for which what was written before counts no more.
    Whole(Record),
}

impl Next {
    /// How a version is written down that follows another one, of which so many files have changed
    /// since the whole.
    pub(super) fn of(
        place: &Place,
        before: &Record,
        next: &Record,
        edits: &Edits,
        changed: usize,
    ) -> io::Result<Self> {
        let changes = changes(place)?;
        if next.version <= before.version {
            // Of a store that was made anew, or of files that are brought again: no change of the
            // versions before may be taken for one of what comes.
            durable::write(&place.record(), before.to_text().as_bytes(), FILE)?;
            changes.iter().try_for_each(|version| fs::remove_file(place.change(*version)))?;
            return Ok(Self::Whole(next.clone()));
        }
        if changes.len() >= MOST_CHANGES || changed > next.len() / 4 {
            return Ok(Self::Whole(next.clone()));
        }
        let edits = edits.clone();
        Ok(Self::Change(Change { version: next.version, before: before.version, edits }))
    }

    /// Reads the one that was decided; `None` where there is none.
    pub(super) fn read(place: &Place) -> io::Result<Option<Self>> {
        let Some(text) = text_of(&place.next())? else { return Ok(None) };
        let change = Change::parse(&text).map(Self::Change);
        change.or_else(|| Record::parse(&text).map(Self::Whole)).map(Some).ok_or_else(odd)
    }

    /// The tree, after the one before it.
    pub(super) fn applied(&self, before: Record) -> io::Result<Record> {
        match self {
            Self::Change(change) => change.applied(before),
            Self::Whole(next) => Ok(next.clone()),
        }
    }

    /// Decides it.
    pub(super) fn write(&self, place: &Place) -> io::Result<()> {
        let text = match self {
            Self::Change(change) => change.to_text(),
            Self::Whole(next) => next.to_text(),
        };
        durable::write(&place.next(), text.as_bytes(), FILE)
    }
}

/// Takes away the changes that are in the whole, and count no more.
pub(super) fn forget_changes(place: &Place) -> io::Result<()> {
    for version in changes(place)? {
        let _ = fs::remove_file(place.change(version));
    }
    Ok(())
}

/// Reads the record; `None` where there is none.
pub(super) fn read(place: &Place) -> io::Result<Option<Record>> {
    let Some(text) = text_of(&place.record())? else { return Ok(None) };
    let mut record = Record::parse(&text).ok_or_else(odd)?;
    for version in changes(place)? {
        // What is in the whole already was left by a process that was killed.
        if version > record.version {
            let change = text_of(&place.change(version))?;
            let change = change.and_then(|text| Change::parse(&text)).ok_or_else(odd)?;
            record = change.applied(record)?;
        }
    }
    Ok(Some(record))
}

/// Number of the version that is written there, without reading the rest.
pub(super) fn version(place: &Place) -> io::Result<Option<u64>> {
    let whole = read_version(fs::File::open(place.record())?);
    Ok(whole.max(changes(place)?.last().copied()))
}

/// The versions whose changes are written there, the oldest first.
fn changes(place: &Place) -> io::Result<Vec<u64>> {
    let entries = fs::read_dir(place.own())?.flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut versions: Vec<u64> = names.filter_map(|name| names::changed_version(&name)).collect();
    versions.sort_unstable();
    Ok(versions)
}

/// Reads the number of a record's version.
pub(super) fn read_version(mut record: impl Read) -> Option<u64> {
    let mut first = [0; 24];
    let mut length = 0;
    while let Some(rest) = first.get_mut(length..).filter(|rest| !rest.is_empty()) {
        match record.read(rest) {
            Ok(0) | Err(_) => break,
            Ok(read) => length += read,
        }
    }
    let text = std::str::from_utf8(first.get(..length)?.split(|byte| *byte == b'\n').next()?);
    text.ok()?.parse().ok()
}

fn text_of(file: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        text => text.map(Some),
    }
}

fn odd() -> io::Error {
    let what = "this is no record of a version; remove the folder to have it made anew";
    io::Error::new(io::ErrorKind::InvalidData, what)
}
