//! Front matter: what an author says of a page above its text, in YAML (`---`), TOML (`+++`) or
//! JSON (`{`).
//!
//! Nothing here fails: front matter that can't be read yields what can be saved of it and a
//! diagnostic with the line. What the keys mean is for `page_head` and for generators.

use serde_json::{Map, Value};

use super::{plain_yaml, quoted_lines};
use crate::diagnostic::Diagnostic;

/// The keys and values, in the author's order.
pub type Fields = Map<String, Value>;

/// A page's text, taken apart.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Split<'a> {
    /// The fields; `None` when there is none.
    pub fields: Option<Fields>,
    /// The text below it.
    pub body: &'a str,
    /// The line that the body begins on, from 1.
    pub body_line: usize,
    /// Faults of the front matter, by line.
    pub diagnostics: Vec<Diagnostic>,
}

/// Takes a page's text apart. Front matter is only what begins at the first byte (of text without a
/// byte order mark).
#[must_use]
pub fn split(text: &str) -> Split<'_> {
    let whole = || Split { body: text, body_line: 1, ..Split::default() };
    if let Some(fence) = text.lines().next().and_then(Fence::of) {
        return split_fenced(text, fence).unwrap_or_else(whole);
    }
    if text.starts_with("{\n") || text.starts_with("{\r\n") {
        split_json(text).unwrap_or_else(whole)
    } else {
        whole()
    }
}

/// The two kinds of front matter that stand between fences.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fence {
    Yaml,
    Toml,
}

impl Fence {
    fn of(first_line: &str) -> Option<Self> {
        match first_line.trim_end() {
            "---" => Some(Self::Yaml),
            "+++" => Some(Self::Toml),
            _ => None,
        }
    }

    fn is_closed_by(self, line: &str) -> bool {
        match self {
            Self::Yaml => matches!(line.trim_end(), "---" | "..."),
            Self::Toml => line.trim_end() == "+++",
        }
    }

    fn read(self, raw: &str, diagnostics: &mut Vec<Diagnostic>) -> Fields {
        let read = match self {
            Self::Yaml => yaml(raw),
            Self::Toml => toml(raw),
        };
        // The fence is line 1, so the first line of what it holds is line 2.
        read.unwrap_or_else(|problem| {
            diagnostics.push(Diagnostic::at_line(
                problem.line + 1,
                format!("front matter: {}", problem.what),
            ));
            salvage(raw)
        })
    }
}

/// Reads fenced front matter. `None` when the fence is never closed and what follows does not look
/// like front matter: then the line is a rule across the page.
fn split_fenced(text: &str, fence: Fence) -> Option<Split<'_>> {
    let mut diagnostics = Vec::new();
    let start = text.split_inclusive('\n').next().map_or(0, str::len);
    let rest = text.get(start..).unwrap_or_default();
    let (mut end, mut lines, mut closed) = (0, 1, None);
    for line in rest.split_inclusive('\n') {
        lines += 1;
        if fence.is_closed_by(line) {
            closed = Some(end + line.len());
            break;
        }
        end += line.len();
    }
    let body_start = if let Some(after) = closed {
        after
    } else {
        (end, lines) = unclosed(rest)?;
        diagnostics.push(Diagnostic::at_line(
            1,
            "front matter is not closed; it is taken to end at the first line that is none",
        ));
        end
    };
    let fields = fence.read(rest.get(..end).unwrap_or_default(), &mut diagnostics);
    let body = rest.get(body_start..).unwrap_or_default();
    Some(Split { fields: Some(fields), body, body_line: lines + 1, diagnostics })
}

/// The length and the last line number of the lines that look like front matter, if the first one
/// does.
fn unclosed(rest: &str) -> Option<(usize, usize)> {
    let (mut end, mut lines) = (0, 1);
    for line in rest.split_inclusive('\n').take_while(|line| looks_like_field(line)) {
        end += line.len();
        lines += 1;
    }
    if end == 0 { None } else { Some((end, lines)) }
}

/// True for a line that reads `key: value` or `key = value`.
fn looks_like_field(line: &str) -> bool {
    let key = line.split([':', '=']).next().unwrap_or_default();
    let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ');
    key.len() < line.trim_end().len()
        && key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.chars().all(named)
}

