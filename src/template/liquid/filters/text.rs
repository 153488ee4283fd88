//! Filters that make a text of a text: case, cutting, replacing.

use crate::template::liquid::filter::{Arguments, Context, Filter};
use crate::template::liquid::values::Value;
use crate::template::liquid::values::access::index_within;
use crate::template::liquid::white_space::is_space;

pub(super) const FILTERS: &[Filter] = &[
    Filter::with_arguments("append", append),
    Filter::with_arguments("prepend", prepend),
    Filter::of_text("upcase", str::to_uppercase),
    Filter::of_text("downcase", str::to_lowercase),
    Filter::of_text("capitalize", capitalize),
    Filter::of_text("strip", strip),
    Filter::of_text("lstrip", strip_start),
    Filter::of_text("rstrip", strip_end),
    Filter::of_text("strip_newlines", strip_newlines),
    Filter::of_text("newline_to_br", newline_to_br),
    Filter::of_text("normalize_whitespace", normalize_white_space),
    Filter::with_context("replace", replace),
    Filter::with_context("replace_first", replace_first),
    Filter::with_arguments("replace_last", replace_last),
    Filter::with_arguments("remove", remove),
    Filter::with_arguments("remove_first", remove_first),
    Filter::with_arguments("remove_last", remove_last),
    Filter::with_arguments("truncate", truncate),
    Filter::with_arguments("truncatewords", truncate_words),
    Filter::with_context("split", split),
    Filter::with_arguments("slice", slice),
];

fn append(input: &Value, arguments: &Arguments) -> Value {
    Value::from(format!("{}{}", input.shown(arguments.meter), arguments.text(0)))
}

fn prepend(input: &Value, arguments: &Arguments) -> Value {
    Value::from(format!("{}{}", arguments.text(0), input.shown(arguments.meter)))
}

fn capitalize(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters.as_str().to_lowercase().chars()).collect()
}

fn strip(text: &str) -> String {
    text.trim_matches(is_space).to_owned()
}

fn strip_start(text: &str) -> String {
    text.trim_start_matches(is_space).to_owned()
}

fn strip_end(text: &str) -> String {
    text.trim_end_matches(is_space).to_owned()
}

fn strip_newlines(text: &str) -> String {
    text.replace("\r\n", "").replace('\n', "")
}

fn newline_to_br(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "<br />\n")
}

fn normalize_white_space(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn replace(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    replaced(input, arguments, context, usize::MAX)
}

fn replace_first(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    replaced(input, arguments, context, 1)
}

fn replaced(
    input: &Value,
    arguments: &Arguments,
    context: &mut dyn Context,
    times: usize,
) -> Value {
    let text = input.shown(arguments.meter);
    let (from, to) = (arguments.text(0), arguments.text(1));
    let found = text.matches(from.as_str()).take(times).count();
    if found.saturating_mul(to.len()) > arguments.meter.limits().value {
        let fault = "This Liquid filter makes too large a value; it is left out";
        context.report(arguments.offset, fault);
        return Value::Nil;
    }
    Value::from(text.replacen(from.as_str(), &to, times))
}

fn replace_last(input: &Value, arguments: &Arguments) -> Value {
    last_replaced(&input.shown(arguments.meter), &arguments.text(0), &arguments.text(1))
}

fn last_replaced(text: &str, from: &str, to: &str) -> Value {
    match text.rsplit_once(from) {
        Some((before, after)) => Value::from(format!("{before}{to}{after}")),
        None => Value::from(text),
    }
}

fn remove(input: &Value, arguments: &Arguments) -> Value {
    Value::from(input.shown(arguments.meter).replace(arguments.text(0).as_str(), ""))
}

fn remove_first(input: &Value, arguments: &Arguments) -> Value {
    Value::from(input.shown(arguments.meter).replacen(arguments.text(0).as_str(), "", 1))
}

fn remove_last(input: &Value, arguments: &Arguments) -> Value {
    last_replaced(&input.shown(arguments.meter), &arguments.text(0), "")
}

/// So many characters, those of the ellipsis included.
fn truncate(input: &Value, arguments: &Arguments) -> Value {
    if input.is_nil() {
        return Value::Nil;
    }
    let text = input.shown(arguments.meter);
    let ellipsis = arguments.given(1).unwrap_or_else(|| "...".to_owned());
    let length = usize::try_from(arguments.int(0).unwrap_or(50)).unwrap_or(0);
    if text.chars().nth(length).is_none() {
        return Value::from(text.into_owned());
    }
    let kept = length.saturating_sub(ellipsis.chars().count());
    Value::from(text.chars().take(kept).chain(ellipsis.chars()).collect::<String>())
}

fn truncate_words(input: &Value, arguments: &Arguments) -> Value {
    if input.is_nil() {
        return Value::Nil;
    }
    let text = input.shown(arguments.meter);
    let ellipsis = arguments.given(1).unwrap_or_else(|| "...".to_owned());
    let wanted = usize::try_from(arguments.int(0).unwrap_or(15)).unwrap_or(0).max(1);
    let mut words = text.split_ascii_whitespace();
    let kept: Vec<_> = words.by_ref().take(wanted).collect();
    match words.next() {
        Some(_) => Value::from(kept.join(" ") + &ellipsis),
        None => Value::from(text.into_owned()),
    }
}

/// As Ruby's `split`: a single blank means white space, and empty texts at the end are dropped.
fn split(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    let (text, by) = (input.shown(arguments.meter), arguments.text(0));
    let parts: Box<dyn Iterator<Item = &str>> = match by.as_str() {
        " " => Box::new(text.split_ascii_whitespace()),
        "" => Box::new(text.split("").skip(1)),
        by => Box::new(text.split(by)),
    };
    let most = arguments.meter.limits().value / size_of::<Value>();
    let mut parts: Vec<&str> = parts.take(most + 1).collect();
    if parts.len() > most || !arguments.meter.made(parts.len() * PART) {
        let fault = "This text has too many parts to be split; it is left out";
        context.report(arguments.offset, fault);
        return Value::Nil;
    }
    while parts.last().is_some_and(|last| last.is_empty()) {
        parts.pop();
    }
    Value::array(parts.into_iter().map(Value::from))
}

/// Bytes of a short text by itself, about.
const PART: usize = 48;

/// Characters of a text or items of an array, from an index on.
fn slice(input: &Value, arguments: &Arguments) -> Value {
    let index = arguments.int(0).unwrap_or(0);
    let length = usize::try_from(arguments.int(1).unwrap_or(1)).unwrap_or(0);
    if let Some(list) = input.as_list() {
        let from = index_within(list.len(), index).unwrap_or(list.len());
        return Value::array(list.part(from, length, arguments.meter).iter().cloned());
    }
    let text = input.shown(arguments.meter);
    let size = text.chars().count();
    let from = index_within(size, index).unwrap_or(size);
    Value::from(text.chars().skip(from).take(length).collect::<String>())
}
