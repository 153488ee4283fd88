//! `EditError`: a configuration file that can't be edited as was asked for.

use thiserror::Error;

use crate::fingerprint::NoFingerprint;

/// Reason for which a file can't be edited.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum EditError {
    /// It is no TOML.
    #[error("{0}")]
    Syntax(String),
    /// There is no such zone, in tables of that name.
    #[error(
        "there is no zone{zone} to {right}; it begins with [[host.{table}]] and a line such as \
         path = \"/members/\""
    )]
    NoZone {
        /// What was said of it; empty if nothing was.
        zone: String,
        /// What can be done there: `read` or `write`.
        right: &'static str,
        /// The name of the tables.
        table: &'static str,
    },
    /// There are several.
    #[error("--zone or --host is missing: several zones are meant ({0})")]
    WhichZone(String),
    /// The zone admits everyone.
    #[error("the zone {0} admits everyone who has a certificate; remove its line any = true first")]
    Open(String),
    /// The name is taken.
    #[error(
        "{0} is admitted to the zone already, under that name or with that certificate; remove it \
         first"
    )]
    Known(String),
    /// A name that can't be shown.
    #[error("a name is a word or several, without control characters")]
    Name,
    /// Nobody has that name.
    #[error("nobody of the name {0} is admitted to the zone; `propus id list` shows who is")]
    Unknown(String),
    /// A zone that admits nobody would be a mistake.
    #[error(
        "{0} is the last one whom the zone admits; add another first, or remove the zone from the \
         file"
    )]
    Last(String),
    /// A fingerprint is none.
    #[error("{0}: {1}; or the number of one in `propus id pending`")]
    Fingerprint(String, NoFingerprint),
    /// Tables are written as values.
    #[error(
        "write each identity below a line [[host.{0}.identity]] of its own; a list in one line \
         can't be edited"
    )]
    Inline(&'static str),
    /// Of those who were not admitted nobody has that number.
    #[error("nobody has the number {0}; `propus id pending` shows who was not admitted")]
    NoNumber(u64),
}