/// Reads JSON front matter (Hugo): one object at the beginning of the text.
fn split_json(text: &str) -> Option<Split<'_>> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Fields>();
    let fields = values.next()?.ok()?;
    let after = values.byte_offset();
    let body = text.get(after..)?.trim_start_matches([' ', '\r']);
    let body = body.strip_prefix('\n').unwrap_or(body);
    let above = text.get(..text.len() - body.len()).unwrap_or_default();
    Some(Split {
        fields: Some(fields),
        body,
        body_line: above.matches('\n').count() + 1,
        diagnostics: Vec::new(),
    })
}

/// A fault for which a text could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The line in the text that was given.
    pub line: usize,
    /// The fault, as a sentence.
    pub what: String,
}

/// Reads YAML whose top is a mapping, as Jekyll does: of a key that stands twice the last counts.
///
/// # Errors
/// Says where and why it can't be read.
pub fn yaml(text: &str) -> Result<Fields, Problem> {
    if let Some(fields) = plain_yaml::fields(text) {
        return Ok(fields);
    }
    match yaml_value(text)? {
        Value::Object(fields) => Ok(fields),
        Value::Null => Ok(Fields::new()),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(Problem { line: 1, what: "this is not a list of \"key: value\" lines".to_owned() })
        }
    }
}

/// Reads YAML of any shape, as Ruby does: quoted scalars may go on at any indentation.
///
/// # Errors
/// Says where and why it can't be read.
pub fn yaml_value(text: &str) -> Result<Value, Problem> {
    strict_yaml(text).or_else(|problem| match quoted_lines::indented(text) {
        Some(indented) => strict_yaml(&indented).map_err(|_| problem),
        None => Err(problem),
    })
}

pub(super) fn strict_yaml(text: &str) -> Result<Value, Problem> {
    let options = serde_saphyr::options! {
        duplicate_keys: serde_saphyr::options::DuplicateKeyPolicy::LastWins,
        strict_booleans: true,
        with_snippet: false,
    };
    if text.trim().is_empty() {
        return Ok(Value::Null);
    }
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let line = error.location().map_or(1, |at| usize::try_from(at.line()).unwrap_or(1));
        let what = without_place(&first_line(&error.to_string()));
        Problem { line, what: unquoted_colon(text, line, &what).unwrap_or(what) }
    })
}

/// A message without the place in the text that was given, which stands at another line in its file.
fn without_place(message: &str) -> String {
    message.rsplit_once(" at line ").map_or(message, |(what, _)| what).to_owned()
}

/// The advice for a line whose value holds a colon, which YAML takes for the end of a second key.
fn unquoted_colon(text: &str, line: usize, what: &str) -> Option<String> {
    let line = text.lines().nth(line.checked_sub(1)?)?;
    let (key, value) = line.trim_start_matches([' ', '-']).split_once(": ")?;
    let is_one = what.starts_with("mapping values are not allowed") && value.contains(':');
    let value = value.trim();
    let quoted = if value.contains(['"', '\\']) {
        format!("'{}'", value.replace('\'', "''"))
    } else {
        format!("\"{value}\"")
    };
    is_one.then(|| format!("put the {key} in quotes, as it holds a colon: {key}: {quoted}"))
}

/// Reads TOML; dates become the text that they are written as.
///
/// # Errors
/// Says where and why it can't be read.
pub fn toml(text: &str) -> Result<Fields, Problem> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        Problem { line: before.matches('\n').count() + 1, what: first_line(error.message()) }
    })?;
    Ok(table.into_iter().map(|(key, value)| (key, json(value))).collect())
}

fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(values) => values.into_iter().map(json).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, json(value))).collect())
        }
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim_end_matches('.').to_owned()
}

/// The fields that can be saved of front matter that can't be read: its plain `key: value` lines.
fn salvage(raw: &str) -> Fields {
    let field = |line: &str| {
        let (key, value) = line.split_once([':', '='])?;
        let value = value.trim().trim_matches(['"', '\'']);
        let plain = !value.is_empty() && !value.starts_with(['[', '{', '&', '*', '|', '>']);
        plain.then(|| (key.trim().to_owned(), scalar(value)))
    };
    raw.lines().filter(|line| looks_like_field(line)).filter_map(field).collect()
}

