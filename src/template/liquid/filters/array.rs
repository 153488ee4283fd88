//! Filters that rearrange arrays: first and last, joining, adding, taking away.

use std::collections::HashSet;

use super::{Arguments, Function, items, property};
use crate::template::liquid::run::evaluation::Evaluation;
use crate::template::liquid::values::show::{inspected, joined};
use crate::template::liquid::values::value::Value;

pub(crate) fn named(name: &str) -> Option<Function> {
    Some(match name {
        "size" => |input, _, _| Value::Int(i64::try_from(input.size()).unwrap_or(i64::MAX)),
        "first" => |input, _, _| input.first(),
        "last" => |input, _, _| input.last(),
        "join" => |input, arguments, evaluation| {
            let glue = arguments.given(0).unwrap_or_else(|| " ".to_owned());
            let items = items(input, arguments, evaluation);
            Value::from(joined(&items, &glue))
        },
        "reverse" => |input, arguments, evaluation| {
            Value::array(items(input, arguments, evaluation).into_iter().rev())
        },
        "map" => map,
        "compact" => compact,
        "uniq" => uniq,
        "concat" => concat,
        "push" => |input, arguments, _| with_items(input, |items| items.push(arguments.value(0))),
        "unshift" => {
            |input, arguments, _| with_items(input, |items| items.insert(0, arguments.value(0)))
        }
        "pop" => |input, arguments, _| {
            with_items(input, |items| items.truncate(items.len() - count(arguments, items)))
        },
        "shift" => |input, arguments, _| {
            with_items(input, |items| drop(items.drain(..count(arguments, items))))
        },
        "sample" => sample,
        "array_to_sentence_string" => sentence,
        _ => return None,
    })
}

/// How many items to take away: one if not said.
fn count(arguments: &Arguments, items: &[Value]) -> usize {
    usize::try_from(arguments.int(0).unwrap_or(1)).unwrap_or_default().min(items.len())
}

/// What is no array is left as it is.
fn with_items(input: &Value, change: impl FnOnce(&mut Vec<Value>)) -> Value {
    let Some(items) = input.as_array() else { return input.clone() };
    let mut items = items.to_vec();
    change(&mut items);
    Value::array(items)
}

fn map(input: &Value, arguments: &Arguments, evaluation: &mut Evaluation<'_>) -> Value {
    let name = arguments.text(0);
    Value::array(items(input, arguments, evaluation).iter().map(|item| property(item, &name)))
}

fn compact(input: &Value, arguments: &Arguments, evaluation: &mut Evaluation<'_>) -> Value {
    let name = arguments.given(0);
    let mut items = items(input, arguments, evaluation);
    items.retain(|item| match &name {
        Some(name) => !property(item, name).is_nil(),
        None => !item.is_nil(),
    });
    Value::array(items)
}

fn uniq(input: &Value, arguments: &Arguments, evaluation: &mut Evaluation<'_>) -> Value {
    let name = arguments.given(0);
    let mut seen = HashSet::new();
    let mut items = items(input, arguments, evaluation);
    items.retain(|item| match &name {
        Some(name) => seen.insert(sameness(&property(item, name))),
        None => seen.insert(sameness(item)),
    });
    Value::array(items)
}

/// A text that equal values share.
fn sameness(value: &Value) -> String {
    match value.as_object().and_then(crate::template::liquid::values::value::Object::identity) {
        Some(identity) => format!("object {identity}"),
        None => inspected(value),
    }
}

fn concat(input: &Value, arguments: &Arguments, evaluation: &mut Evaluation<'_>) -> Value {
    let mut items = items(input, arguments, evaluation);
    items.extend_from_slice(arguments.value(0).as_array().unwrap_or_default());
    Value::array(items)
}

/// The first item, or so many from the front: a page that changes with each look helps nobody.
fn sample(input: &Value, arguments: &Arguments, _: &mut Evaluation<'_>) -> Value {
    match (input.as_array(), arguments.int(0).unwrap_or(1)) {
        (Some(_), 1) => input.first(),
        (Some(items), many) => {
            Value::array(items.iter().take(usize::try_from(many).unwrap_or_default()).cloned())
        }
        (None, _) => input.clone(),
    }
}

/// `a, b, and c`.
fn sentence(input: &Value, arguments: &Arguments, evaluation: &mut Evaluation<'_>) -> Value {
    let connector = arguments.given(0).unwrap_or_else(|| "and".to_owned());
    let items = items(input, arguments, evaluation);
    let text = match items.as_slice() {
        [] => String::new(),
        [one] => one.shown().into_owned(),
        [one, other] => format!("{} {connector} {}", one.shown(), other.shown()),
        [first @ .., last] => format!("{}, {connector} {}", joined(first, ", "), last.shown()),
    };
    Value::from(text)
}
