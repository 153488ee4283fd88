//! What a client that writes asks for, and what it is answered: the source of a page, and a text or
//! a picture in its place. The bytes are for `protocol` and `net`, the file for `upload`.

use bytes::Bytes;
use thiserror::Error;

use super::refusal::Refusal;
use crate::path::CapsulePath;

/// A client's wish to read a source, or to write one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Writing {
    /// The path whose source is meant.
    pub path: CapsulePath,
    /// The wish.
    pub act: Act,
}

/// What is wished for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Act {
    /// The source, to be changed.
    Edit,
    /// Another source in its place, which follows.
    Upload(Declared),
}

/// What a client says of the bytes that follow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Declared {
    /// Their number.
    pub size: u64,
    /// Their MIME type, if it is given.
    pub mime: Option<String>,
    /// A word of the client's to the server.
    pub token: Option<String>,
}

impl Declared {
    /// Says whether the client means to replace whatever is there.
    #[must_use]
    pub fn replaces(&self) -> bool {
        self.token.as_deref() == Some("replace")
    }
}

/// The answer to one who writes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Written {
    /// The source, with its MIME type.
    Source {
        /// The type without parameters.
        mime: String,
        /// The text, in UTF-8.
        text: Bytes,
    },
    /// It is done, and served at this path.
    Served(CapsulePath),
    /// It is done, and there is something to say: gemtext.
    Said(String),
    /// Nothing was done, for a reason that readers hear, too.
    Refused(Refusal),
    /// Nothing was done.
    NotWritten(NotWritten),
}

/// Reason for which nothing was written; its text is sent to the client.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum NotWritten {
    /// Nobody may write on this host.
    #[error("Nobody can write here from a client; the owner has not configured uploads")]
    Off,
    /// More bytes than may be written at once.
    #[error("That is too large; at most {0} bytes may be uploaded here")]
    TooLarge(u64),
    /// The identity has written as much as it may in a day.
    #[error("You have uploaded as much as you may in a day; try again tomorrow")]
    Quota,
    /// The thing at the path has no source of its own.
    #[error("This page is made by {0}; it has no source that could be edited")]
    Made(&'static str),
    /// The file at the path is no text.
    #[error("This is no text in UTF-8, so it can't be edited here")]
    NoText,
    /// No file may have that name.
    #[error("No page can have that name here; try another one")]
    NoName,
    /// The zone is for other things.
    #[error("Only {0} may be uploaded here")]
    Kind(&'static str),
    /// Nothing may be deleted in the zone.
    #[error("Nothing may be deleted here; an empty upload would delete this page")]
    NoDeleting,
    /// An upload without bytes, of no type: clients of old send it by mistake at their start.
    #[error("An upload without a size and a type is taken for a mistake of the client")]
    Nothing,
    /// The text is not in UTF-8.
    #[error("The text is not in UTF-8; save it so and upload it again")]
    NotUtf8,
    /// The bytes do not begin as the ending says.
    #[error("The file does not begin as a picture of that kind does; look at its ending")]
    NotThatPicture,
    /// A converted page would be replaced by one who has not seen its source.
    #[error(
        "This page is made from another text than the one that is shown, so nothing was replaced; \
         open {edit} and edit that. Your text is kept as number {kept} of the history"
    )]
    Blind {
        /// The URL by which the source is opened.
        edit: String,
        /// The number of the entry.
        kept: u64,
    },
    /// Somebody else has changed the same lines.
    #[error(
        "Somebody else has changed the same lines meanwhile, so nothing was replaced; open {edit} \
         and edit it again. Your text is kept as number {kept} of the history"
    )]
    Conflict {
        /// The URL by which the source is opened.
        edit: String,
        /// The number of the entry.
        kept: u64,
    },
    /// The front matter of the text leads out of the part that its writer may write to.
    #[error(
        "The front matter gives this page an address where you may not write, so nothing was \
         written. Your text is kept as number {0} of the history"
    )]
    Elsewhere(u64),
    /// Another process has taken over meanwhile, and knows who may write by now.
    #[error(
        "The server was given other rules while your text was on its way, so nothing was written; \
         send it again{}",
        kept.map_or_else(String::new, |kept| format!(". It is kept as number {kept} of the history"))
    )]
    OtherRules {
        /// The number of the entry; none where there is nothing to keep.
        kept: Option<u64>,
    },
    /// The disk, or the system, refuses.
    #[error("The server could not write that just now, and all is as it was; try again later")]
    Failed,
}
