//! The lines of a `gophermap`: fields between TABs, lines with a meaning of their own, words.

use std::borrow::Cow;

use super::line::{Item, Line};
use crate::media::ItemType;

/// Reads a line. One without a meaning of its own is words.
pub(super) fn read(line: &str) -> Line<'_> {
    special(line).or_else(|| item(line)).unwrap_or(Line::Info(Cow::Borrowed(line)))
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
        '!' if !alone => {
            Some(Line::Title(rest.split_once('\t').map_or(rest, |(title, _)| title).trim()))
        }
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
    if whole { Some(Line::Kind(ending, kind)) } else { None }
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
    let (host, port) = (filled(fields.next()), filled(fields.next()));
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

/// A field that has words.
fn filled(field: Option<&str>) -> Option<Cow<'_, str>> {
    field.map(str::trim).filter(|it| !it.is_empty()).map(Cow::Borrowed)
}
