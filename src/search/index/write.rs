//! Writing: pages come, change and go.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::PoisonError;

use rusqlite::{Connection, Transaction, params};

use super::error::Error;
use super::file;
use super::store::Index;
use super::terms::Terms;
use crate::search::entry::Entry;
use crate::search::marks::each_mark;
use crate::search::words::each_word;

/// The highest number that a page can have: no folder has as many files.
const MOST_PAGES: i64 = 1 << 24;

/// The blocks that it takes to note that some pages have gone, while there is no room for more.
const MOST_FOR_REMOVAL: u32 = 1024;

/// What the index knows of a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Known {
    /// Its number.
    pub id: i64,
    /// The state of its file when it was read.
    pub stamp: u64,
    /// The state of what else it was made from.
    pub around: u64,
    /// What it said.
    pub digest: u64,
}

/// A page to be written.
#[derive(Clone, Debug)]
pub struct Written<'a> {
    /// Its path.
    pub path: &'a str,
    /// What was known of it, if anything was.
    pub before: Option<Known>,
    /// The state of its file.
    pub stamp: u64,
    /// The state of what else it is made from.
    pub around: u64,
    /// True if everyone may see it, so that its words may be suggested.
    pub is_public: bool,
    /// What it says.
    pub entry: Entry,
}

