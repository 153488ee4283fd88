//! `Line`: the meaning of one line of a menu. Doing it is left to `gather`.

use std::borrow::Cow;

use crate::media::ItemType;

/// The meaning of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Line<'a> {
    /// Words to read.
    Info(Cow<'a, str>),
    /// A link.
    Item(Item<'a>),
    /// `!title`: what the menu is called, or a part of it.
    Title(&'a str),
    /// `#…`: nothing that is shown.
    Comment,
    /// `.`: the end.
    End,
    /// `*`: the end, and the folder's listing.
    Listing,
    /// `-name`: what the listing leaves out.
    Hide(&'a str),
    /// `:ext=type`: the type of files with an ending, in the listing.
    Kind(&'a str, ItemType),
    /// `=name`: another file, here.
    Include(&'a str),
    /// `~` or `%`: what other servers make of their machine, and this one doesn't.
    Refused(char),
}

/// A link, as it was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Item<'a> {
    /// Its type.
    pub(super) kind: ItemType,
    /// The words that a reader sees.
    pub(super) display: Cow<'a, str>,
    /// The selector, as it was written.
    pub(super) selector: Cow<'a, str>,
    /// The host; `None` for this one.
    pub(super) host: Option<Cow<'a, str>>,
    /// The port; `None` for the usual one.
    pub(super) port: Option<Cow<'a, str>>,
}
