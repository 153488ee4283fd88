//! `Index`: its connections, and the facts of its pages.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::time::Instant;

use rusqlite::{Connection, OptionalExtension};

use super::deadline::{Asking, Deadline};
use super::error::Error;
use super::file;
use super::terms::Terms;

/// The most memory for an index that nobody keeps, in bytes: that of some ten thousand pages.
const MOST_IN_MEMORY: u32 = 64 << 20;

/// The facts of a page that results are chosen and ordered by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fact {
    /// The day on which it was written, in days since 1970; `None` without a date.
    pub day: Option<i32>,
    /// The year of it.
    pub year: Option<i16>,
    /// A group of pages that the same readers may see; 0 for those that everyone may.
    pub group: u32,
}

/// What is kept of a page, all of one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// Its path.
    pub path: String,
    /// The state of its file when it was read.
    pub stamp: u64,
    /// Its text; `None` where texts are not kept.
    pub text: Option<String>,
}

/// The words of pages.
#[derive(Debug)]
pub struct Index {
    writer: Mutex<Connection>,
    /// `None` in memory, where there can be one connection only.
    reader: Option<Mutex<Connection>>,
    /// Of the one that readers ask.
    deadline: Deadline,
    /// By the number of each page.
    facts: RwLock<Vec<Option<Fact>>>,
    /// False in memory, where texts would take more than all else.
    pub(super) keeps_texts: bool,
    /// What of the words that may be suggested is known to be written.
    pub(super) terms: Mutex<Terms>,
    /// The blocks that it may take; `None` where a disk bounds it.
    pub(super) most_blocks: Option<u32>,
}

impl Index {
    /// Opens the index in a file, which is made if it is missing.
    ///
    /// # Errors
    /// Fails when the file can't be made or written to; when it is damaged, or of another version.
    pub fn open(file: &Path) -> Result<Self, Error> {
        let writer = file::open(file)?;
        let reader = file::open_for_reading(file)?;
        Self::of(writer, Some(reader), true, None)
    }

    /// One that nobody keeps, which is full at some time.
    ///
    /// # Errors
    /// Fails when there is no memory for it.
    pub fn in_memory() -> Result<Self, Error> {
        Self::in_memory_of(MOST_IN_MEMORY)
    }

    /// The same, of at most so many bytes.
    ///
    /// # Errors
    /// As [`Index::in_memory`].
    pub fn in_memory_of(most: u32) -> Result<Self, Error> {
        let blocks = most / file::BLOCK;
        Self::of(file::in_memory(blocks)?, None, false, Some(blocks))
    }

    /// True for one that nobody keeps.
    #[must_use]
    pub fn is_in_memory(&self) -> bool {
        self.reader.is_none()
    }

    /// A copy in memory of the index in a file, to which nothing is written.
    ///
    /// # Errors
    /// Fails when there is none, or it is damaged, or of another version.
    pub fn copy_of(file: &Path) -> Result<Self, Error> {
        Self::of(file::copy(file)?, None, true, None)
    }

    /// Removes the file of an index, and what lies beside it.
    ///
    /// # Errors
    /// Fails when something can't be removed.
    pub fn remove_file(file: &Path) -> Result<(), Error> {
        file::remove(file)
    }

    fn of(
        mut writer: Connection,
        mut reader: Option<Connection>,
        keeps_texts: bool,
        most_blocks: Option<u32>,
    ) -> Result<Self, Error> {
        let deadline = Deadline::of(reader.as_mut().unwrap_or(&mut writer))?;
        Ok(Self {
            writer: Mutex::new(writer),
            reader: reader.map(Mutex::new),
            deadline,
            facts: RwLock::default(),
            keeps_texts,
            terms: Mutex::default(),
            most_blocks,
        })
    }

    /// Says which pages there are now: the facts of each by its number. No others are found.
    pub fn set_facts(&self, facts: &[(i64, Fact)]) {
        let mut all = Vec::new();
        add(&mut all, facts);
        *self.facts.write().unwrap_or_else(PoisonError::into_inner) = all;
    }

    /// Says that there are these besides.
    pub fn add_facts(&self, facts: &[(i64, Fact)]) {
        add(&mut self.facts.write().unwrap_or_else(PoisonError::into_inner), facts);
    }

    /// The facts of all pages by their numbers.
    pub(super) fn facts(&self) -> RwLockReadGuard<'_, Vec<Option<Fact>>> {
        self.facts.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fact of a page among all; `None` for one that there is not any more.
    pub(super) fn fact(facts: &[Option<Fact>], page: i64) -> Option<Fact> {
        *facts.get(usize::try_from(page).ok()?)?
    }

    /// What is kept of a page: read at once, for it may be written meanwhile.
    ///
    /// # Errors
    /// Fails when the index can't be read.
    pub fn kept(&self, page: i64) -> Result<Option<Kept>, Error> {
        let reader = self.reader();
        let mut statement = reader.prepare(
            "SELECT path, stamp, text FROM pages LEFT JOIN texts USING (id) WHERE id = ?1",
        )?;
        let kept = statement.query_row([page], |row| {
            let stamp: i64 = row.get(1)?;
            Ok(Kept { path: row.get(0)?, stamp: stamp.cast_unsigned(), text: row.get(2)? })
        });
        Ok(kept.optional()?)
    }

    /// The connection of those who ask, for one of them until a moment.
    pub(super) fn asking(&self, until: Instant) -> Asking<'_> {
        Asking::new(self.reader(), &self.deadline, until)
    }

    /// The connection of those who ask.
    fn reader(&self) -> MutexGuard<'_, Connection> {
        // A transaction that a panic broke off was rolled back.
        self.reader.as_ref().unwrap_or(&self.writer).lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection of those who ask, for tests that have the index to themselves.
    #[cfg(test)]
    pub(super) fn connection(&mut self) -> &mut Connection {
        let connection = self.reader.as_mut().unwrap_or(&mut self.writer);
        connection.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection of the one who writes.
    pub(super) fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Puts facts at their places, which are no further up than pages have numbers.
fn add(all: &mut Vec<Option<Fact>>, facts: &[(i64, Fact)]) {
    for (page, fact) in facts {
        let Ok(number) = usize::try_from(*page) else { continue };
        if all.len() <= number {
            all.resize(number + 1, None);
        }
        if let Some(place) = all.get_mut(number) {
            *place = Some(*fact);
        }
    }
}
