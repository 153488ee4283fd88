//! `Error`: what may be wrong with an index.

use std::io;
use std::path::PathBuf;

use rusqlite::ErrorCode;
use thiserror::Error;

/// An index that can't be read or written.
#[derive(Debug, Error)]
pub enum Error {
    /// What the library says.
    #[error(transparent)]
    Index(#[from] rusqlite::Error),
    /// Its file can't be made, or not be removed.
    #[error("{}: {source}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// What is in it can't be.
    #[error("it holds what nobody has written")]
    Damage,
    /// It is of another version.
    #[error("it was made by another version of propus")]
    Version,
}

impl Error {
    /// True while another process writes.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let busy = [ErrorCode::DatabaseBusy, ErrorCode::DatabaseLocked];
        self.code().is_some_and(|code| busy.contains(&code))
    }

    /// True when there is no room for more.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.code() == Some(ErrorCode::DiskFull)
    }

    /// True when a question ended because its time was over.
    #[must_use]
    pub(super) fn is_end_of_time(&self) -> bool {
        self.code() == Some(ErrorCode::OperationInterrupted)
    }

    /// True for an error of what was asked, such as that there is no such table: at the opening, where
    /// only what must be there is asked for, a sign of damage.
    #[must_use]
    pub(super) fn is_of_question(&self) -> bool {
        self.code() == Some(ErrorCode::Unknown)
    }

    fn code(&self) -> Option<ErrorCode> {
        if let Self::Index(error) = self { error.sqlite_error_code() } else { None }
    }

    /// True for an index that is to be thrown away.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Version | Self::Damage => true,
            Self::File { .. } => false,
            Self::Index(rusqlite::Error::SqliteFailure(failure, _)) => {
                matches!(failure.code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
            }
            // A value of another type than what was written, or a table that is gone.
            Self::Index(error) => matches!(
                error,
                rusqlite::Error::FromSqlConversionFailure(..)
                    | rusqlite::Error::InvalidColumnType(..)
                    | rusqlite::Error::Utf8Error(..)
                    | rusqlite::Error::IntegralValueOutOfRange(..)
                    | rusqlite::Error::SqlInputError { .. }
            ),
        }
    }
}
