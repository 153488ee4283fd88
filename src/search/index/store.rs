//! `Index`: its connections, and the facts of its pages.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use rusqlite::{Connection, OptionalExtension};

use super::error::Error;
use super::file;

/// The facts of a page that results are chosen and ordered by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fact {
    /// The day on which it was written, in days since 1970; `None` without a date.
    pub day: Option<i32>,
    /// The year of it.
    pub year: Option<i16>,
    /// A group of pages that the same readers may see; 0 for those that everyone may.
    pub group: u16,
}

/// The words of pages.
#[derive(Debug)]
pub struct Index {
    writer: Mutex<Connection>,
    /// `None` in memory, where there can be one connection only.
    reader: Option<Mutex<Connection>>,
    /// By the number of each page.
    facts: RwLock<Vec<Option<Fact>>>,
    /// False in memory, where texts would take more than all else.
    pub(super) keeps_texts: bool,
}

impl Index {
    /// Opens the index in a file, which is made if it is missing, and made anew if it is damaged, or
    /// of another version.
    ///
    /// # Errors
    /// Fails when the file can't be made or written to.
    pub fn open(file: &Path) -> Result<Self, Error> {
        let writer = file::open(file)?;
        let reader = file::open_for_reading(file)?;
        Ok(Self::of(writer, Some(Mutex::new(reader)), true))
    }

    /// One that nobody keeps.
    ///
    /// # Errors
    /// Fails when there is no memory for it.
    pub fn in_memory() -> Result<Self, Error> {
        Ok(Self::of(file::in_memory()?, None, false))
    }

    /// A copy in memory of the index in a file, to which nothing is written.
    ///
    /// # Errors
    /// Fails when there is none, or it is damaged, or of another version.
    pub fn copy_of(file: &Path) -> Result<Self, Error> {
        Ok(Self::of(file::copy(file)?, None, true))
    }

    /// Removes the file of an index, and what lies beside it.
    ///
    /// # Errors
    /// Fails when something can't be removed.
    pub fn remove_file(file: &Path) -> Result<(), Error> {
        file::remove(file)
    }

    fn of(writer: Connection, reader: Option<Mutex<Connection>>, keeps_texts: bool) -> Self {
        Self { writer: Mutex::new(writer), reader, facts: RwLock::default(), keeps_texts }
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

    /// The path of a page.
    ///
    /// # Errors
    /// Fails when the index can't be read.
    pub fn path(&self, page: i64) -> Result<Option<String>, Error> {
        self.value(page, "SELECT path FROM pages WHERE id = ?1")
    }

    /// The text of a page; `None` where texts are not kept.
    ///
    /// # Errors
    /// Fails when the index can't be read.
    pub fn text(&self, page: i64) -> Result<Option<String>, Error> {
        self.value(page, "SELECT text FROM texts WHERE id = ?1")
    }

    fn value(&self, page: i64, query: &str) -> Result<Option<String>, Error> {
        let reader = self.reader();
        let mut statement = reader.prepare(query)?;
        Ok(statement.query_row([page], |row| row.get(0)).optional()?)
    }

    /// The connection of those who ask.
    pub(super) fn reader(&self) -> MutexGuard<'_, Connection> {
        // A transaction that a panic broke off was rolled back.
        self.reader.as_ref().unwrap_or(&self.writer).lock().unwrap_or_else(PoisonError::into_inner)
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
