//! `Refusal`: a reason why a client gets no answer. Its words are each protocol's own.

use crate::fingerprint::Fingerprint;

/// A reason why there is no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The request breaks a rule of the protocol.
    Malformed,
    /// The host, port or scheme is not served here.
    Foreign,
    /// Nothing is served under that name.
    NotFound,
    /// The server has as many clients as it can take.
    Overloaded,
    /// This client has as many connections as it may.
    TooMany,
    /// The server could not do it this time.
    Failed,
    /// The page is larger than those that are converted.
    TooLarge,
    /// The thing is in a zone, and the client showed no certificate.
    NoCertificate,
    /// The client's certificate, which has this fingerprint, is not one of those that the zone
    /// admits.
    NotAdmitted(Fingerprint),
    /// The client's certificate is not valid yet.
    CertificateTooEarly,
    /// The client's certificate is not valid any more.
    CertificateTooLate,
    /// The application that answers for the path did not.
    ApplicationFailed,
    /// The application that answers for the path sent what no client may see.
    ApplicationConfused,
    /// The letter was not taken.
    Letter(NotTaken),
}

/// A reason for which a letter to the author is not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotTaken {
    /// There were as many as may come in a time; after so many seconds one more may.
    TooSoon(u32),
    /// It has more characters than these.
    TooLong(u32),
    /// The author has as many to read as there is room for.
    Full,
    /// The disk, or the system, refuses.
    Failed,
}
