//! Filters that sort and group.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::items::{items, members, pairs, property, property_or_item};
use crate::template::liquid::filter::{Arguments, Context, Filter};
use crate::template::liquid::values::Value;
use crate::template::liquid::values::compare::total_order;
use crate::template::liquid::values::number::{Number, leading_int};
use crate::template::liquid::values::show::inspected;

pub(super) const FILTERS: &[Filter] = &[
    Filter::with_context("sort", sort),
    Filter::with_context("sort_natural", sort_natural),
    Filter::with_context("group_by", group_by),
    Filter::with_context("group_by_exp", group_by_exp),
];

/// An item with the value that it is sorted or grouped by.
struct Keyed {
    key: Value,
    item: Value,
}

/// As Jekyll sorts: texts that look like numbers count as numbers, and nil comes first or, if
/// asked, last.
fn sort(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    if input.is_nil() {
        return Value::Nil;
    }
    let name = arguments.given(0);
    let nil_last = arguments.given(1).as_deref() == Some("last");
    let items = match pairs(input) {
        Some(pairs) => pairs,
        None => items(input, arguments, context),
    };
    let keyed = items.into_iter().map(|item| match &name {
        Some(name) => Keyed { key: numeric(property(&item, name)), item },
        None => Keyed { key: item.clone(), item },
    });
    sorted(keyed.collect(), |left, right| {
        let nil = left.is_nil().cmp(&right.is_nil());
        let nil = if nil_last { nil } else { nil.reverse() };
        nil.then_with(|| total_order(left, right))
    })
}

/// By their texts whatever the case, with nil last.
fn sort_natural(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    let name = arguments.given(0);
    let items = items(input, arguments, context);
    let keyed =
        items.into_iter().map(|item| Keyed { key: property_or_item(&item, name.as_deref()), item });
    sorted(keyed.collect(), |left, right| {
        left.is_nil().cmp(&right.is_nil()).then_with(|| folded(left).cmp(&folded(right)))
    })
}

fn folded(value: &Value) -> String {
    value.shown().to_ascii_lowercase()
}

fn sorted(mut keyed: Vec<Keyed>, order: impl Fn(&Value, &Value) -> Ordering) -> Value {
    keyed.sort_by(|left, right| order(&left.key, &right.key));
    Value::array(keyed.into_iter().map(|keyed| keyed.item))
}

/// A text that looks like a number as that number; all else as it is.
pub(super) fn numeric(value: Value) -> Value {
    let Some(text) = value.as_text().map(str::trim) else { return value };
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    if unsigned.is_empty() || unsigned == "." || !is_digits(whole) || !is_digits(fraction) {
        return value;
    }
    if unsigned.contains('.') {
        return text.parse().map_or(Value::Nil, Value::Float);
    }
    match text.parse() {
        Ok(number) => Value::Int(number),
        Err(_) => Number::Int(leading_int(text)).value(),
    }
}

/// True for a text of nothing but digits, or of nothing.
fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The groups in the order of their first items.
fn group_by(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    let Some(members) = groupable(input, arguments, context) else { return input.clone() };
    let name = arguments.text(0);
    let keyed = members.into_iter().map(|item| {
        let key = numeric(property(&item, &name));
        Keyed { key: Value::from(key.shown().into_owned()), item }
    });
    grouped(keyed.collect())
}

fn group_by_exp(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    let Some(members) = groupable(input, arguments, context) else { return input.clone() };
    let variable = arguments.text(0);
    let expression = context.read_expression(&arguments.text(1), arguments.offset);
    let keyed = members.into_iter().map(|item| {
        let key = context.value_with(&expression, &variable, &item);
        Keyed { key, item }
    });
    grouped(keyed.collect())
}

/// The items to group; `None` for a value without items.
fn groupable(
    input: &Value,
    arguments: &Arguments,
    context: &mut dyn Context,
) -> Option<Vec<Value>> {
    let members = pairs(input).or_else(|| members(input, arguments, context))?;
    // A group of its own for each item costs as much as several nodes.
    context.spend(members.len().saturating_mul(8));
    Some(members)
}

struct Group {
    name: Value,
    items: Vec<Value>,
}

fn grouped(keyed: Vec<Keyed>) -> Value {
    let mut positions: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for Keyed { key, item } in keyed {
        let position = *positions.entry(inspected(&key)).or_insert(groups.len());
        match groups.get_mut(position) {
            Some(group) => group.items.push(item),
            None => groups.push(Group { name: key, items: vec![item] }),
        }
    }
    Value::array(groups.into_iter().map(|Group { name, items }| {
        let size = Value::count(items.len());
        Value::object([("name", name), ("items", Value::array(items)), ("size", size)])
    }))
}
