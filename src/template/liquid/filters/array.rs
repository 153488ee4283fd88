//! Filters that rearrange arrays: first and last, joining, adding, taking away.

use std::collections::HashSet;

use super::items::{items, property, property_or_item};
use crate::template::liquid::filter::{Arguments, Context, Filter};
use crate::template::liquid::meter::Meter;
use crate::template::liquid::values::show::{inspected, joined};
use crate::template::liquid::values::{Object, Value};

pub(super) const FILTERS: &[Filter] = &[
    Filter::of_value("size", size),
    Filter::of_value("first", Value::first),
    Filter::of_value("last", |input, _| input.last()),
    Filter::with_context("join", join),
    Filter::with_context("reverse", reverse),
    Filter::with_context("map", map),
    Filter::with_context("compact", compact),
    Filter::with_context("uniq", uniq),
    Filter::with_context("concat", concat),
    Filter::with_arguments("push", push),
    Filter::with_arguments("unshift", unshift),
    Filter::with_arguments("pop", pop),
    Filter::with_arguments("shift", shift),
    Filter::with_arguments("sample", sample),
    Filter::with_context("array_to_sentence_string", sentence),
];

fn size(input: &Value, meter: &Meter) -> Value {
    Value::count(input.size(meter))
}

fn join(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    let glue = arguments.given(0).unwrap_or_else(|| " ".to_owned());
    Value::from(joined(&items(input, arguments, context), &glue, arguments.meter))
}

fn reverse(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    Value::array(items(input, arguments, context).into_iter().rev())
}

fn map(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    let name = arguments.text(0);
    let items = items(input, arguments, context);
    Value::array(items.iter().map(|item| property(item, &name, arguments.meter)))
}

fn compact(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    let name = arguments.given(0);
    let mut items = items(input, arguments, context);
    items.retain(|item| !property_or_item(item, name.as_deref(), arguments.meter).is_nil());
    Value::array(items)
}

fn uniq(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    let name = arguments.given(0);
    let mut seen = HashSet::new();
    let mut items = items(input, arguments, context);
    let meter = arguments.meter;
    items.retain(|item| {
        seen.insert(sameness(&property_or_item(item, name.as_deref(), meter), meter))
    });
    Value::array(items)
}

/// A text that equal values share.
fn sameness(value: &Value, meter: &Meter) -> String {
    let text = match value.as_object().and_then(Object::identity) {
        Some(identity) => format!("object {identity}"),
        None => inspected(value, meter),
    };
    meter.made(text.len() + size_of::<String>());
    text
}

fn concat(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    let mut items = items(input, arguments, context);
    if let Some(others) = arguments.value(0).as_list() {
        items.extend_from_slice(others.items(arguments.meter));
    }
    Value::array(items)
}

fn push(input: &Value, arguments: &Arguments) -> Value {
    changed(input, arguments.meter, |items| items.push(arguments.value(0)))
}

fn unshift(input: &Value, arguments: &Arguments) -> Value {
    changed(input, arguments.meter, |items| items.insert(0, arguments.value(0)))
}

fn pop(input: &Value, arguments: &Arguments) -> Value {
    changed(input, arguments.meter, |items| items.truncate(items.len() - count(arguments, items)))
}

fn shift(input: &Value, arguments: &Arguments) -> Value {
    changed(input, arguments.meter, |items| drop(items.drain(..count(arguments, items))))
}

/// An array after a change; all else as it is.
fn changed(input: &Value, meter: &Meter, change: impl FnOnce(&mut Vec<Value>)) -> Value {
    let Some(list) = input.as_list() else { return input.clone() };
    let mut items = list.items(meter).to_vec();
    change(&mut items);
    Value::array(items)
}

/// The number of items to take away: one by default, and not more than there are.
fn count(arguments: &Arguments, items: &[Value]) -> usize {
    usize::try_from(arguments.int(0).unwrap_or(1)).unwrap_or(0).min(items.len())
}

/// The first item, or so many from the front: a page that changes with each look helps nobody.
fn sample(input: &Value, arguments: &Arguments) -> Value {
    match (input.as_list(), arguments.int(0).unwrap_or(1)) {
        (Some(_), 1) => input.first(arguments.meter),
        (Some(list), many) => {
            let many = usize::try_from(many).unwrap_or(0);
            Value::array(list.part(0, many, arguments.meter).iter().cloned())
        }
        (None, _) => input.clone(),
    }
}

/// `a, b, and c`.
fn sentence(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    let connector = arguments.given(0).unwrap_or_else(|| "and".to_owned());
    let (items, meter) = (items(input, arguments, context), arguments.meter);
    let text = match items.as_slice() {
        [] => String::new(),
        [one] => one.shown(meter).into_owned(),
        [one, other] => format!("{} {connector} {}", one.shown(meter), other.shown(meter)),
        [first @ .., last] => {
            format!("{}, {connector} {}", joined(first, ", ", meter), last.shown(meter))
        }
    };
    Value::from(text)
}
