//! `Failure`: the reason for which a server could not be asked, or the rule that its answer breaks;
//! and the exit codes.

mod advice;

use std::io;
use std::time::Duration;

use thiserror::Error;
use tokio_rustls::rustls::{self, AlertDescription, CertificateError, InvalidMessage};

/// Outcome of a request, as an exit code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Outcome {
    /// There was an answer, and it is no failure.
    Answered,
    /// The answer is a failure.
    Failed,
    /// The server can't be reached.
    Unreachable,
    /// Its answer is not of the protocol, or its certificate is expired or for another name.
    Broken,
    /// It has another key than before.
    Changed,
}

impl Outcome {
    /// The exit code. 2 is wrong usage.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Answered => 0,
            Self::Failed => 1,
            Self::Unreachable => 3,
            Self::Broken => 4,
            Self::Changed => 5,
        }
    }
}

/// Step that was under way when the time was over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub(super) enum Step {
    #[error("looking up the name")]
    LookUp,
    #[error("connecting")]
    Connecting,
    #[error("the TLS handshake")]
    Handshake,
    #[error("waiting for the answer")]
    Waiting,
    #[error("reading the answer")]
    Reading,
}

/// Reason for which a server could not be asked, or rule that its answer breaks.
#[derive(Debug, Error)]
pub(super) enum Failure {
    #[error("the name is not found: {0}")]
    NoName(io::Error),
    #[error("refused: the machine answers, but nothing listens there")]
    Refused,
    #[error("there is no way there from this machine: {0}")]
    NoWay(io::Error),
    #[error("it can't be reached: {0}")]
    NoConnection(io::Error),
    #[error("not done in {1:?}: {0}")]
    TimeOver(Step, Duration),
    #[error("what answers does not speak TLS")]
    NoTls,
    #[error("the server broke off the handshake: {0:?}")]
    Alert(AlertDescription),
    #[error("the server can't prove that it has the key of its certificate")]
    NotItsKey,
    #[error("the TLS handshake failed: {0}")]
    Handshake(rustls::Error),
    #[error("the connection ended in the TLS handshake: {0}")]
    HandshakeEnded(io::Error),
    #[error("the connection broke: {0}")]
    Broken(io::Error),
    #[error("the connection was closed without an answer")]
    Silent,
    #[error("the answer to what should be a menu is none")]
    NoMenu,
    #[error("the answer begins with no header: {0:?}")]
    NoHeader(String),
    #[error("the header is longer than a status and 1024 bytes")]
    LongHeader,
    #[error("the answer ended in the middle of its header")]
    HalfHeader,
    #[error(
        "the connection was closed without close_notify, so the end of the answer may be missing"
    )]
    CutOff,
    #[error("the certificate is for another name")]
    OtherName,
    #[error("the certificate has expired")]
    Expired,
    #[error("the certificate is not valid yet")]
    TooEarly,
    #[error("nothing was asked, since the key has changed")]
    Changed,
}

impl Failure {
    /// Reason for which there is no connection.
    pub(super) fn of_connection(error: io::Error) -> Self {
        let kind = error.kind();
        if kind == io::ErrorKind::ConnectionRefused {
            Self::Refused
        } else if matches!(
            kind,
            io::ErrorKind::NetworkUnreachable | io::ErrorKind::AddrNotAvailable
        ) {
            Self::NoWay(error)
        } else {
            Self::NoConnection(error)
        }
    }

    /// Reason for which there is no TLS.
    pub(super) fn of_handshake(error: io::Error) -> Self {
        let Some(inner) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>())
        else {
            return Self::HandshakeEnded(error);
        };
        if let rustls::Error::AlertReceived(alert) = inner {
            return Self::Alert(*alert);
        }
        let signature = rustls::Error::InvalidCertificate(CertificateError::BadSignature);
        let content = rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType);
        if *inner == content {
            Self::NoTls
        } else if *inner == signature {
            Self::NotItsKey
        } else {
            Self::Handshake(inner.clone())
        }
    }

    /// Outcome that it makes.
    pub(super) fn outcome(&self) -> Outcome {
        match self {
            Self::NoName(_) | Self::Refused | Self::NoWay(_) | Self::NoConnection(_) => {
                Outcome::Unreachable
            }
            Self::TimeOver(Step::LookUp | Step::Connecting, _) => Outcome::Unreachable,
            Self::TimeOver(Step::Handshake | Step::Waiting | Step::Reading, _)
            | Self::NoTls
            | Self::Alert(_)
            | Self::NotItsKey
            | Self::Handshake(_)
            | Self::HandshakeEnded(_)
            | Self::Broken(_)
            | Self::Silent
            | Self::NoMenu
            | Self::NoHeader(_)
            | Self::LongHeader
            | Self::HalfHeader
            | Self::CutOff
            | Self::OtherName
            | Self::Expired
            | Self::TooEarly => Outcome::Broken,
            Self::Changed => Outcome::Changed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_a_connection_from_coming_about_is_told_apart() {
        let of = |kind: io::ErrorKind| Failure::of_connection(kind.into());
        assert!(matches!(of(io::ErrorKind::ConnectionRefused), Failure::Refused));
        assert!(matches!(of(io::ErrorKind::NetworkUnreachable), Failure::NoWay(_)));
        assert!(matches!(of(io::ErrorKind::AddrNotAvailable), Failure::NoWay(_)));
        assert!(matches!(of(io::ErrorKind::TimedOut), Failure::NoConnection(_)));
    }

    #[test]
    fn what_keeps_a_handshake_from_coming_about_is_told_apart() {
        let of = |error: rustls::Error| Failure::of_handshake(io::Error::other(error));
        let name = AlertDescription::UnrecognisedName;
        assert!(matches!(of(rustls::Error::AlertReceived(name)), Failure::Alert(it) if it == name));
        let content = InvalidMessage::InvalidContentType;
        assert!(matches!(of(rustls::Error::InvalidMessage(content)), Failure::NoTls));
        let signature = CertificateError::BadSignature;
        assert!(matches!(of(rustls::Error::InvalidCertificate(signature)), Failure::NotItsKey));
        assert!(matches!(of(rustls::Error::DecryptError), Failure::Handshake(_)));
        let ended = Failure::of_handshake(io::ErrorKind::UnexpectedEof.into());
        assert!(matches!(ended, Failure::HandshakeEnded(_)));
    }

    #[test]
    fn an_outcome_says_whether_there_was_a_connection_or_another_key() {
        let late = |step| Failure::TimeOver(step, Duration::from_secs(1));
        let gone = || io::Error::from(io::ErrorKind::TimedOut);
        for failure in [
            Failure::NoName(gone()),
            Failure::Refused,
            Failure::NoWay(gone()),
            Failure::NoConnection(gone()),
            late(Step::LookUp),
            late(Step::Connecting),
        ] {
            assert_eq!(failure.outcome(), Outcome::Unreachable, "{failure}");
        }
        for failure in [
            late(Step::Handshake),
            late(Step::Waiting),
            late(Step::Reading),
            Failure::NoTls,
            Failure::Silent,
            Failure::Expired,
        ] {
            assert_eq!(failure.outcome(), Outcome::Broken, "{failure}");
        }
        assert_eq!(Failure::Changed.outcome(), Outcome::Changed);
    }
}
