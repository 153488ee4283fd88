//! The items that filters for arrays work on, and their properties.

use crate::template::liquid::filter::{Arguments, Context};
use crate::template::liquid::range::{TOO_LONG, numbers};
use crate::template::liquid::values::Value;
use crate::template::liquid::values::access::pair;
use crate::template::liquid::values::show::flatten;

/// The items that Liquid's filters see: those of an array with its inner arrays taken apart, a
/// range's numbers, nothing for nil, else the value itself.
pub(super) fn items(value: &Value, arguments: &Arguments, context: &mut dyn Context) -> Vec<Value> {
    match value {
        Value::Nil => Vec::new(),
        Value::Array(list) => {
            let mut flat = Vec::with_capacity(list.items().len());
            flatten(list.items(), &mut flat, 0);
            context.spend(flat.len());
            flat
        }
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
    context.spend(value.as_array().map_or(0, <[Value]>::len));
    match value {
        Value::Array(list) => Some(list.items().to_vec()),
        Value::Range(first, last) => Some(range(*first, *last, arguments, context)),
        Value::Object(object) => Some(object.keys().iter().map(|key| object.field(key)).collect()),
        Value::Nil
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Text(_)
        | Value::Time(_) => None,
    }
}

fn range(first: i64, last: i64, arguments: &Arguments, context: &mut dyn Context) -> Vec<Value> {
    let numbers = numbers(first, last, usize::MAX, context.limits().range);
    if numbers.is_cut {
        context.report(arguments.offset, TOO_LONG);
    }
    numbers.values
}

/// The names and values of an object, as arrays of two.
pub(super) fn pairs(value: &Value) -> Option<Vec<Value>> {
    let object = value.as_object()?;
    Some(object.keys().iter().map(|key| pair(object, key)).collect())
}

/// An item's property; dots lead further in.
pub(super) fn property(item: &Value, name: &str) -> Value {
    let whole = item.step(&Value::from(name));
    if !whole.is_nil() || !name.contains('.') {
        return whole;
    }
    name.split('.').fold(item.clone(), |value, key| value.step(&Value::from(key)))
}

/// An item's property, or the item itself when no name is given.
pub(super) fn property_or_item(item: &Value, name: Option<&str>) -> Value {
    match name {
        Some(name) => property(item, name),
        None => item.clone(),
    }
}
