//! The words of pages that everyone may see, each once: what suggestions are chosen from. They stand
//! in order of their lengths, since two that are alike are about as long.
//!
//! A word stays when its last page goes; whoever takes one asks whether a page holds it still.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use rusqlite::{Connection, params};

use super::error::Error;
use crate::search::words::{Script, Word};

/// The table, in which words are found by their length in characters.
pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS terms (
     length INTEGER NOT NULL, term TEXT NOT NULL, PRIMARY KEY (length, term)
 ) STRICT, WITHOUT ROWID;";

/// The shortest and the longest that are suggested, in characters.
const SHORTEST: usize = 2;
const LONGEST: usize = 32;

/// The most that are known to be in the table: some megabytes. Of others the table is asked.
const MOST_KNOWN: usize = 1 << 18;

/// The words that are in the table already, as numbers that tell them from others: most words of a
/// page are on many.
#[derive(Debug, Default)]
pub(super) struct Terms(HashSet<u64>);

impl Terms {
    /// Puts a word into the table if it is none that is there.
    pub(super) fn add(&mut self, word: &Word, into: &Connection) -> Result<(), Error> {
        let Word { text, script, .. } = word;
        // Of runs without spaces there are only pieces; and numbers that are alike are not meant.
        let is_word = match script {
            Script::Spaced | Script::Hangul => text.chars().any(char::is_alphabetic),
            Script::Picture | Script::Spaceless => false,
        };
        if !is_word {
            return Ok(());
        }
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let length = text.chars().count();
        if !(SHORTEST..=LONGEST).contains(&length) || !self.0.insert(hasher.finish()) {
            return Ok(());
        }
        if self.0.len() > MOST_KNOWN {
            self.forget();
        }
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        into.prepare("INSERT OR IGNORE INTO terms (length, term) VALUES (?1, ?2)")?
            .execute(params![length, text])?;
        Ok(())
    }

    /// Forgets what is in the table, which holds less than was put into it when that was taken back.
    pub(super) fn forget(&mut self) {
        self.0 = HashSet::new();
    }
}
