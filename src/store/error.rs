//! `StoreError`: why the store did not do what it was asked for.

use std::io;

use thiserror::Error;

/// The reason for which the store did not do something.
#[derive(Clone, Debug, Error)]
pub enum StoreError {
    /// No member answers.
    #[error("the store does not answer ({0})")]
    Away(String),
    /// A member has refused a call.
    #[error("the store refuses: {0}")]
    Refused(String),
    /// A member does not know, or does not know any more, who asks.
    #[error("the store wants a user; name one in [store], with a password that it knows")]
    Token,
    /// What lies in the store is not what was written there.
    #[error("what lies in the store can't be read: {0}")]
    Odd(String),
    /// Somebody else was first.
    #[error("somebody else has written a version meanwhile")]
    Conflict,
    /// The store has nothing of this host.
    #[error("the store holds nothing for this host yet; begin with `propus store init`")]
    Empty,
    /// It would be too much for the store.
    #[error("{0}")]
    TooMuch(String),
    /// The files here can't be read or written.
    #[error("{0}")]
    Files(String),
    /// Certificates, keys or passwords can't be used.
    #[error("{0}")]
    Credentials(String),
}

impl StoreError {
    /// True where another member may do what this one did not.
    pub(super) fn is_away(&self) -> bool {
        matches!(self, Self::Away(_))
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        Self::Files(error.to_string())
    }
}
