//! Plain YAML: front matter of `key: value` lines in which each value is words, a date, a truth, a
//! text in quotes or a list of words, as on nearly all pages. Reading it so takes a tenth of the time
//! that a parser of all of YAML takes, of which the start of a large site has most.
//!
//! It gives what such a parser gives, or nothing: whatever could mean something else is left to that.

use serde_json::{Map, Value};

/// Words that are more than words to some readers of YAML, as values or as keys.
const SPECIAL: &[&str] =
    &["true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf", "infinity"];

/// The fields of a text; `None` where it holds anything else than plain lines.
pub(super) fn fields(text: &str) -> Option<Map<String, Value>> {
    let mut fields = Map::new();
    for line in text.lines() {
        let (key, value) = line.split_once(": ")?;
        if !is_key(key) {
            return None;
        }
        let before = fields.insert(key.to_owned(), value_of(value.trim_matches(' '))?);
        if before.is_some() {
            return None;
        }
    }
    Some(fields).filter(|fields| !fields.is_empty())
}

fn is_key(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        && !is_special(key)
}

fn value_of(text: &str) -> Option<Value> {
    match text {
        "true" => return Some(Value::Bool(true)),
        "false" => return Some(Value::Bool(false)),
        _ => {}
    }
    let list = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    if let Some(list) = list {
        let items = list.split(',').map(|item| Some(Value::String(words(item.trim_matches(' '))?)));
        return items.collect::<Option<_>>().map(Value::Array);
    }
    let text = quoted(text).or_else(|| words(text)).or_else(|| day(text))?;
    Some(Value::String(text))
}

/// A text in quotes in which nothing stands for something else.
fn quoted(text: &str) -> Option<String> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inside = text.strip_prefix(quote)?.strip_suffix(quote)?;
    let is_plain = |c: char| is_plain(c) || matches!(c, ':' | '#' | ',' | '[' | ']');
    inside.chars().all(|c| c != '\'' && is_plain(c)).then(|| inside.to_owned())
}

/// Words that begin with a letter.
fn words(text: &str) -> Option<String> {
    let is_words = text.starts_with(char::is_alphabetic) && text.chars().all(is_plain);
    (is_words && !is_special(text)).then(|| text.to_owned())
}

/// A character that means nothing but itself wherever it stands behind a letter.
fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_' | '(' | ')' | '/' | '\'' | '!' | '+')
}

fn is_special(text: &str) -> bool {
    SPECIAL.iter().any(|special| special.eq_ignore_ascii_case(text))
}

/// A day, as `2026-05-04`.
fn day(text: &str) -> Option<String> {
    let is_day = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    is_day.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::content::front_matter;

    fn whole(text: &str) -> Option<Value> {
        front_matter::strict_yaml(text).ok()
    }

    #[test]
    fn what_most_pages_say_is_read() {
        let check = |text: &str, expected: &str| {
            let fields = fields(text).map(|fields| Value::Object(fields).to_string());
            assert_eq!(fields.as_deref(), Some(expected), "{text}");
            assert_eq!(whole(text).map(|it| it.to_string()).as_deref(), Some(expected), "{text}");
        };
        check(
            "title: Of small boxes\ndate: 2026-05-04\ntags: [pi, old iron]\ndraft: true\n",
            r#"{"title":"Of small boxes","date":"2026-05-04","tags":["pi","old iron"],"draft":true}"#,
        );
        check("title: \"A: b #1\"  \r\nlayout: post", r#"{"title":"A: b #1","layout":"post"}"#);
        check("title: 'Über 3 (drei) Dinge'", r#"{"title":"Über 3 (drei) Dinge"}"#);
    }

    #[test]
    fn what_may_mean_something_else_is_left() {
        for text in [
            "",
            "a",
            "a:",
            "a: ",
            "a: b: c",
            "a: b #c",
            "a: yes",
            "a: Null",
            "a: 12",
            "a: 1e3",
            "a: .inf",
            "a: |\n  b",
            "a: b\n  c",
            "- a",
            "a: [b, ]",
            "a: []",
            "a: [b",
            "a: {b: c}",
            "a: \"b\\n\"",
            "a: 'it''s'",
            "a: &b c",
            "a: b\na: c",
            "null: b",
            "a: b\n\nc: d",
            "a: \tb",
            "a: b,c: d",
            "# a: b",
            "a: \"b",
            "a: \"",
            "a: 2026-05-04 10:00",
            "a: [1]",
        ] {
            assert_eq!(fields(text), None, "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

        #[test]
        fn what_is_read_is_what_all_of_yaml_reads(
            lines in prop::collection::vec(
                r#"([a-z][a-z_-]{0,2}|y|No|null|NaN): {1,2}(\[)?([a-zäß東ª０Ⅷ.'"+!/()-]{1,2}|[ ,:#\[\]0-9e&*|>?%@`~=<\\{}\t\u{85}\u{a0}\u{2028}]|[Tt]rue|yes|Off|Null|inf|NaN|0x1|1_0|2026-05-04|2026-13-99|[a-z]+){1,4}\]?( {0,2})"#,
                1..4,
            )
        ) {
            let text = lines.join("\n");
            if let Some(fields) = fields(&text) {
                prop_assert_eq!(whole(&text), Some(Value::Object(fields)), "{:?}", text);
            }
        }
    }
}
