//! `Trouble`: why a server could not be asked, or what its answer breaks; and what a person can do
//! about each. Which exit code that is stands here too.

use std::io;
use std::time::Duration;

use thiserror::Error;
use tokio_rustls::rustls::{self, AlertDescription, CertificateError, InvalidMessage};

use crate::cli::Scheme;

/// How it went, as an exit code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Outcome {
    /// There was an answer, and it is no failure.
    Answered,
    /// The answer is a failure.
    Failed,
    /// The server can't be reached.
    Unreachable,
    /// What it says is not the protocol, or its certificate is expired or for another name.
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

/// What was being done when the time was over.
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

/// Why a server could not be asked, or what its answer breaks.
#[derive(Debug, Error)]
pub(super) enum Trouble {
    #[error("the name is not found: {0}")]
    NoName(io::Error),
    #[error("refused: nothing listens there")]
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
    #[error("the key is not the one that is remembered; nothing was asked")]
    Changed,
}

impl Trouble {
    /// Why there is no connection.
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

    /// Why there is no TLS.
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

    /// What it comes to.
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

    /// What a person can do about it.
    pub(super) fn advice(&self, scheme: Scheme, port: u16) -> Option<String> {
        let advice = match self {
            Self::NoName(_) => {
                "Is the name spelled right, and is there an A or AAAA record for it? New records take a while to be \
                 seen; --connect ADDR:PORT asks a server whose name is not there yet"
            }
            Self::Refused => {
                return Some(format!(
                    "The machine answers, but nothing listens on port {port}. Does the server run, and on that port? \
                     Behind a router, is the port forwarded to the right machine?"
                ));
            }
            Self::NoWay(_) => {
                "This machine has no connection of that kind, so nothing is known of that address"
            }
            Self::NoConnection(_) | Self::TimeOver(Step::Connecting, _) => {
                return Some(format!(
                    "Nobody answers, not even with a refusal. Most often a firewall drops what comes in on port {port}, \
                     or the address is not the machine's any more"
                ));
            }
            Self::NoTls | Self::HandshakeEnded(_) if scheme == Scheme::Gophers => {
                "A server may speak Gopher there without TLS: try gopher://, without --tls"
            }
            Self::NoTls | Self::HandshakeEnded(_) => {
                "Another kind of server listens there, such as one for the web or for Gopher"
            }
            Self::Alert(AlertDescription::UnrecognisedName) => {
                "The server has no certificate for that name"
            }
            Self::Alert(AlertDescription::ProtocolVersion) => {
                "The server speaks only versions of TLS before 1.2"
            }
            Self::Alert(AlertDescription::HandshakeFailure) => {
                "The server shares no cipher or version with this client, or has no certificate for that name"
            }
            Self::Silent | Self::NoMenu if scheme == Scheme::Gopher => {
                "Another kind of server may listen there: try --tls, or gemini://"
            }
            // With TLS already.
            Self::Silent | Self::NoMenu if scheme == Scheme::Gophers => {
                "Another kind of server may listen there: try gemini://"
            }
            Self::NoHeader(text) if text.starts_with("HTTP/") => "That is a web server",
            Self::CutOff => {
                "Clients can't tell such an end from a broken connection; the server should close TLS itself"
            }
            Self::OtherName => {
                "Clients that compare names will warn of it. With propus, start the server with --host, or make a \
                 certificate for all its names: propus cert renew HOST --alias NAME"
            }
            Self::Expired | Self::TooEarly => {
                "Clients will warn of it. With propus, `propus cert renew HOST` makes a new one for the same key; a \
                 wrong clock, here or there, looks the same"
            }
            Self::Changed => {
                "If the owner of the server tells you of the new key, --trust takes it in the place of the old one. Else \
                 somebody may be between you and the server"
            }
            Self::TimeOver(..)
            | Self::Alert(_)
            | Self::NotItsKey
            | Self::Handshake(_)
            | Self::Broken(_)
            | Self::Silent
            | Self::NoMenu
            | Self::NoHeader(_)
            | Self::LongHeader
            | Self::HalfHeader => return None,
        };
        Some(advice.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_told_to_try_what_was_tried() {
        let check = |scheme: Scheme, expected: &str| {
            assert_eq!(Trouble::NoMenu.advice(scheme, 70).as_deref(), Some(expected));
        };
        check(Scheme::Gopher, "Another kind of server may listen there: try --tls, or gemini://");
        check(Scheme::Gophers, "Another kind of server may listen there: try gemini://");
    }
}
