//! Inlines in the making: joined, trimmed, looked through.

use crate::document::{Inline, inlines};

/// Adds text; it joins text before it. If there is none, the new one has room for so many bytes: a
/// paragraph comes line by line.
pub(super) fn append_text(content: &mut Vec<Inline>, text: &str, room: usize) {
    if let Some(Inline::Text(before)) = content.last_mut() {
        return before.push_str(text);
    }
    let mut words = String::with_capacity(room.max(text.len()));
    words.push_str(text);
    content.push(Inline::Text(words));
}

/// Adds one part; text joins text.
pub(super) fn append(content: &mut Vec<Inline>, inline: Inline) {
    match (content.last_mut(), inline) {
        (Some(Inline::Text(before)), Inline::Text(more)) => before.push_str(&more),
        (_, inline) => content.push(inline),
    }
}

/// Tests whether there are words, at any depth.
pub(super) fn has_words(content: &[Inline]) -> bool {
    inlines(content).any(|inline| match inline {
        Inline::Text(text) => !text.trim().is_empty(),
        Inline::Code(_) => true,
        Inline::Emphasis(_)
        | Inline::Strong(_)
        | Inline::Struck(_)
        | Inline::Link(_)
        | Inline::Image(_)
        | Inline::Note(_)
        | Inline::Break => false,
    })
}

/// Tests whether there is anything but blanks and line ends, at any depth.
pub(super) fn has_content(content: &[Inline]) -> bool {
    inlines(content).any(|inline| match inline {
        Inline::Text(text) => !text.trim().is_empty(),
        Inline::Emphasis(_) | Inline::Strong(_) | Inline::Struck(_) | Inline::Break => false,
        Inline::Code(_) | Inline::Link(_) | Inline::Image(_) | Inline::Note(_) => true,
    })
}

/// Takes line ends and blanks from the end, also inside of what stands there.
pub(super) fn trim_end(content: &mut Vec<Inline>) {
    while let Some(last) = content.last_mut() {
        let empty = match last {
            Inline::Break => true,
            Inline::Text(text) => {
                text.truncate(text.trim_end().len());
                text.is_empty()
            }
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
                trim_end(inner);
                inner.is_empty()
            }
            Inline::Link(link) => {
                trim_end(&mut link.content);
                false
            }
            Inline::Code(_) | Inline::Image(_) | Inline::Note(_) => false,
        };
        if !empty {
            return;
        }
        content.pop();
    }
}
