//! `EditError`: a configuration file that can't be edited as was asked for.

use thiserror::Error;

use crate::fingerprint::NoFingerprint;

/// Reason for which a file can't be edited.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum EditError {
    /// It is no TOML.
    #[error("{0}")]
    Syntax(String),
    /// There is no such zone.
    #[error(
        "there is no zone{0}; a zone begins with [[host.zone]] and a line such as path = \
         \"/members/\""
    )]
    NoZone(String),
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
    #[error("{0}: {1}")]
    Fingerprint(String, NoFingerprint),
}
