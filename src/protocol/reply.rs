//! `Reply`: the bytes of an answer, as the protocols make them. When they are written, and how
//! fast, is for `net`.

use std::fmt::Display;

use bytes::Bytes;

use crate::exchange::Body;

/// An answer, ready to be written: head, body, tail.
#[derive(Debug)]
pub struct Reply {
    /// Gemini's number for what became of the request. Others have none of their own, or another;
    /// the log uses the same for all.
    pub status: u8,
    /// Bytes before the body.
    pub head: Bytes,
    /// The content that was asked for.
    pub body: ReplyBody,
    /// Bytes after the body.
    pub tail: &'static [u8],
}

/// Body of an answer.
#[derive(Debug)]
pub enum ReplyBody {
    /// All of it; may be empty.
    Whole(Bytes),
    /// A file of any size, read while it is sent.
    File(FileBody),
}

/// A file to be sent.
#[derive(Debug)]
pub struct FileBody {
    /// Its bytes; as many are sent as there were when it was opened.
    pub body: Body,
    /// Change that the bytes undergo on the way.
    pub coding: Coding,
}

/// Change that the bytes of a file undergo on the way.
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
    /// A header without a body: `start SP meta CR LF`, without control characters, and of `meta` at
    /// most so many bytes.
    pub(super) fn header(status: u8, start: impl Display, meta: &str, longest: usize) -> Self {
        let (meta, _) = meta.split_at(meta.floor_char_boundary(longest));
        let clean = meta.replace(char::is_control, "");
        let head = Bytes::from(format!("{start} {clean}\r\n"));
        Self { head, ..Self::whole(status, Bytes::new()) }
    }

    /// An answer that is known as a whole.
    #[must_use]
    pub fn whole(status: u8, bytes: impl Into<Bytes>) -> Self {
        Self { status, head: Bytes::new(), body: ReplyBody::Whole(bytes.into()), tail: b"" }
    }
}
