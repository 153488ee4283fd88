//! What passes between a protocol and the site: a neutral request, a neutral response. No protocol's words, no bytes
//! of the wire.

use std::fs::File;
use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;

use crate::media::Media;
use crate::path::CapsulePath;

/// What a client asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// The path asked for; of several the first that is served. Gemini gives one, Gopher as many as a selector may
    /// mean. Never empty.
    pub paths: Vec<CapsulePath>,
    /// How the client wants to read a page.
    pub form: Form,
    /// What the client typed, decoded; `None` when it typed nothing.
    pub query: Option<String>,
}

/// What a page becomes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Form {
    /// Gemtext, for Gemini.
    Gemtext,
    /// A Gopher menu.
    Menu,
    /// Plain text, as [`Form::Gemtext`]'s `page.txt`: links are Gemini URLs.
    GeminiText,
    /// Plain text, as [`Form::Menu`]'s `page.txt`: links are Gopher URLs.
    GopherText,
    /// An Atom feed whose links are Gemini URLs.
    GeminiFeed,
    /// An Atom feed whose links are Gopher URLs.
    GopherFeed,
}

/// Who asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Peer {
    /// Its address.
    pub address: IpAddr,
}

/// The answer.
#[derive(Debug)]
pub enum Response {
    /// A page in the form that was asked for, or its text.
    Page(Page),
    /// A file, to be sent as it is.
    Stream(Stream),
    /// The thing is elsewhere in this capsule.
    Redirect {
        /// Where.
        to: CapsulePath,
        /// Whether it stays there.
        permanent: bool,
    },
    /// The thing is elsewhere: an absolute URL.
    Elsewhere {
        /// Where.
        url: String,
        /// Whether it stays there.
        permanent: bool,
    },
    /// The client has to type something first.
    Prompt(Prompt),
    /// There is no such answer.
    Refused(Refusal),
}

/// What a client is to type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Prompt {
    /// Where it goes.
    pub path: CapsulePath,
    /// What is asked for, in a few words.
    pub title: &'static str,
    /// What becomes of it, in sentences.
    pub help: &'static [&'static str],
}

/// A page, rendered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// What it became.
    pub form: Form,
    /// Its text: lines that end in LF. For [`Form::Menu`], [`Form::GopherText`] and [`Form::GopherFeed`] the bytes of the wire: lines that
    /// end in CR LF, a menu without the final dot.
    pub text: Bytes,
    /// Its language, as BCP 47 says it.
    pub language: Option<Arc<str>>,
}

/// A file to be sent.
#[derive(Debug)]
pub struct Stream {
    /// What it is.
    pub media: Media,
    /// For text: its character set, when it is known.
    pub charset: Option<&'static str>,
    /// For text: its language.
    pub language: Option<Arc<str>>,
    /// The open file, at its beginning.
    pub file: File,
    /// How many bytes it had when it was opened.
    pub size: u64,
}

/// Why there is no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The request breaks a rule of the protocol.
    Malformed,
    /// The host, port or scheme is not served here.
    Foreign,
    /// Nothing is served under that name.
    NotFound,
    /// It was served once and never will be again.
    Gone,
    /// The server has as many clients as it can take.
    Overloaded,
    /// This client has as many connections as it may.
    TooMany,
    /// The server could not do it this time.
    Failed,
}