fn scalar(text: &str) -> Value {
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        other => Value::String(other.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fields as JSON, the body, its line, and the diagnostics' lines.
    fn check(text: &str, fields: &str, body: &str, body_line: usize, remark_lines: &[usize]) {
        let split = split(text);
        let found =
            split.fields.map_or("none".to_owned(), |fields| Value::Object(fields).to_string());
        let lines: Vec<usize> =
            split.diagnostics.iter().map(|diagnostic| diagnostic.line).collect();
        assert_eq!(
            (found.as_str(), split.body, split.body_line),
            (fields, body, body_line),
            "{text:?}"
        );
        assert_eq!(lines, remark_lines, "{text:?}: {:?}", split.diagnostics);
    }

    #[test]
    fn yaml_and_toml_and_json_are_read() {
        check(
            "---\ntitle: A\ntags: [x, y]\n---\nBody\n",
            r#"{"title":"A","tags":["x","y"]}"#,
            "Body\n",
            5,
            &[],
        );
        check("---\r\ntitle: A\r\n---\r\nBody", r#"{"title":"A"}"#, "Body", 4, &[]);
        check("---\n---\n", "{}", "", 3, &[]);
        check("---\ntitle: A\n...\nB", r#"{"title":"A"}"#, "B", 4, &[]);
        check(
            "+++\ntitle = \"A\"\ndate = 2026-05-04\n+++\nB",
            r#"{"title":"A","date":"2026-05-04"}"#,
            "B",
            5,
            &[],
        );
        check("{\n\"title\": \"A\"\n}\n\nB", r#"{"title":"A"}"#, "\nB", 4, &[]);
    }

    #[test]
    fn a_text_without_front_matter_is_all_body() {
        check("", "none", "", 1, &[]);
        check("# Title\n---\n", "none", "# Title\n---\n", 1, &[]);
        check("---\n\nA rule stands above.\n", "none", "---\n\nA rule stands above.\n", 1, &[]);
        check(" ---\na: b\n---\n", "none", " ---\na: b\n---\n", 1, &[]);
        check("{ not json", "none", "{ not json", 1, &[]);
        check("{\n not json", "none", "{\n not json", 1, &[]);
    }

    #[test]
    fn quoted_text_goes_on_at_any_indentation() {
        check("---\na: \"b\nc\"\nd: 'e\n\n  f'\n---\n", r#"{"a":"b c","d":"e\nf"}"#, "", 8, &[]);
        let list = yaml_value("- a:\n  - b: \"c,\n  d\"\n").unwrap();
        assert_eq!(list.to_string(), r#"[{"a":[{"b":"c, d"}]}]"#);
        check("---\na: \"b\nc\nd: x\n---\nB", r#"{"a":"b","d":"x"}"#, "B", 6, &[3]);
    }

    #[test]
    fn bad_front_matter_is_saved_line_by_line_and_told() {
        check("---\ntitle: A: b: c\ntags: [x\n---\nB", r#"{"title":"A: b: c"}"#, "B", 5, &[2]);
        check(
            "---\ntitle: A\ndraft: true\n\nBody",
            r#"{"title":"A","draft":true}"#,
            "\nBody",
            4,
            &[1],
        );
        check("+++\ntitle = \"A\"\nx = = 2\n+++\nB", r#"{"title":"A","x":"= 2"}"#, "B", 5, &[3]);
        check("---\n- a\n- b\n---\nB", "{}", "B", 5, &[2]);
    }

    #[test]
    fn who_has_a_colon_in_a_title_is_told_of_quotes_and_of_one_line() {
        let said = |text: &str| split(text).diagnostics.first().map(ToString::to_string);
        for (title, expected) in [
            (
                "title: A: the story",
                "put the title in quotes, as it holds a colon: title: \"A: the story\"",
            ),
            (
                "title: The \"A\": it's a story",
                "put the title in quotes, as it holds a colon: title: 'The \"A\": it''s a story'",
            ),
        ] {
            let text = format!("---\ndate: 2026-01-01\n{title}\n---\n");
            let expected = format!("3: front matter: {expected}");
            assert!(said(&text).is_some_and(|it| it.ends_with(&expected)), "{:?}", said(&text));
        }
        let other = said("---\na: [x\n---\n").unwrap();
        assert!(!other.contains(" at line "), "{other}");
    }

    #[test]
    fn of_a_key_that_stands_twice_the_last_counts() {
        check("---\na: 1\na: 2\n---\n", r#"{"a":2}"#, "", 5, &[]);
        check("---\na: yes\nb: true\n---\n", r#"{"a":"yes","b":true}"#, "", 5, &[]);
    }

    #[test]
    fn a_field_has_a_name_and_a_value() {
        for line in ["a: b", "a = b", "my key:\n", "a_b-1: x: y", "a:"] {
            assert!(looks_like_field(line), "{line}");
        }
        for line in ["", "\n", "a", "a b\n", "1: a", " a: b", "- a: b", "a, b: c", "`a`: b", ": a"]
        {
            assert!(!looks_like_field(line), "{line}");
        }
    }
}
