//! The items that filters for arrays work on, and their properties.

use crate::template::liquid::filter::{Arguments, Context};
use crate::template::liquid::meter::Meter;
use crate::template::liquid::range::{TOO_LONG, numbers};
use crate::template::liquid::values::Value;
use crate::template::liquid::values::access::pair;
use crate::template::liquid::values::show::flat;

/// The items that Liquid's filters see: those of an array with its inner arrays taken apart, a
/// range's numbers, nothing for nil, else the value itself.
pub(super) fn items(value: &Value, arguments: &Arguments, context: &mut dyn Context) -> Vec<Value> {
    match value {
        Value::Nil => Vec::new(),
        Value::Array(list) => flat(list.items(arguments.meter), arguments.meter),
        Value::Range(first, last) => range(*first, *last, arguments, context),
        Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Text(_)
        | Value::Object(_)
        | Value::Time(_) => vec![value.clone()],
    }
}

/// The items that Jekyll's own filters choose from: those of an array, a range's numbers, an
/// object's values; `None` when the value has no items.
pub(super) fn members(
    value: &Value,
    arguments: &Arguments,
    context: &mut dyn Context,
) -> Option<Vec<Value>> {
    let meter = arguments.meter;
    match value {
        Value::Array(list) => Some(list.items(meter).to_vec()),
        Value::Range(first, last) => Some(range(*first, *last, arguments, context)),
        Value::Object(object) => {
            let names = object.names(meter);
            meter.made(names.len() * size_of::<Value>());
            Some(names.iter().map(|name| object.get(name, meter)).collect())
        }
        Value::Nil
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Text(_)
        | Value::Time(_) => None,
    }
}

fn range(first: i64, last: i64, arguments: &Arguments, context: &mut dyn Context) -> Vec<Value> {
    let numbers = numbers(first, last, usize::MAX, arguments.meter);
    if numbers.is_cut {
        context.report(arguments.offset, TOO_LONG);
    }
    numbers.values
}

/// The names and values of an object, as arrays of two.
pub(super) fn pairs(value: &Value, meter: &Meter) -> Option<Vec<Value>> {
    let object = value.as_object()?;
    Some(object.names(meter).iter().map(|name| pair(object, name, meter)).collect())
}

/// An item's property; dots lead further in.
pub(super) fn property(item: &Value, name: &str, meter: &Meter) -> Value {
    let whole = item.step(&Value::from(name), meter);
    if !whole.is_nil() || !name.contains('.') {
        return whole;
    }
    let step = |value: Value, key| {
        if meter.steps(1) { value.step(&Value::from(key), meter) } else { Value::Nil }
    };
    name.split('.').fold(item.clone(), step)
}

/// An item's property, or the item itself when no name is given.
pub(super) fn property_or_item(item: &Value, name: Option<&str>, meter: &Meter) -> Value {
    match name {
        Some(name) => property(item, name, meter),
        None => item.clone(),
    }
}
