//! `Reply`: the bytes of an answer, as the protocols make them. When they are written, and how
//! fast, is for `net`.

use std::fs::File;

use bytes::Bytes;

/// An answer, ready to be written: head, body, tail.
#[derive(Debug)]
pub struct Reply {
    /// Gemini's number for what became of the request. Gopher has none of its own; the log uses the
    /// same for both.
    pub status: u8,
    /// What goes before the body.
    pub head: Bytes,
    /// What was asked for.
    pub body: Body,
    /// What goes after the body.
    pub tail: &'static [u8],
}

/// The body of an answer.
#[derive(Debug)]
pub enum Body {
    /// All of it; may be empty.
    Whole(Bytes),
    /// A file, of any size.
    File(FileBody),
}

/// A file to be sent.
#[derive(Debug)]
pub struct FileBody {
    /// The open file, at its beginning.
    pub file: File,
    /// How many bytes of it are sent.
    pub size: u64,
    /// What becomes of them on the way.
    pub coding: Coding,
}

/// What becomes of the bytes of a file on the way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Coding {
    /// Nothing.
    AsIs,
    /// Gopher's lines of text, see [`crate::render::wire_text`].
    GopherText,
    /// The same, and a dot on a line of its own after them.
    GopherTextDot,
}

impl Reply {
    /// An answer that is known as a whole.
    #[must_use]
    pub fn whole(status: u8, bytes: impl Into<Bytes>) -> Self {
        Self { status, head: Bytes::new(), body: Body::Whole(bytes.into()), tail: b"" }
    }
}
