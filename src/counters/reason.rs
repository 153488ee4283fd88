//! Reasons for which connections and handshakes came to nothing, and ends of uploads, as labels of
//! counters.

use crate::exchange::Refusal;

/// Reason for which a connection came to nothing, though a client wanted one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TurnedAway {
    /// The server had as many as it may.
    Overloaded,
    /// The address had as many as it may.
    TooMany,
    /// It came from a proxy without a header that names the client.
    NoHeader,
    /// It gave its permit to a newcomer: before it asked for anything, or in the middle of an
    /// answer of which it took nothing, or as one of very many of its network.
    Displaced,
    /// The system could not accept it, most often for want of descriptors.
    NotAccepted,
}

/// Reason for which there was no handshake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoHandshake {
    /// The client took too long, or said nothing.
    Late,
    /// The first bytes were not TLS.
    NotTls,
    /// The client speaks nothing newer than TLS 1.1.
    TooOld,
    /// The two found no common ground, or the client broke off.
    Failed,
}

/// What became of an upload of one who may write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Upload {
    /// It is in its place.
    Written,
    /// It is in its place together with another's changes.
    Merged,
    /// It was empty, and the file is gone.
    Deleted,
    /// It was not written, for a reason that its writer was told.
    Refused,
    /// It could not be written.
    Failed,
}

impl Upload {
    pub(super) const ALL: [Self; 5] =
        [Self::Written, Self::Merged, Self::Deleted, Self::Refused, Self::Failed];

    /// The word for it in counters and in the log.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Merged => "merged",
            Self::Deleted => "deleted",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

impl TurnedAway {
    pub(super) const ALL: [Self; 5] =
        [Self::Overloaded, Self::TooMany, Self::NoHeader, Self::Displaced, Self::NotAccepted];

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Overloaded => "overloaded",
            Self::TooMany => "too-many-of-address",
            Self::NoHeader => "no-proxy-header",
            Self::Displaced => "displaced",
            Self::NotAccepted => "not-accepted",
        }
    }
}

impl From<Refusal> for TurnedAway {
    fn from(refusal: Refusal) -> Self {
        if refusal == Refusal::TooMany { Self::TooMany } else { Self::Overloaded }
    }
}

impl NoHandshake {
    pub(super) const ALL: [Self; 4] = [Self::Late, Self::NotTls, Self::TooOld, Self::Failed];

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::NotTls => "not-tls",
            Self::TooOld => "too-old",
            Self::Failed => "failed",
        }
    }
}
