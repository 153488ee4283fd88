//! Text as it is shown: with emoji for their names, and abbreviations marked.

use std::collections::BTreeSet;

use pulldown_cmark::Event;

use crate::escape::escape_html;
use crate::parse::emoji::with_emoji;
use crate::parse::kramdown::node::Definitions;
use crate::parse::offsets::between_found;

/// Abbreviations that are longer, in bytes, or more lengths of abbreviations are not looked for.
const LONGEST: usize = 64;
const LENGTHS: usize = 16;

/// Adds the events of a text.
pub(super) fn show<'t>(
    text: &'t str,
    definitions: &'t Definitions,
    emoji: bool,
    events: &mut Vec<Event<'t>>,
) {
    if !definitions.abbreviations.is_empty() {
        return abbreviate(text, definitions, events);
    }
    events.push(Event::Text(if emoji { with_emoji(text).into() } else { text.into() }));
}

fn abbreviate<'t>(text: &'t str, definitions: &'t Definitions, events: &mut Vec<Event<'t>>) {
    let lengths: BTreeSet<usize> =
        definitions.abbreviations.keys().map(String::len).filter(|it| *it <= LONGEST).collect();
    let mut from = 0;
    let mut is_in_word = false;
    for (at, character) in text.char_indices() {
        let begins = at >= from && !is_in_word;
        is_in_word = is_word(character);
        if !begins {
            continue;
        }
        let mut candidates =
            lengths.iter().rev().take(LENGTHS).filter_map(|length| text.get(at..at + length));
        let found = candidates.find_map(|short| definitions.abbreviations.get_key_value(short));
        let Some((short, long)) = found else { continue };
        let rest = between_found(text, at + short.len()..);
        if !rest.starts_with(is_word) {
            events.push(Event::Text(between_found(text, from..at).into()));
            let start = format!("<abbr title=\"{}\">", escape_html(long));
            events.push(Event::InlineHtml(start.into()));
            events.push(Event::Text(short.as_str().into()));
            events.push(Event::InlineHtml("</abbr>".into()));
            from = at + short.len();
        }
    }
    events.push(Event::Text(between_found(text, from..).into()));
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}
