//! The lines of geomyidae's `.gph` files: `[type|text|selector|server|port]`, and words.

use std::borrow::Cow;

use super::line::{Item, Line};
use super::tabs;
use crate::media::ItemType;

/// Reads a line. One that looks like a link but has too few fields, or too many, is words.
pub(super) fn read(line: &str) -> Line<'_> {
    if let Some(inner) = line.strip_prefix("[|") {
        // So words may begin with a bracket.
        return Line::Info(Cow::Borrowed(inner));
    }
    if let Some(item) = line.strip_prefix('[').and_then(link) {
        return item;
    }
    // Other servers that know these files divide links by TABs, which geomyidae forbids.
    if let Some(item) = tabs::item(line) {
        return item;
    }
    // A `t` in front lets words begin with any character, a `t` too.
    Line::Info(Cow::Borrowed(line.strip_prefix('t').unwrap_or(line)))
}

/// Reads a link behind its opening bracket.
fn link(inner: &str) -> Option<Line<'static>> {
    let [kind, display, selector, host, port] = fields(inner)?;
    let kind = kind.chars().next().and_then(ItemType::by_hand)?;
    if kind == ItemType::Info {
        return Some(Line::Info(Cow::Owned(display)));
    }
    Some(Line::Item(Item {
        kind,
        display: Cow::Owned(display),
        selector: Cow::Owned(selector),
        host: another(&host, "server"),
        port: another(&port, "port"),
    }))
}

/// A field that is neither empty nor the word for our own server or port.
fn another(field: &str, own: &str) -> Option<Cow<'static, str>> {
    let field = field.trim();
    if field.is_empty() || field == own { None } else { Some(Cow::Owned(field.to_owned())) }
}

/// The fields up to the closing bracket behind the last one; `\|` is a bar. Not all servers ask for
/// the last two.
fn fields(inner: &str) -> Option<[String; 5]> {
    const FEWEST: usize = 3;
    let mut fields: [String; 5] = Default::default();
    let mut count = 1;
    let last_bar = inner.rfind('|')?;
    let mut characters = inner.char_indices().peekable();
    while let Some((position, character)) = characters.next() {
        let field = fields.get_mut(count - 1)?;
        match character {
            '\\' if characters.next_if(|(_, next)| *next == '|').is_some() => field.push('|'),
            '|' => count += 1,
            // Names may hold brackets, so that before the last field one closes nothing.
            ']' if count >= FEWEST && position > last_bar => return Some(fields),
            other => field.push(other),
        }
    }
    None
}
