//! Pictures that a paragraph begins with. They come before its words, as on the page.

use crate::document::Inline;

/// Parts a paragraph behind the pictures that it begins with, if words follow them.
pub(in crate::render) fn leading_pictures(content: &[Inline]) -> Option<(&[Inline], &[Inline])> {
    let count = content.iter().take_while(|it| it.is_picture() || it.is_blank()).count();
    let (pictures, rest) = content.split_at_checked(count)?;
    let shown = pictures.iter().any(Inline::is_picture) && rest.iter().any(has_words);
    if shown { Some((pictures, rest)) } else { None }
}

/// Tests whether something has words outside of links.
fn has_words(inline: &Inline) -> bool {
    match inline {
        Inline::Text(text) => text.contains(char::is_alphanumeric),
        Inline::Code(_) => true,
        Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
            inner.iter().any(has_words)
        }
        Inline::Link(_) | Inline::Image(_) | Inline::Note(_) | Inline::Break => false,
    }
}
