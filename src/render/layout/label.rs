//! Names of links whose own words say nothing, and of pictures.

use percent_encoding::percent_decode_str;

use super::address::url;
use super::ruler::width;
use super::squeeze::one_line;
use crate::document::{ImageKind, Target};
use crate::media::Media;
use crate::phrases::{Phrases, capitalized};
use crate::uri::UriReference;

/// Words that say nothing without the sentence around them.
const EMPTY_WORDS: &[&str] = &[
    "here",
    "this",
    "that",
    "it",
    "link",
    "there",
    "more",
    "source",
    "read more",
    "see more",
    "learn more",
    "continue reading",
    "click here",
    "see here",
    "right here",
    "over here",
    "this link",
    "this page",
    "this one",
    "this post",
    "this article",
];

/// The longest sentence that serves as a label, in characters.
const LONGEST_SENTENCE: usize = 100;

/// Tests whether the words of a link mean nothing outside their sentence: `here`, `[1]`, a single
/// letter.
pub(in crate::render) fn says_nothing(words: &str) -> bool {
    // Two columns are enough to say something, so two words are, whatever follows.
    let lettered =
        words.split(|c: char| !c.is_alphanumeric()).map(width).filter(|width| *width > 0);
    let letters: usize = lettered.take(2).sum();
    let core = words.trim_matches(|c: char| !c.is_alphanumeric());
    let reference = words.starts_with('[') && core.chars().all(|c| c.is_ascii_digit());
    letters < 2 || reference || is_empty_word(core)
}

fn is_empty_word(words: &str) -> bool {
    if words.is_ascii() {
        return EMPTY_WORDS.iter().any(|empty| words.eq_ignore_ascii_case(empty));
    }
    EMPTY_WORDS.contains(&words.to_lowercase().as_str())
}

/// The sentence of `text` that holds the byte at `position`, when it is short enough to be a label.
/// Looks no further than such a sentence can reach, however long the text is.
pub(in crate::render) fn sentence_at(text: &str, position: usize) -> Option<&str> {
    let (before, after) = text.split_at_checked(position)?;
    let start = sentence_start(before)?;
    let end = position.saturating_add(sentence_end(after)?);
    let sentence = text.get(start..end)?.trim();
    let is_label = sentence.chars().count() <= LONGEST_SENTENCE && !sentence.is_empty();
    if is_label { Some(sentence) } else { None }
}

/// Offset of the sentence that `before` ends in; `None` when it is too far away.
fn sentence_start(before: &str) -> Option<usize> {
    let mut blank_after = None;
    for (count, (position, character)) in before.char_indices().rev().enumerate() {
        let end = position.saturating_add(character.len_utf8());
        if count > LONGEST_SENTENCE {
            return None;
        }
        if character == '\n' || is_wide_stop(character) {
            return Some(end);
        }
        match blank_after {
            Some(blank) if is_stop(character) => return Some(blank),
            _ => blank_after = (character == ' ').then_some(end),
        }
    }
    Some(0)
}

/// Offset of the end of the sentence that `after` continues; `None` when it is too far away.
fn sentence_end(after: &str) -> Option<usize> {
    let mut stop_before = false;
    for (count, (position, character)) in after.char_indices().enumerate() {
        if count > LONGEST_SENTENCE {
            return None;
        }
        if character == '\n' || (stop_before && character == ' ') {
            return Some(position);
        }
        if is_wide_stop(character) {
            return Some(position.saturating_add(character.len_utf8()));
        }
        stop_before = is_stop(character);
    }
    Some(after.len())
}

/// Tests whether a character ends a sentence when a blank follows.
fn is_stop(character: char) -> bool {
    matches!(character, '.' | '!' | '?' | '؟' | '…')
}

/// Tests whether a character ends a sentence, blank or not.
fn is_wide_stop(character: char) -> bool {
    matches!(character, '。' | '！' | '？' | '।')
}

/// The words of a link, with what its author notes on it besides.
pub(in crate::render) fn with_note(words: &str, note: &str) -> String {
    let note = one_line(note);
    if note.is_empty() {
        return words.to_owned();
    }
    if words.to_lowercase().contains(&note.to_lowercase()) || note.contains("://") {
        return words.to_owned();
    }
    format!("{words} ({note})")
}

/// The description of a picture, its host if that is all that can be said, or the name of its file.
pub(in crate::render) fn image_name(alt: &str, kind: ImageKind, target: &Target) -> String {
    let alt = one_line(alt);
    if !alt.is_empty() {
        return alt;
    }
    if let Some(host) = host_of_nameless(&alt, kind, target) {
        return host.to_owned();
    }
    let Some(url) = url(target) else { return String::new() };
    let path = url.split_once(['?', '#']).map_or(url.as_str(), |(path, _)| path);
    let path = path.trim_end_matches('/');
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    one_line(&percent_decode_str(name).decode_utf8_lossy())
}

/// The host of a film, a sound or a frame from elsewhere that neither its author nor the name of a
/// file describes: `youtube.com`.
pub(in crate::render) fn host_of_nameless<'t>(
    alt: &str,
    kind: ImageKind,
    target: &'t Target,
) -> Option<&'t str> {
    let Target::External(url) = target else { return None };
    if kind == ImageKind::Picture || !alt.trim().is_empty() {
        return None;
    }
    let uri = UriReference::split(url);
    let host = uri.authority?.host_and_port;
    let file = uri.path.rsplit('/').next().and_then(Media::of_name);
    if host.is_empty() || file.is_some_and(|media| !media.is_text()) {
        return None;
    }
    Some(host.strip_prefix("www.").unwrap_or(host))
}

/// The word for a kind of picture.
pub(in crate::render) fn kind_name(kind: ImageKind, phrases: &Phrases) -> &'static str {
    match kind {
        ImageKind::Picture => phrases.image,
        ImageKind::Video => phrases.video,
        ImageKind::Audio => phrases.audio,
        ImageKind::Frame => phrases.embedded,
    }
}

/// The same where it stands for a description.
pub(in crate::render) fn kind_title(kind: ImageKind, phrases: &Phrases) -> String {
    capitalized(kind_name(kind, phrases))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_may_be_as_long_as_a_label_and_no_longer() {
        let longest = format!("{}.", "x".repeat(LONGEST_SENTENCE - 1));
        let text = format!("Before. {longest} Behind.");
        assert_eq!(sentence_at(&text, 8), Some(longest.as_str()));
        assert_eq!(sentence_at(&text, 50), Some(longest.as_str()));
        assert_eq!(sentence_at(&format!("Before. x{longest} Behind."), 8), None);
        assert_eq!(sentence_at("One. Two? Three", 6), Some("Two?"));
    }
}
