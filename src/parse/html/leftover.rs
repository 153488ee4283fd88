//! `**` that `CommonMark` did not take for marks because Chinese or Japanese punctuation stands
//! beside them.
//!
//! kramdown takes them, so authors write them and never see them; here they go in pairs.

use super::line::is_spaceless;
use crate::document::{Inline, Link};

/// The same text without such pairs. A pair stands at one level: both outside of a link, or both
/// inside.
pub(super) fn without_leftover_marks(content: Vec<Inline>) -> Vec<Inline> {
    let removed = removed_marks(&content);
    let mut removed = removed.iter().copied();
    content.into_iter().map(|inline| without(inline, &mut removed)).collect()
}

fn without(inline: Inline, removed: &mut impl Iterator<Item = bool>) -> Inline {
    match inline {
        Inline::Text(text) => Inline::Text(cut(&text, removed)),
        Inline::Emphasis(inner) => Inline::Emphasis(without_leftover_marks(inner)),
        Inline::Strong(inner) => Inline::Strong(without_leftover_marks(inner)),
        Inline::Struck(inner) => Inline::Struck(without_leftover_marks(inner)),
        Inline::Link(link) => {
            Inline::Link(Link { content: without_leftover_marks(link.content), ..link })
        }
        other @ (Inline::Code(_) | Inline::Image(_) | Inline::Note(_) | Inline::Break) => other,
    }
}

/// The text without those of its marks that are to be removed.
fn cut(text: &str, removed: &mut impl Iterator<Item = bool>) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut pieces = text.split("**");
    kept.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        if !removed.next().unwrap_or(false) {
            kept.push_str("**");
        }
        kept.push_str(piece);
    }
    kept
}

/// For each `**` at this level, in order: whether it goes. The first and the second are a pair, the
/// third and the fourth, and so on; a pair goes when such writing touches one of them.
fn removed_marks(content: &[Inline]) -> Vec<bool> {
    let texts = content
        .iter()
        .filter_map(|inline| if let Inline::Text(text) = inline { Some(text) } else { None });
    let mut removed: Vec<bool> = texts.flat_map(|text| touched_marks(text)).collect();
    for pair in removed.chunks_mut(2) {
        let goes = pair.len() == 2 && pair.contains(&true);
        pair.fill(goes);
    }
    removed
}

fn touched_marks(text: &str) -> impl Iterator<Item = bool> {
    let pieces: Vec<&str> = text.split("**").collect();
    let touched = |pair: &[&str]| match pair {
        [before, after] => {
            before.chars().next_back().is_some_and(is_spaceless)
                || after.chars().next().is_some_and(is_spaceless)
        }
        _ => false,
    };
    pieces.windows(2).map(touched).collect::<Vec<_>>().into_iter()
}