/// The key of a path, by which it is told from others.
#[must_use]
pub fn key(path: &str) -> u64 {
    hash(&path)
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl Entry {
    /// A number that tells it from others.
    #[must_use]
    pub fn digest(&self) -> u64 {
        hash(self)
    }
}

impl Index {
    /// What is known of all pages, by the keys of their paths.
    ///
    /// # Errors
    /// Fails when the index can't be read.
    pub fn known(&self) -> Result<Vec<(u64, Known)>, Error> {
        let writer = self.writer();
        let mut statement = writer.prepare("SELECT key, id, stamp, around, digest FROM pages")?;
        let rows = statement.query_map([], |row| {
            let number = |at| row.get(at).map(i64::cast_unsigned);
            let known = Known {
                id: row.get(1)?,
                stamp: number(2)?,
                around: number(3)?,
                digest: number(4)?,
            };
            Ok((number(0)?, known))
        })?;
        let known: Vec<(u64, Known)> = rows.collect::<Result<_, _>>()?;
        if known.iter().any(|(_, it)| !(1..=MOST_PAGES).contains(&it.id)) {
            return Err(Error::Damage);
        }
        Ok(known)
    }

    /// Writes pages, all or none; gives the number of each.
    ///
    /// # Errors
    /// Fails when the disk is full, or the memory that it may take, or the index is damaged.
    pub fn write(&self, pages: &[Written<'_>]) -> Result<Vec<Known>, Error> {
        let mut terms = self.terms.lock().unwrap_or_else(PoisonError::into_inner);
        let mut write_all = || {
            let mut writer = self.writer();
            let transaction = writer.transaction()?;
            let known = pages
                .iter()
                .map(|page| write(&transaction, page, self.keeps_texts, &mut terms))
                .collect::<Result<_, _>>()?;
            transaction.commit()?;
            Ok(known)
        };
        let written = write_all();
        if written.is_err() {
            terms.forget();
        }
        written
    }

    /// Keeps that pages are as they were, though their files or what they were made from are not.
    ///
    /// # Errors
    /// As [`Index::write`].
    pub fn confirm(&self, pages: &[Known]) -> Result<(), Error> {
        let mut writer = self.writer();
        let transaction = writer.transaction()?;
        {
            let mut update =
                transaction.prepare("UPDATE pages SET stamp = ?2, around = ?3 WHERE id = ?1")?;
            for page in pages {
                let Known { id, stamp, around, .. } = page;
                update.execute(params![id, stamp.cast_signed(), around.cast_signed()])?;
            }
        }
        Ok(transaction.commit()?)
    }

    /// Removes pages, all or none.
    ///
    /// # Errors
    /// As [`Index::write`].
    pub fn remove(&self, pages: &[i64]) -> Result<(), Error> {
        let mut writer = self.writer();
        let Some(most) = self.most_blocks else { return remove(&mut writer, pages) };
        // What goes makes room, but takes some first.
        file::bound(&writer, most.saturating_add(MOST_FOR_REMOVAL))?;
        let removed = remove(&mut writer, pages);
        file::bound(&writer, most)?;
        removed
    }
}

fn remove(from: &mut Connection, pages: &[i64]) -> Result<(), Error> {
    let transaction = from.transaction()?;
    for page in pages {
        let [words, prominent] = ["words WHERE rowid", "prominent WHERE rowid"];
        for table in [words, prominent, "texts WHERE id", "pages WHERE id"] {
            transaction.execute(&format!("DELETE FROM {table} = ?1"), [page])?;
        }
    }
    Ok(transaction.commit()?)
}

fn write(
    into: &Transaction<'_>,
    page: &Written<'_>,
    keeps_text: bool,
    terms: &mut Terms,
) -> Result<Known, Error> {
    let Written { path, stamp, around, is_public, entry, .. } = page;
    let digest = entry.digest();
    let mut insert = into.prepare(
        "INSERT INTO pages (id, key, path, stamp, around, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (key) DO UPDATE SET path = ?3, stamp = ?4, around = ?5, digest = ?6
         RETURNING id",
    )?;
    let facts = [key(path), *stamp, *around, digest].map(u64::cast_signed);
    let [key, stamp_kept, around_kept, digest_kept] = facts;
    let values =
        params![page.before.map(|it| it.id), key, path, stamp_kept, around_kept, digest_kept];
    let id: i64 = insert.query_row(values, |row| row.get(0))?;
    // There may be some of a page that another process has written meanwhile.
    into.execute("DELETE FROM words WHERE rowid = ?1", [id])?;
    into.execute("DELETE FROM prominent WHERE rowid = ?1", [id])?;
    let Entry { title, headings, tags, description, text } = entry;
    let terms = &mut Some(terms).filter(|_| *is_public);
    let mut words = [title, headings, tags, description, text].map(|text| (text, String::new()));
    for (text, words) in &mut words {
        *words = words_of(text, into, terms)?;
    }
    let words = words.map(|(_, words)| words);
    let [title_words, heading_words, tag_words, description_words, text_words] = words;
    let all = [title, headings, tags, description, text];
    into.execute(
        "INSERT INTO words (rowid, title, headings, tags, description, text, marks)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            id,
            title_words,
            heading_words,
            tag_words,
            description_words,
            text_words,
            marks_of(&all)
        ],
    )?;
    into.execute(
        "INSERT INTO prominent (rowid, title, headings, tags, description)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![id, title_words, heading_words, tag_words, description_words],
    )?;
    if keeps_text {
        into.execute("INSERT OR REPLACE INTO texts (id, text) VALUES (?1, ?2)", params![id, text])?;
    }
    Ok(Known { id, stamp: *stamp, around: *around, digest })
}

/// The words of a text with spaces between them; they are put among those that may be suggested.
fn words_of(
    text: &str,
    into: &Connection,
    terms: &mut Option<&mut Terms>,
) -> Result<String, Error> {
    let mut words = String::with_capacity(text.len());
    let mut added = Ok(());
    each_word(text, |word| {
        push(&word.text, &mut words);
        if let Some(terms) = terms.as_mut().filter(|_| added.is_ok()) {
            added = terms.add(&word, into);
        }
    });
    added.map(|()| words)
}

fn marks_of(texts: &[&String]) -> String {
    let mut marks = String::new();
    for line in texts.iter().flat_map(|text| text.lines()) {
        each_mark(line, |mark| push(&mark, &mut marks));
    }
    marks
}

fn push(word: &str, words: &mut String) {
    if !words.is_empty() {
        words.push(' ');
    }
    words.push_str(word);
}
