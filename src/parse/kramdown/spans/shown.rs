//! Text as it is shown: with emoji for their names, and abbreviations marked.

use pulldown_cmark::Event;

use crate::escape::escape_html;
use crate::parse::emoji::with_emoji;
use crate::parse::kramdown::letter::is_word;
use crate::parse::kramdown::node::Abbreviations;
use crate::parse::offsets::between_found;

/// Adds the event of a text without abbreviations.
pub(super) fn show<'t>(text: &'t str, emoji: bool, events: &mut Vec<Event<'t>>) {
    events.push(Event::Text(if emoji { with_emoji(text).into() } else { text.into() }));
}

/// Adds the events of a text.
pub(super) fn abbreviate<'t>(
    text: &'t str,
    abbreviations: &'t Abbreviations,
    emoji: bool,
    events: &mut Vec<Event<'t>>,
) {
    let mut from = 0;
    let mut is_in_word = false;
    for (at, character) in text.char_indices() {
        let begins = at >= from && !is_in_word;
        is_in_word = is_word(character);
        if !begins {
            continue;
        }
        let Some((short, meaning)) = abbreviations.at(text, at) else { continue };
        let rest = between_found(text, at + short.len()..);
        if !rest.starts_with(is_word) {
            show(between_found(text, from..at), emoji, events);
            let start = format!("<abbr title=\"{}\">", escape_html(meaning));
            events.push(Event::InlineHtml(start.into()));
            events.push(Event::Text(short.into()));
            events.push(Event::InlineHtml("</abbr>".into()));
            from = at + short.len();
        }
    }
    show(between_found(text, from..), emoji, events);
}
