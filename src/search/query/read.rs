//! What was typed, as its parts: words, phrases, what is asked of titles, tags and years.

use std::ops::RangeInclusive;

use super::term::Column;

/// A part of what was typed.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Typed {
    /// A word or a phrase that is looked for.
    Term { text: String, column: Option<Column>, is_phrase: bool },
    /// One that a page must not hold.
    Without { text: String, column: Option<Column> },
    /// The years in which it was written.
    Years(RangeInclusive<i16>),
}

/// Quotation marks; as many languages close with what others open with, each does both.
const QUOTES: &[char] = &['"', '“', '”', '„', '«', '»', '‟', '＂'];

/// The parts of a line.
pub(super) fn read(line: &str) -> Vec<Typed> {
    let mut parts = Vec::new();
    let mut rest = line;
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return parts;
        }
        let (part, behind) = first(rest);
        parts.extend(part);
        rest = behind;
    }
}

/// The first part of a text, and what is behind it.
fn first(text: &str) -> (Option<Typed>, &str) {
    let minus = text.strip_prefix('-').filter(|rest| !rest.starts_with(['-', ' ']));
    let wanted = minus.filter(|rest| !rest.is_empty()).unwrap_or(text);
    let is_without = wanted.len() < text.len();
    let (column, value) = column(wanted);
    if let (None, false, Some(rest)) = (column, is_without, field(wanted, &["year", "years"])) {
        let (word, behind) = word(rest);
        if let Some(years) = years(word) {
            return (Some(Typed::Years(years)), behind);
        }
    }
    let (text, is_phrase, behind) = match value.strip_prefix(QUOTES) {
        Some(quoted) => {
            let (phrase, behind) = split(quoted, quoted.find(QUOTES).unwrap_or(quoted.len()));
            (phrase, true, behind.strip_prefix(QUOTES).unwrap_or(behind))
        }
        None => {
            let (word, behind) = word(value);
            (word, false, behind)
        }
    };
    let text = text.to_owned();
    let part = match is_without {
        true => Typed::Without { text, column },
        false => Typed::Term { text, column, is_phrase },
    };
    (Some(part), behind)
}

/// The column that a part names, and what is looked for there.
fn column(text: &str) -> (Option<Column>, &str) {
    let columns = [(Column::Title, &["intitle", "title"]), (Column::Tags, &["tag", "tags"])];
    let named = columns.into_iter().find_map(|(column, names)| Some((column, field(text, names)?)));
    named.map_or((None, text), |(column, value)| (Some(column), value))
}

/// What stands behind one of some names and a colon; `None` when nothing does.
fn field<'t>(text: &'t str, names: &[&str]) -> Option<&'t str> {
    let (name, value) = text.split_once(':')?;
    let is_one = names.iter().any(|known| known.eq_ignore_ascii_case(name));
    if is_one && !value.is_empty() && !value.starts_with(' ') { Some(value) } else { None }
}

/// The text up to a space, or to a phrase that begins in it, and what is behind it.
fn word(text: &str) -> (&str, &str) {
    let end = text.find(|character: char| character == ' ' || QUOTES.contains(&character));
    split(text, end.filter(|end| *end > 0).unwrap_or(text.len()))
}

fn split(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// A year, or the first and the last.
fn years(text: &str) -> Option<RangeInclusive<i16>> {
    let year = |text: &str| text.parse::<i16>().ok().filter(|year| (1..=9999).contains(year));
    match text.split_once("..").or_else(|| text.split_once(['-', '–'])) {
        Some((one, other)) => {
            let (one, other) = (year(one)?, year(other)?);
            Some(one.min(other)..=one.max(other))
        }
        None => year(text).map(|year| year..=year),
    }
}
