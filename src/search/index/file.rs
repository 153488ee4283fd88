//! The file of an index: its tables, and how it is opened.
//!
//! It can be made anew from the pages at any time, so nothing in it has to outlive a power failure;
//! but what is in it then has to be whole, or to be seen not to be.

use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{error::Error, terms};
use crate::search::marks::SIGNS;

/// The version of what is in it: of the tables, and of how texts are cut into words.
const VERSION: i32 = 3;
/// Tells an index from other files of SQLite.
const APPLICATION: i32 = 0x7072_7073;

/// The bytes of one of SQLite's blocks.
pub(super) const BLOCK: u32 = 4096;

/// The longest wait for another process that writes.
const PATIENCE: Duration = Duration::from_secs(2);

/// The file's companions, by what is added to its name.
const COMPANIONS: &[&str] = &["", "-wal", "-shm", "-journal"];

/// Opens the index in a file to write to it.
pub(super) fn open(file: &Path) -> Result<Connection, Error> {
    // What is asked for then must be there.
    let opened = open_as_it_is(file);
    opened.map_err(|error| if error.is_of_question() { Error::Damage } else { error })
}

fn open_as_it_is(file: &Path) -> Result<Connection, Error> {
    make(file)?;
    let connection = Connection::open_with_flags(file, flags(OpenFlags::SQLITE_OPEN_READ_WRITE))?;
    // SQLite opens to read what it may not write to.
    if connection.is_readonly(rusqlite::MAIN_DB)? {
        let source = io::ErrorKind::ReadOnlyFilesystem.into();
        return Err(Error::File { file: file.to_owned(), source });
    }
    set_up(&connection)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "journal_size_limit", 4 << 20)?;
    let version: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match version {
        0 => make_tables(&connection)?,
        VERSION => check(&connection)?,
        _ => return Err(Error::Version),
    }
    Ok(connection)
}

/// Opens it once more, to read from it while it is written to.
pub(super) fn open_for_reading(file: &Path) -> Result<Connection, Error> {
    let connection = Connection::open_with_flags(file, flags(OpenFlags::SQLITE_OPEN_READ_WRITE))?;
    set_up(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// An index in memory, of at most so many [blocks](BLOCK).
pub(super) fn in_memory(most: u32) -> Result<Connection, Error> {
    let connection = Connection::open_in_memory()?;
    set_up(&connection)?;
    make_tables(&connection)?;
    bound(&connection, most)?;
    Ok(connection)
}

/// Sets how many blocks an index may take; of those that it has already it keeps all.
pub(super) fn bound(connection: &Connection, most: u32) -> Result<(), Error> {
    Ok(connection.pragma_update(None, "max_page_count", most)?)
}

/// A copy in memory of the one in a file.
pub(super) fn copy(file: &Path) -> Result<Connection, Error> {
    let from = Connection::open_with_flags(file, flags(OpenFlags::SQLITE_OPEN_READ_ONLY))?;
    set_up(&from)?;
    check(&from)?;
    let version: i32 = from.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version != VERSION {
        return Err(Error::Version);
    }
    let mut into = Connection::open_in_memory()?;
    {
        let backup = rusqlite::backup::Backup::new(&from, &mut into)?;
        backup.run_to_completion(i32::MAX, Duration::ZERO, None)?;
    }
    set_up(&into)?;
    Ok(into)
}

/// Each connection is used by one thread at a time.
fn flags(mode: OpenFlags) -> OpenFlags {
    mode | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

/// What holds for all connections: memory is bounded, nothing is mapped, nothing lies elsewhere, and
/// what is in the file is not trusted.
fn set_up(connection: &Connection) -> Result<(), Error> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.pragma_update(None, "page_size", BLOCK)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.pragma_update(None, "cache_size", -2048)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cell_size_check", true)?;
    Ok(())
}

/// Makes the tables; another process may do so at the same time.
fn make_tables(connection: &Connection) -> Result<(), Error> {
    connection.execute_batch(&format!(
        "BEGIN IMMEDIATE;
         CREATE TABLE IF NOT EXISTS pages (
             id INTEGER PRIMARY KEY, key INTEGER NOT NULL UNIQUE, path TEXT NOT NULL,
             stamp INTEGER NOT NULL, around INTEGER NOT NULL, digest INTEGER NOT NULL
         ) STRICT;
         CREATE TABLE IF NOT EXISTS texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
         CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
             title, headings, tags, description, text, marks, content = '',
             contentless_delete = 1, prefix = '2 3', tokenize = \"ascii tokenchars '{SIGNS}'\"
         );
         CREATE VIRTUAL TABLE IF NOT EXISTS prominent USING fts5(
             title, headings, tags, description, content = '', contentless_delete = 1,
             prefix = '2 3', tokenize = \"ascii tokenchars '{SIGNS}'\"
         );
         {terms}
         PRAGMA application_id = {APPLICATION};
         PRAGMA user_version = {VERSION};
         COMMIT;",
        terms = terms::TABLE
    ))?;
    Ok(())
}

/// Looks whether it is an index, and whether its tables can be read.
fn check(connection: &Connection) -> Result<(), Error> {
    let application: i32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if application != APPLICATION {
        return Err(Error::Version);
    }
    for table in ["pages", "texts", "words", "prominent", "terms"] {
        connection.prepare(&format!("SELECT 1 FROM {table} LIMIT 1"))?.exists([])?;
    }
    Ok(())
}

/// Makes the file, for its owner alone; SQLite gives its companions the same mode.
fn make(file: &Path) -> Result<(), Error> {
    let made = OpenOptions::new().create_new(true).write(true).mode(0o600).open(file);
    match made {
        Err(source) if source.kind() != io::ErrorKind::AlreadyExists => {
            Err(Error::File { file: file.to_owned(), source })
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Removes an index.
pub(super) fn remove(file: &Path) -> Result<(), Error> {
    for companion in COMPANIONS {
        let mut name = file.as_os_str().to_owned();
        name.push(companion);
        let file = PathBuf::from(name);
        match fs::remove_file(&file) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(Error::File { file, source });
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}
