//! The first and the last of what an inline shows: whether words meet there, or a word goes on.

use crate::document::Inline;

/// The first character of an inline; `None` for a picture, a note or a line's end.
pub(super) fn first_character(inline: &Inline) -> Option<char> {
    match inline {
        Inline::Text(text) | Inline::Code(text) => text.chars().next(),
        Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
            first_character(inner.first()?)
        }
        Inline::Link(link) => first_character(link.content.first()?),
        Inline::Image(_) | Inline::Note(_) | Inline::Break => None,
    }
}

/// The last character of an inline; `None` for a picture, a note or a line's end.
pub(super) fn last_character(inline: &Inline) -> Option<char> {
    match inline {
        Inline::Text(text) | Inline::Code(text) => text.chars().next_back(),
        Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
            last_character(inner.last()?)
        }
        Inline::Link(link) => last_character(link.content.last()?),
        Inline::Image(_) | Inline::Note(_) | Inline::Break => None,
    }
}

/// Tests whether what comes next has words, or ends the sentence.
pub(super) fn begins_with_words(inline: &Inline) -> bool {
    match inline {
        Inline::Text(text) => !text.trim().is_empty(),
        Inline::Code(_) => true,
        Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
            inner.first().is_some_and(begins_with_words)
        }
        Inline::Link(link) => link.content.first().is_some_and(begins_with_words),
        Inline::Image(_) | Inline::Note(_) | Inline::Break => false,
    }
}
