//! The second pass: words to events. Whatever is open at the end of its text was no mark.

mod emphasis;
mod entity;
mod extension;
mod html;
mod line;
mod link;
mod quote;
mod reader;
mod shown;
mod tags;

use pulldown_cmark::Event;

use self::reader::Reader;
use super::node::Definitions;
use super::options::Options;

/// Reads the words of a block.
pub(super) fn read<'t>(
    words: &'t str,
    definitions: &'t Definitions,
    options: Options,
    events: &mut Vec<Event<'t>>,
) {
    let from = events.len();
    let mut reader = Reader::of(words, definitions, options, std::mem::take(events));
    reader.spans(reader::Stop::End);
    *events = reader.finish();
    tags::balance(events, from);
}
