//! `**` that `CommonMark` did not take for marks because Chinese or Japanese punctuation stands
//! beside them.
//!
//! kramdown takes them, so authors write them and never see them; here they go in pairs.

use super::characters::is_spaceless;
use crate::document::Inline;

/// The same text without such pairs. A pair stands at one level: both outside of a link, or both
/// inside.
pub(super) fn without_leftover_marks(content: Vec<Inline>) -> Vec<Inline> {
    let removed = removed_marks(&content);
    let mut removed = removed.iter().copied();
    content.into_iter().map(|inline| without(inline, &mut removed)).collect()
}

fn without(mut inline: Inline, removed: &mut impl Iterator<Item = bool>) -> Inline {
    if let Inline::Text(text) = &mut inline {
        *text = cut(text, removed);
    } else if let Some(inner) = inline.content_mut() {
        *inner = without_leftover_marks(std::mem::take(inner));
    }
    inline
}

/// The text without those of its marks that are to be removed.
fn cut(text: &str, removed: &mut impl Iterator<Item = bool>) -> String {
    let mut kept = String::with_capacity(text.len());
    for (index, piece) in text.split("**").enumerate() {
        if index > 0 && !removed.next().unwrap_or(false) {
            kept.push_str("**");
        }
        kept.push_str(piece);
    }
    kept
}

/// One for each `**` at this level, in order: true if it goes. The first and the second are a pair,
/// the third and the fourth, and so on; a pair goes when such writing touches one of them.
fn removed_marks(content: &[Inline]) -> Vec<bool> {
    let mut removed = Vec::new();
    for inline in content {
        if let Inline::Text(text) = inline {
            removed.extend(text.match_indices("**").map(|(at, _)| is_touched(text, at)));
        }
    }
    for pair in removed.chunks_mut(2) {
        let goes = pair.len() == 2 && pair.contains(&true);
        pair.fill(goes);
    }
    removed
}

/// Tests whether such writing stands right beside the `**` at an offset.
fn is_touched(text: &str, at: usize) -> bool {
    let (before, rest) = text.split_at(at);
    let after = rest.strip_prefix("**");
    before.ends_with(is_spaceless) || after.is_some_and(|it| it.starts_with(is_spaceless))
}
