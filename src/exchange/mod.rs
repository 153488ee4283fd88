//! The words between a protocol and the site: a neutral request, a neutral response.
//!
//! A protocol's own words, and the bytes of the wire, are for `protocol`; what is served at a path,
//! for `site`.
//!
//! - A reference that an author wrote leads on as a path or stays as it was written
//!   (`exchange::redirection::tests::a_reference_is_a_path_or_a_url`).
//! - Every refusal has an answer in each protocol
//!   (`protocol::gemini::reply::tests::every_refusal_has_its_status_and_a_sentence`).

pub mod answer;
mod body;
mod redirection;
mod refusal;
mod writing;

pub use body::{Body, ReadAt};

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

pub use self::redirection::{Notice, Redirection};
pub use self::refusal::{NotTaken, Refusal};
pub use self::writing::{Act, Declared, NotWritten, Writing, Written};
use crate::escape::cleaned_line;
use crate::fingerprint::Fingerprint;
pub use crate::form::{Form, Protocol, View};
use crate::language::LanguageTags;
use crate::media::Media;
use crate::path::CapsulePath;

/// A client's question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// The path asked for; of several the first that is served. Gemini gives one, Gopher as many as
    /// a selector may mean. Never empty.
    pub paths: Vec<CapsulePath>,
    /// The form in which the client wants to read it.
    pub form: Form,
    /// The words that the client typed, decoded; `None` when it typed nothing.
    pub query: Option<String>,
}

/// The other end of a connection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Peer {
    /// Its address.
    pub address: IpAddr,
    /// The identity that it has proven, when it showed a certificate.
    pub identity: Option<Arc<Identity>>,
}

/// The facts of a client certificate. Whoever shows it has proven to hold its key; nobody vouches
/// for the name in it, so nothing is decided by that.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Identity {
    /// Of the whole certificate.
    pub certificate: Fingerprint,
    /// Of its public key (SubjectPublicKeyInfo).
    pub public_key: Fingerprint,
    /// From when it is valid.
    pub not_before: Timestamp,
    /// Until when it is valid.
    pub not_after: Timestamp,
    /// The common name of its subject, by which its owner wants to be called.
    pub name: Option<Arc<str>>,
}

/// The most characters of a name in a certificate that are shown.
const LONGEST_NAME: usize = 60;

impl Identity {
    /// Tests for the fingerprint of its certificate or of its key: an owner may have noted either.
    #[must_use]
    pub fn has(&self, fingerprint: &Fingerprint) -> bool {
        *fingerprint == self.certificate || *fingerprint == self.public_key
    }

    /// The name without what nobody sees, and no longer than fits a line; `None` when there is none.
    #[must_use]
    pub fn shown_name(&self) -> Option<String> {
        let name = cleaned_line(self.name.as_deref()?);
        Some(name.chars().take(LONGEST_NAME).collect::<String>()).filter(|it| !it.is_empty())
    }
}

/// The answer.
#[derive(Debug)]
pub enum Response {
    /// A page in the form that was asked for, or its text.
    Page(Page),
    /// A file, to be sent as it is.
    Stream(Stream),
    /// The content is elsewhere, or no more. A redirection inside the capsule reaches only a
    /// protocol with [`Protocol::redirects`].
    Redirection(Redirection),
    /// The client has to type something first.
    Prompt(Prompt),
    /// There is no such answer.
    Refused(Refusal),
}

/// A question that a client answers by typing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Prompt {
    /// The path that takes the words.
    pub path: CapsulePath,
    /// A name for it, in a few words.
    pub title: Cow<'static, str>,
    /// Sentences on what to type, in lines that a screen has room for.
    pub help: Vec<String>,
}

/// A page, rendered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// The form that it has.
    pub form: Form,
    /// The type of a text file that was filled in; `None` where the form says it.
    pub media: Option<Media>,
    /// Its text: lines that end in LF, or for a protocol with [`Protocol::wire_lines`] in CR LF as
    /// on the wire; a menu without the final dot.
    pub text: Bytes,
    /// Its language.
    pub language: Option<LanguageTags>,
}

/// A file to be sent.
#[derive(Debug)]
pub struct Stream {
    /// Its type.
    pub media: Media,
    /// For text: its character set, when it is known.
    pub charset: Option<Cow<'static, str>>,
    /// For text: its language.
    pub language: Option<LanguageTags>,
    /// Its bytes.
    pub body: Body,
}

/// A program besides propus that answers for every path below one, over SCGI. propus never starts
/// it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Application {
    /// The path that it answers for, with all below it.
    pub prefix: CapsulePath,
    /// The address that it listens at.
    pub socket: Socket,
    /// The longest time for the header of its answer, and then for each piece of the body.
    pub patience: Duration,
    /// The most bytes of a body.
    pub largest: u64,
    /// The most bytes of an upload that it is handed; `None` if it is handed none.
    pub largest_upload: Option<u64>,
}

/// The address of an application.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Socket {
    /// A Unix socket.
    Unix(PathBuf),
    /// A TCP port of this machine.
    Loopback(SocketAddr),
}

/// The facts of a capsule besides its pages, for protocols that can name them: `caps.txt` and
/// Gopher+.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct About {
    /// The person who runs it: `Name <address>`.
    pub admin: Option<String>,
    /// A sentence on what it holds.
    pub description: Option<String>,
    /// Its menus and texts are all ASCII.
    pub ascii: bool,
}
