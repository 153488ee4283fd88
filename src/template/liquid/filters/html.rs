//! Filters for HTML and other notations: escaping, stripping, Markdown, JSON.

use super::{Arguments, Function};
use crate::escape::escape_html;
use crate::template::liquid::run::evaluation::Evaluation;
use crate::template::liquid::values::show::{inspected, json};
use crate::template::liquid::values::value::Value;

pub(crate) fn named(name: &str) -> Option<Function> {
    Some(match name {
        "escape" | "h" => |input, _, _| present(input, escape_html),
        "escape_once" => |input, _, _| Value::from(escape_once(&input.shown())),
        "xml_escape" => |input, _, _| Value::from(xml_escape(&input.shown())),
        "strip_html" => |input, _, _| Value::from(strip_html(&input.shown())),
        "markdownify" => markdownify,
        // Typography and style sheets are not for the small internet.
        "smartify" | "sassify" | "scssify" => |input, _, _| input.clone(),
        "jsonify" | "to_json" => |input, _, _| Value::from(json(input)),
        "inspect" => |input, _, _| Value::from(xml_escape(&inspected(input))),
        _ => return None,
    })
}

/// Nil stays nil; anything else becomes a text.
pub(crate) fn present(input: &Value, change: impl Fn(&str) -> String) -> Value {
    if input.is_nil() { Value::Nil } else { Value::from(change(&input.shown())) }
}

/// As HTML has it, except that XML has a name for an apostrophe.
fn xml_escape(text: &str) -> String {
    escape_html(text).replace("&#39;", "&apos;")
}

/// As HTML has it, except that entities stay as they are.
fn escape_once(text: &str) -> String {
    let mut parts = text.split('&');
    let mut escaped = escape_html(parts.next().unwrap_or_default());
    for part in parts {
        escaped.push_str(if begins_entity(part) { "&" } else { "&amp;" });
        escaped.push_str(&escape_html(part));
    }
    escaped
}

/// Whether a text goes on as an entity does behind its `&`: `lt;`, `#39;`.
fn begins_entity(text: &str) -> bool {
    let Some((name, _)) = text.split_once(';') else { return false };
    let all = |text: &str, wanted: fn(&u8) -> bool| {
        !text.is_empty() && text.as_bytes().iter().all(wanted)
    };
    match name.strip_prefix('#') {
        Some(number) => all(number, u8::is_ascii_digit),
        None => all(name, u8::is_ascii_alphabetic),
    }
}

/// What goes with all that stands in it.
const DROPPED: [(&str, &str); 3] =
    [("<script", "</script>"), ("<!--", "-->"), ("<style", "</style>")];

/// The text without tags, and without scripts, styles and comments. A `<` without a `>` stays.
fn strip_html(text: &str) -> String {
    let mut kept = text.to_owned();
    for (open, close) in DROPPED {
        kept = without_spans(&kept, open, close);
    }
    without_spans(&kept, "<", ">")
}

fn without_spans(text: &str, open: &str, close: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once(open) {
        let Some((_, after)) = from.split_once(close) else { break };
        kept.push_str(before);
        rest = after;
    }
    kept.push_str(rest);
    kept
}

fn markdownify(input: &Value, _: &Arguments, evaluation: &mut Evaluation<'_>) -> Value {
    Value::from(evaluation.host.markdown(&input.shown()))
}
