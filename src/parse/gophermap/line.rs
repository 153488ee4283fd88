//! One line of a menu: what its author means by it. Whether it can be done is for `gather`.

use std::borrow::Cow;

use super::{MenuDialect, gph};
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
    /// `=name`: another file, in this place.
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

/// Reads a line.
pub(super) fn read(line: &str, dialect: MenuDialect) -> Line<'_> {
    match dialect {
        MenuDialect::Gophermap => {
            special(line).or_else(|| item(line)).unwrap_or(Line::Info(Cow::Borrowed(line)))
        }
        MenuDialect::Gph => gph::read(line),
    }
}

/// A line with a meaning of its own. Drawings and rules begin with the same characters, so what
/// can't be meant is text.
fn special(line: &str) -> Option<Line<'_>> {
    let mut characters = line.chars();
    let (first, rest) = (characters.next()?, characters.as_str());
    let alone = rest.trim().is_empty();
    let named = !alone && !rest.starts_with([' ', first]) && !rest.contains('\t');
    match first {
        '#' => Some(Line::Comment),
        '!' if !alone => Some(Line::Title(rest.split('\t').next().unwrap_or_default().trim())),
        '.' if alone => Some(Line::End),
        '*' if alone => Some(Line::Listing),
        '~' | '%' if alone => Some(Line::Refused(first)),
        '-' if named => Some(Line::Hide(rest.trim_end())),
        '=' if named => Some(Line::Include(rest.trim_end())),
        ':' => kind(rest),
        _ => None,
    }
}

/// `ext=type`.
fn kind(rest: &str) -> Option<Line<'_>> {
    let (ending, kind) = rest.trim_end().split_once('=')?;
    let mut characters = kind.chars();
    let kind = characters.next().and_then(ItemType::by_hand)?;
    let whole =
        characters.next().is_none() && !ending.is_empty() && !ending.contains(char::is_whitespace);
    whole.then_some(Line::Kind(ending, kind))
}

/// `Xname TAB selector TAB host TAB port`, of which the last three may be missing: a link.
pub(super) fn item(line: &str) -> Option<Line<'_>> {
    let mut fields = line.split('\t');
    let mut first = fields.next()?.chars();
    let kind = first.next().and_then(ItemType::by_hand)?;
    let display = first.as_str();
    let selector = fields.next()?;
    if kind == ItemType::Info {
        return Some(Line::Info(Cow::Borrowed(display)));
    }
    let mut field = || fields.next().map(str::trim).filter(|it| !it.is_empty()).map(Cow::Borrowed);
    let (host, port) = (field(), field());
    // With a host an empty selector is the root there.
    let selector = if selector.is_empty() && host.is_none() { display } else { selector };
    Some(Line::Item(Item {
        kind,
        display: Cow::Borrowed(display),
        selector: Cow::Borrowed(selector),
        host,
        port,
    }))
}
