//! Filters for HTML and other notations: escaping, stripping, Markdown, JSON.

use crate::escape::escape_html;
use crate::template::liquid::filter::{Arguments, Context, Filter};
use crate::template::liquid::meter::Meter;
use crate::template::liquid::values::Value;
use crate::template::liquid::values::show::{inspected, json};

pub(super) const FILTERS: &[Filter] = &[
    Filter::of_present_text("escape", escape_html),
    Filter::of_present_text("h", escape_html),
    Filter::of_text("escape_once", escape_once),
    Filter::of_text("xml_escape", xml_escape),
    Filter::of_text("strip_html", strip_html),
    Filter::with_context("markdownify", markdownify),
    // Typography and style sheets are not for the small internet.
    Filter::of_value("smartify", unchanged),
    Filter::of_value("sassify", unchanged),
    Filter::of_value("scssify", unchanged),
    Filter::of_value("jsonify", jsonify),
    Filter::of_value("to_json", jsonify),
    Filter::of_value("inspect", inspect),
];

/// As HTML has it, except that XML has a name for an apostrophe.
fn xml_escape(text: &str) -> String {
    escape_html(text).replace("&#39;", "&apos;")
}

/// As HTML has it, except that entities stay as they are.
fn escape_once(text: &str) -> String {
    let (first, rest) = match text.split_once('&') {
        Some((first, rest)) => (first, rest.split('&').collect()),
        None => (text, Vec::new()),
    };
    let mut escaped = escape_html(first);
    for part in rest {
        escaped.push_str(if begins_entity(part) { "&" } else { "&amp;" });
        escaped.push_str(&escape_html(part));
    }
    escaped
}

/// True when a text goes on as an entity does behind its `&`: `lt;`, `#39;`.
fn begins_entity(text: &str) -> bool {
    let Some((name, _)) = text.split_once(';') else { return false };
    match name.strip_prefix('#') {
        Some(number) => !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()),
        None => !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic()),
    }
}

/// Beginnings and ends of spans that go with everything in them.
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

fn unchanged(input: &Value, _: &Meter) -> Value {
    input.clone()
}

/// Bytes of a text that is read as Markdown: the conversion takes longer than all other filters, and
/// many times as much memory.
const MAX_MARKDOWN: usize = 1 << 20;

fn markdownify(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    let text = input.shown(arguments.meter);
    if text.len() > MAX_MARKDOWN {
        let fault = "This text is too long to be read as Markdown; it is left out";
        context.report(arguments.offset, fault);
        return Value::Nil;
    }
    if !arguments.meter.conversion(text.len()) {
        return Value::Nil;
    }
    Value::from(context.host().markdown(&text))
}

fn jsonify(input: &Value, meter: &Meter) -> Value {
    Value::from(json(input, meter))
}

fn inspect(input: &Value, meter: &Meter) -> Value {
    let text = inspected(input, meter);
    if meter.can_grow(text.len()) { Value::from(xml_escape(&text)) } else { Value::Nil }
}
