//! Filters that make a text of a text: case, cutting, replacing.

use super::{Arguments, Function};
use crate::template::liquid::read::lexer::is_space;
use crate::template::liquid::run::evaluation::Evaluation;
use crate::template::liquid::values::value::{Value, place_in};

pub(crate) fn named(name: &str) -> Option<Function> {
    Some(match name {
        "append" => {
            |input, arguments, _| Value::from(format!("{}{}", input.shown(), arguments.text(0)))
        }
        "prepend" => {
            |input, arguments, _| Value::from(format!("{}{}", arguments.text(0), input.shown()))
        }
        "upcase" => |input, _, _| Value::from(input.shown().to_uppercase()),
        "downcase" => |input, _, _| Value::from(input.shown().to_lowercase()),
        "capitalize" => |input, _, _| Value::from(capitalized(&input.shown())),
        "strip" => |input, _, _| Value::from(input.shown().trim_matches(is_space)),
        "lstrip" => |input, _, _| Value::from(input.shown().trim_start_matches(is_space)),
        "rstrip" => |input, _, _| Value::from(input.shown().trim_end_matches(is_space)),
        "strip_newlines" => {
            |input, _, _| Value::from(input.shown().replace("\r\n", "").replace('\n', ""))
        }
        "newline_to_br" => {
            |input, _, _| Value::from(input.shown().replace("\r\n", "\n").replace('\n', "<br />\n"))
        }
        "normalize_whitespace" => |input, _, _| {
            Value::from(input.shown().split_whitespace().collect::<Vec<_>>().join(" "))
        },
        "replace" => {
            |input, arguments, evaluation| replace(input, arguments, evaluation, usize::MAX)
        }
        "replace_first" => |input, arguments, evaluation| replace(input, arguments, evaluation, 1),
        "replace_last" => {
            |input, arguments, _| replace_last(input, &arguments.text(0), &arguments.text(1))
        }
        "remove" => |input, arguments, _| Value::from(removed(input, arguments, usize::MAX)),
        "remove_first" => |input, arguments, _| Value::from(removed(input, arguments, 1)),
        "remove_last" => |input, arguments, _| replace_last(input, &arguments.text(0), ""),
        "truncate" => truncate,
        "truncatewords" => truncate_words,
        "split" => split,
        "slice" => slice,
        _ => return None,
    })
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters.as_str().to_lowercase().chars()).collect()
}

fn replace(
    input: &Value,
    arguments: &Arguments,
    evaluation: &mut Evaluation<'_>,
    times: usize,
) -> Value {
    let (text, from, to) = (input.shown(), arguments.text(0), arguments.text(1));
    let found = text.matches(from.as_str()).take(times).count();
    if found.saturating_mul(to.len()) > evaluation.limits.value {
        evaluation
            .diagnostic(arguments.at, "This Liquid filter makes too large a value; it is left out");
        return Value::Nil;
    }
    Value::from(text.replacen(from.as_str(), &to, times))
}

fn removed(input: &Value, arguments: &Arguments, times: usize) -> String {
    input.shown().replacen(arguments.text(0).as_str(), "", times)
}

fn replace_last(input: &Value, from: &str, to: &str) -> Value {
    let text = input.shown();
    match text.rsplit_once(from) {
        Some((before, after)) => Value::from(format!("{before}{to}{after}")),
        None => Value::from(text.into_owned()),
    }
}

/// So many characters, those of the ellipsis included.
fn truncate(input: &Value, arguments: &Arguments, _: &mut Evaluation<'_>) -> Value {
    if input.is_nil() {
        return Value::Nil;
    }
    let text = input.shown();
    let ellipsis = arguments.given(1).unwrap_or_else(|| "...".to_owned());
    let length = usize::try_from(arguments.int(0).unwrap_or(50)).unwrap_or_default();
    if text.chars().nth(length).is_none() {
        return Value::from(text.into_owned());
    }
    let kept = length.saturating_sub(ellipsis.chars().count());
    Value::from(text.chars().take(kept).chain(ellipsis.chars()).collect::<String>())
}

fn truncate_words(input: &Value, arguments: &Arguments, _: &mut Evaluation<'_>) -> Value {
    if input.is_nil() {
        return Value::Nil;
    }
    let text = input.shown();
    let ellipsis = arguments.given(1).unwrap_or_else(|| "...".to_owned());
    let wanted = usize::try_from(arguments.int(0).unwrap_or(15)).unwrap_or_default().max(1);
    let mut words = text.split_ascii_whitespace();
    let kept: Vec<_> = words.by_ref().take(wanted).collect();
    match words.next() {
        Some(_) => Value::from(kept.join(" ") + &ellipsis),
        None => Value::from(text.into_owned()),
    }
}

/// As Ruby's `split`: a single blank means white space, and empty texts at the end are dropped.
fn split(input: &Value, arguments: &Arguments, evaluation: &mut Evaluation<'_>) -> Value {
    let (text, by) = (input.shown(), arguments.text(0));
    if text.len() > evaluation.limits.value / size_of::<Value>() && by.is_empty() {
        evaluation.diagnostic(
            arguments.at,
            "This text is too long to be split into characters; it is left out",
        );
        return Value::Nil;
    }
    let mut parts: Vec<&str> = match by.as_str() {
        " " => text.split_ascii_whitespace().collect(),
        "" => text.split("").skip(1).collect(),
        by => text.split(by).collect(),
    };
    while parts.last().is_some_and(|last| last.is_empty()) {
        parts.pop();
    }
    Value::array(parts.into_iter().map(Value::from))
}

/// Characters of a text or items of an array, from a place on.
fn slice(input: &Value, arguments: &Arguments, _: &mut Evaluation<'_>) -> Value {
    let place = arguments.int(0).unwrap_or_default();
    let length = usize::try_from(arguments.int(1).unwrap_or(1)).unwrap_or_default();
    if let Some(items) = input.as_array() {
        let from = place_in(items.len(), place).unwrap_or(items.len());
        return Value::array(items.iter().skip(from).take(length).cloned());
    }
    let text = input.shown();
    let size = text.chars().count();
    let from = place_in(size, place).unwrap_or(size);
    Value::from(text.chars().skip(from).take(length).collect::<String>())
}
