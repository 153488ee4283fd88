//! Quotation marks and other signs of typographers.

use super::reader::Reader;
use crate::parse::kramdown::letter::is_word;
use crate::parse::offsets::between_found;

impl Reader<'_> {
    /// A straight mark becomes one that opens or closes, by its neighbours.
    pub(super) fn quotation_mark(&mut self) -> bool {
        let text = self.rest();
        let Some(mark) = text.chars().next() else { return false };
        let behind = between_found(text, mark.len_utf8()..);
        let before = if self.at > self.fresh { self.before() } else { None };
        if begins_two(text) && before.is_none_or(|it| it.is_ascii_whitespace()) {
            let marks = if mark == '"' { "“‘" } else { "‘“" };
            self.add_text(marks, 2);
            return true;
        }
        let closes = match before {
            Some(before) if before.is_ascii_whitespace() => mark == '\'' && is_decade(behind),
            Some(before) => !matches!(before, '\\' | '[' | '{' | '(' | '-'),
            None => closes_alone(mark, behind),
        };
        let sign = match (mark, closes) {
            ('"', false) => "“",
            ('"', true) => "”",
            (_, false) => "‘",
            (_, true) => "’",
        };
        self.add_text(sign, mark.len_utf8());
        true
    }

    pub(super) fn dashes_or_dots(&mut self) -> bool {
        let text = self.rest();
        let signs = [("---", "—"), ("--", "–"), ("...", "…")];
        let found = signs.into_iter().find(|(written, _)| text.starts_with(written));
        let Some((written, sign)) = found else { return false };
        if self.options.smart && !self.is_in_url() {
            self.add_text(sign, written.len());
        } else {
            self.at += written.len();
        }
        true
    }

    /// `<<` and `>>` are quotation marks of the French.
    pub(super) fn guillemet(&mut self) -> bool {
        let sign = match self.rest() {
            text if text.starts_with("<<") => "«",
            text if text.starts_with(">>") => "»",
            _ => return false,
        };
        if self.options.smart {
            self.add_text(sign, "<<".len());
        }
        self.options.smart
    }
}

/// Tests for two different marks before a word.
fn begins_two(text: &str) -> bool {
    let two = text.strip_prefix("\"'").or_else(|| text.strip_prefix("'\""));
    two.is_some_and(|rest| rest.starts_with(is_word))
}

/// Tests for `80s`.
fn is_decade(text: &str) -> bool {
    matches!(text.as_bytes(), [b'0'..=b'9', b'0'..=b'9', b's', ..])
}

/// Tests whether a mark closes that has no neighbour before it: it begins the words, or an element
/// stands there.
fn closes_alone(mark: char, behind: &str) -> bool {
    let mut next = behind.chars();
    let (first, second) = (next.next(), next.next());
    let Some(first) = first else { return true };
    let emphasized = behind.trim_start_matches(['_', '*']);
    if matches!(behind.len() - emphasized.len(), 1 | 2)
        && emphasized.starts_with(|it: char| !it.is_whitespace())
    {
        return false;
    }
    let is_apart = second.is_none_or(|it| is_word(it) == is_word(first));
    let is_dotted = behind.get(1..).is_some_and(|rest| rest.starts_with(".."));
    if first.is_ascii_punctuation() && is_apart && !is_dotted {
        return true;
    }
    mark == '\'' && is_decade(behind)
        || first.is_ascii_whitespace()
        || first == 's' && second.is_none_or(|it| !is_word(it))
}
