//! What is written into the store besides pieces: the head, changes, bases.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::error::StoreError;
use crate::content::mirror::{Digest, Edits, Record};

/// The newest version.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Head {
    /// Its number.
    pub version: u64,
    /// Digest of its tree.
    pub digest: Digest,
    /// Number of files.
    pub files: usize,
    /// Bytes of all files.
    pub bytes: u64,
    /// Second of the Unix clock at which it was written, by the clock of who did.
    pub when: i64,
}

impl Head {
    /// That of a tree.
    pub(super) fn of(record: &Record, when: i64) -> Self {
        Self {
            version: record.version,
            digest: record.digest(),
            files: record.len(),
            bytes: record.bytes(),
            when,
        }
    }
}

/// What a version changed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Change {
    /// By which who wrote it knows it again.
    pub(super) nonce: String,
    /// The box, and what it was doing.
    pub(super) by: String,
    pub(super) when: i64,
    pub(super) edits: Long<Edits>,
}

/// A tree as a whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Base {
    pub(super) version: u64,
    /// Pieces of its record, in their order.
    pub(super) record: Vec<Digest>,
}

/// Something that may be too long for its key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Long<T> {
    /// It is not.
    Here(T),
    /// It lies in pieces, in this order.
    Pieces(Vec<Digest>),
}

/// One look for garbage.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Mark {
    pub(super) when: i64,
    /// Revision of the store at that time.
    pub(super) revision: i64,
}

/// As it is written.
pub(super) fn written(value: &impl Serialize) -> Vec<u8> {
    // Texts, numbers and lists of them can be written.
    serde_json::to_vec(value).unwrap_or_default()
}

/// Reads what [`written`] wrote.
pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(bytes).map_err(|error| StoreError::Odd(error.to_string()))
}
