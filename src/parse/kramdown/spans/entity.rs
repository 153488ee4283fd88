//! Entities of HTML: `&copy;`, `&#169;`.

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser};

use super::reader::Reader;
use crate::parse::offsets::between_found;

/// No name of an entity is longer, in bytes.
const LONGEST: usize = 34;

impl Reader<'_> {
    pub(super) fn entity(&mut self) -> bool {
        let Some((meaning, length)) = at(self.rest()) else { return false };
        self.add_text(meaning, length);
        true
    }
}

/// The meaning of the entity at the start of a text, and its length in bytes.
fn at(text: &str) -> Option<(String, usize)> {
    let length = text.bytes().take(LONGEST).position(|byte| byte == b';')? + 1;
    let written = text.get(..length)?;
    let is_name = |it: char| it.is_ascii_alphanumeric() || matches!(it, '#' | '&' | ';');
    if !written.chars().all(is_name) {
        return None;
    }
    let words = Parser::new(written)
        .find_map(|event| if let Event::Text(text) = event { Some(text) } else { None })?;
    if *words == *written { None } else { Some((words.into_string(), length)) }
}

/// A target or a title with its entities read.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(found) = rest.find('&') {
        decoded.push_str(between_found(rest, ..found));
        let here = between_found(rest, found..);
        let (meaning, length) = at(here).unwrap_or_else(|| ("&".to_owned(), 1));
        decoded.push_str(&meaning);
        rest = between_found(here, length..);
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}
