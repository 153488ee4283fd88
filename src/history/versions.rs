//! The entries of the history: each a file of its own, a line of facts and then the bytes.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::fingerprint::Fingerprint;
use crate::state::{HostState, Known, Numbered, Opened, Turn};

/// The largest file that is written, kept or put back, in bytes.
pub const LARGEST: u64 = 64 << 20;
/// Ending of an entry's file.
const ENDING: &str = "version";

/// The most entries of a host, so that what is known of them in memory is bounded, too.
const MOST: usize = 100_000;

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

/// The history of a host. Clones are of the same one.
#[derive(Clone, Debug)]
pub struct History {
    files: Numbered,
    /// What there is of them: where many are kept, to read their folder takes longer than to write
    /// one more.
    stock: Arc<Mutex<Known<Stock>>>,
}

/// The files of a history.
#[derive(Debug, Default)]
struct Stock {
    /// The oldest first.
    files: VecDeque<Kept>,
    /// The bytes of all.
    bytes: u64,
}

/// A file of a history.
#[derive(Clone, Copy, Debug)]
struct Kept {
    number: u64,
    size: u64,
    written: Timestamp,
}

impl History {
    /// The history in a host's state.
    #[must_use]
    pub fn of(state: &HostState) -> Self {
        Self { files: Numbered::new(state.history(), ENDING), stock: Arc::default() }
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.files.folder()
    }

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
        let mut known = self.stock.lock().unwrap_or_else(PoisonError::into_inner);
        let first = self.add(&mut known, facts, bytes);
        let number = match first {
            // Another process has written within the same tick of the clock.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                known.forget();
                self.add(&mut known, facts, bytes)?
            }
            done => done?,
        };
        let stock = known.look(self.folder(), || Stock::read(&self.files))?;
        // It is kept; what could not be removed goes with the next one.
        match stock.remove_surplus(&self.files, bounds) {
            Ok(()) => known.note(self.folder()),
            Err(_) => known.forget(),
        }
        Ok(number)
    }

    fn add(&self, known: &mut Known<Stock>, facts: &Facts, bytes: &[u8]) -> io::Result<u64> {
        let stock = known.look(self.folder(), || Stock::read(&self.files))?;
        let number = stock.files.back().map_or(1, |last| last.number.saturating_add(1));
        let size = self.files.create(number, facts, bytes)?;
        stock.add(Kept { number, size, written: Timestamp::now() });
        known.note(self.folder());
        Ok(number)
    }

    /// Takes back the newest entry: what it tells of did not happen.
    pub fn take_back(&self, _turn: &Turn, number: u64) {
        // One that can't be removed is a version too many, and none that is missing.
        let _ = self.files.remove(number);
        self.stock.lock().unwrap_or_else(PoisonError::into_inner).forget();
    }

    /// All entries, the oldest first. One that can't be read is passed over.
    ///
    /// # Errors
    /// Fails when the folder can't be read.
    pub fn entries(&self) -> io::Result<Vec<Entry>> {
        let numbers = self.files.numbers()?;
        Ok(numbers.into_iter().filter_map(|number| self.entry(number).ok()).collect())
    }

    /// Those that were kept at that time or later, the newest first.
    ///
    /// # Errors
    /// Fails when the folder can't be read.
    pub fn entries_since(&self, time: Timestamp) -> io::Result<Vec<Entry>> {
        let newest = self.files.numbers()?.into_iter().rev();
        let entries = newest.filter_map(|number| self.entry(number).ok());
        let is_later =
            |entry: &Entry| entry.facts.time.parse::<Timestamp>().is_ok_and(|kept| kept >= time);
        Ok(entries.take_while(is_later).collect())
    }

    fn entry(&self, number: u64) -> io::Result<Entry> {
        let Opened { facts, size, .. } = self.files.open(number)?;
        Ok(Entry { number, facts, size })
    }

    /// The facts and the bytes of an entry.
    ///
    /// # Errors
    /// Fails when there is none of that number, or it can't be read.
    pub fn read(&self, number: u64) -> io::Result<(Facts, Vec<u8>)> {
        let Opened { facts, mut rest, .. } = self.files.open(number)?;
        let mut bytes = Vec::new();
        rest.read_to_end(&mut bytes)?;
        Ok((facts, bytes))
    }
}

impl Stock {
    fn read(files: &Numbered) -> io::Result<Self> {
        let mut stock = Self::default();
        for number in files.numbers()? {
            // It may have been removed by hand just now.
            let Ok(metadata) = files.metadata(number) else { continue };
            let written = metadata.modified().ok().and_then(|it| Timestamp::try_from(it).ok());
            let written = written.unwrap_or(Timestamp::MAX);
            stock.add(Kept { number, size: metadata.len(), written });
        }
        Ok(stock)
    }

    fn add(&mut self, kept: Kept) {
        self.bytes = self.bytes.saturating_add(kept.size);
        self.files.push_back(kept);
    }

    /// Removes what is beyond the bounds, the oldest first, but never the newest. What is older than
    /// an old one goes, too: a history has no holes.
    fn remove_surplus(&mut self, files: &Numbered, bounds: Bounds) -> io::Result<()> {
        let age = SignedDuration::from_hours(24 * i64::from(bounds.days));
        let oldest = Timestamp::now().checked_sub(age).unwrap_or(Timestamp::MIN);
        let mut old = self.files.iter().rposition(|it| it.written < oldest).map_or(0, |at| at + 1);
        let is_too_much = |it: &Self| it.bytes > bounds.bytes || it.files.len() > MOST;
        while self.files.len() > 1 && (old > 0 || is_too_much(self)) {
            let Some(kept) = self.files.front() else { break };
            files.remove(kept.number)?;
            self.bytes = self.bytes.saturating_sub(kept.size);
            self.files.pop_front();
            old = old.saturating_sub(1);
        }
        Ok(())
    }
}
