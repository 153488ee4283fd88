//! The entries of the history: each a file of its own, a line of facts and then the bytes.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::host_state::{HISTORY, HostState, Turn};
use crate::durable;
use crate::fingerprint::Fingerprint;

/// The largest file that is written, kept or put back, in bytes.
pub const LARGEST: u64 = 64 << 20;
/// Ending of an entry's file.
const ENDING: &str = "version";
/// The longest line of facts, in bytes.
const LONGEST_FACTS: u64 = 16 << 10;
/// The rights of an entry's file.
const MODE: u32 = 0o600;

/// How much of the history is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// The most days that an entry is kept.
    pub days: u32,
    /// The most bytes of all entries of a host.
    pub bytes: u64,
}

/// Facts of an entry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Facts {
    /// The source path of the file, below the capsule.
    pub source: String,
    /// The path by which the client asked; empty for one who did not come as a client.
    pub path: String,
    /// When it was kept, as RFC 3339 has it.
    pub time: String,
    /// The name of who wrote.
    pub who: String,
    /// What the bytes are.
    pub kind: Kind,
    /// The rights of the file that had these bytes; 0 when there was none.
    pub mode: u32,
    /// The fingerprint by which the writer is known; `None` for one who did not come as a client.
    #[serde(default)]
    pub writer: Option<Fingerprint>,
    /// The number of bytes that came.
    #[serde(default)]
    pub came: u64,
}

/// What the bytes of an entry are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The file as it was before another text replaced it.
    Replaced,
    /// The file as it was before it was deleted.
    Deleted,
    /// A text that was not written, and has no other place.
    Unwritten,
    /// There was no file before this one came: there are no bytes.
    Created,
}

/// An entry, without its bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Its number, by which it is named; later ones have higher numbers.
    pub number: u64,
    /// Facts of it.
    pub facts: Facts,
    /// The number of its bytes.
    pub size: u64,
}

impl HostState {
    /// Keeps some bytes, and returns the number of the entry. What is too old, or too much by now,
    /// goes.
    ///
    /// # Errors
    /// Fails when it can't be written; then nothing is kept.
    pub fn keep(
        &self,
        _turn: &Turn,
        facts: &Facts,
        bytes: &[u8],
        bounds: Bounds,
    ) -> io::Result<u64> {
        let number = self.numbers()?.last().map_or(1, |last| last.saturating_add(1));
        let mut whole = serde_json::to_vec(facts).map_err(io::Error::other)?;
        whole.push(b'\n');
        whole.extend_from_slice(bytes);
        durable::write(&self.file(number), &whole, MODE)?;
        // It is kept; what could not be removed goes with the next one.
        let _ = self.remove_surplus(bounds);
        Ok(number)
    }

    /// Takes back the newest entry: what it tells of did not happen.
    pub fn take_back(&self, _turn: &Turn, number: u64) {
        // One that can't be removed is a version too many, and none that is missing.
        let _ = fs::remove_file(self.file(number));
    }

    /// All entries, the oldest first. One that can't be read is passed over.
    ///
    /// # Errors
    /// Fails when the folder can't be read.
    pub fn entries(&self) -> io::Result<Vec<Entry>> {
        Ok(self.numbers()?.into_iter().filter_map(|number| self.entry(number).ok()).collect())
    }

    /// Those that were kept at that time or later, the newest first.
    ///
    /// # Errors
    /// Fails when the folder can't be read.
    pub fn entries_since(&self, time: Timestamp) -> io::Result<Vec<Entry>> {
        let newest = self.numbers()?.into_iter().rev();
        let entries = newest.filter_map(|number| self.entry(number).ok());
        let is_later =
            |entry: &Entry| entry.facts.time.parse::<Timestamp>().is_ok_and(|kept| kept >= time);
        Ok(entries.take_while(is_later).collect())
    }

    fn entry(&self, number: u64) -> io::Result<Entry> {
        let (facts, size, _) = self.open(number)?;
        Ok(Entry { number, facts, size })
    }

    /// The facts and the bytes of an entry.
    ///
    /// # Errors
    /// Fails when there is none of that number, or it can't be read.
    pub fn read(&self, number: u64) -> io::Result<(Facts, Vec<u8>)> {
        let (facts, _, mut rest) = self.open(number)?;
        let mut bytes = Vec::new();
        rest.read_to_end(&mut bytes)?;
        Ok((facts, bytes))
    }

    /// The facts of an entry, the number of its bytes, and a reader of them.
    fn open(&self, number: u64) -> io::Result<(Facts, u64, impl Read + use<>)> {
        let file = File::open(self.file(number))?;
        let whole = file.metadata()?.len();
        let mut reader = BufReader::new(file);
        let mut line = Vec::new();
        (&mut reader).take(LONGEST_FACTS).read_until(b'\n', &mut line)?;
        let facts = serde_json::from_slice(&line)?;
        Ok((facts, whole.saturating_sub(line.len() as u64), reader))
    }

    fn file(&self, number: u64) -> PathBuf {
        self.folder().join(HISTORY).join(format!("{number:012}.{ENDING}"))
    }

    /// The numbers of all entries, in their order.
    fn numbers(&self) -> io::Result<Vec<u64>> {
        let mut numbers = Vec::new();
        for entry in fs::read_dir(self.folder().join(HISTORY))? {
            let name = entry?.file_name();
            let number = name.to_str().and_then(|name| name.strip_suffix(ENDING));
            numbers.extend(number.and_then(|it| it.strip_suffix('.')?.parse::<u64>().ok()));
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// Removes what is beyond the bounds, the oldest first, but never the newest.
    fn remove_surplus(&self, bounds: Bounds) -> io::Result<()> {
        let oldest = SignedDuration::from_hours(24 * i64::from(bounds.days));
        let oldest = Timestamp::now().checked_sub(oldest).unwrap_or(Timestamp::MIN);
        let mut room = bounds.bytes;
        for (place, number) in self.numbers()?.into_iter().rev().enumerate() {
            let Ok(metadata) = fs::metadata(self.file(number)) else { continue };
            let written = metadata.modified().ok().and_then(|it| Timestamp::try_from(it).ok());
            let is_old = written.is_some_and(|written| written < oldest);
            let left = room.checked_sub(metadata.len());
            if place > 0 && (is_old || left.is_none()) {
                fs::remove_file(self.file(number))?;
                // What is older goes, too: a history has no holes.
                room = 0;
            } else {
                room = left.unwrap_or(0);
            }
        }
        Ok(())
    }
}
