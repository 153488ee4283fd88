//! Filters that sort and group.

use std::collections::HashMap;

use super::items::{items, members, pairs, property, property_or_item};
use crate::template::liquid::filter::{Arguments, Context, Filter};
use crate::template::liquid::meter::Meter;
use crate::template::liquid::values::Value;
use crate::template::liquid::values::number::{Number, leading_int};
use crate::template::liquid::values::show::inspected;
use crate::template::liquid::values::sort_key::SortKey;

pub(super) const FILTERS: &[Filter] = &[
    Filter::with_context("sort", sort),
    Filter::with_context("sort_natural", sort_natural),
    Filter::with_context("group_by", group_by),
    Filter::with_context("group_by_exp", group_by_exp),
];

/// As Jekyll sorts: texts that look like numbers count as numbers, and nil comes first or, if
/// asked, last.
fn sort(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    if input.is_nil() {
        return Value::Nil;
    }
    let (name, meter) = (arguments.given(0), arguments.meter);
    let nil_last = arguments.given(1).as_deref() == Some("last");
    let items = match pairs(input, meter) {
        Some(pairs) => pairs,
        None => items(input, arguments, context),
    };
    let keyed = items.into_iter().map(|item| {
        let key = match &name {
            Some(name) => numeric(property(&item, name, meter), meter),
            None => item.clone(),
        };
        ((key.is_nil() == nil_last, SortKey::of(&key, meter)), item)
    });
    sorted(keyed.collect(), meter)
}

/// By their texts whatever the case, with nil last.
fn sort_natural(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    let (name, meter) = (arguments.given(0), arguments.meter);
    let keyed = items(input, arguments, context).into_iter().map(|item| {
        let key = property_or_item(&item, name.as_deref(), meter);
        let folded = key.shown(meter).to_ascii_lowercase();
        meter.made(folded.len());
        ((key.is_nil(), folded), item)
    });
    sorted(keyed.collect(), meter)
}

/// The items in the order of their keys.
fn sorted<Key: Ord>(mut keyed: Vec<(Key, Value)>, meter: &Meter) -> Value {
    let rounds = keyed.len().checked_ilog2().unwrap_or(0).saturating_add(1);
    if !meter.items(keyed.len().saturating_mul(rounds as usize)) {
        return Value::Nil;
    }
    keyed.sort_by(|(left, _), (right, _)| left.cmp(right));
    Value::array(keyed.into_iter().map(|(_, item)| item))
}

/// A text that looks like a number as that number; all else as it is.
pub(super) fn numeric(value: Value, meter: &Meter) -> Value {
    let Some(text) = value.as_text(meter).map(str::trim) else { return value };
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
    let (name, meter) = (arguments.text(0), arguments.meter);
    let keyed = members.into_iter().map(|item| {
        let key = numeric(property(&item, &name, meter), meter);
        Keyed { key: Value::from(key.shown(meter).into_owned()), item }
    });
    grouped(keyed, meter)
}

fn group_by_exp(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    let Some(members) = groupable(input, arguments, context) else { return input.clone() };
    let variable = arguments.text(0);
    let expression = context.read_expression(&arguments.text(1), arguments.offset);
    let keyed = members.into_iter().map(|item| {
        let key = context.value_with(&expression, &variable, &item);
        Keyed { key, item }
    });
    grouped(keyed, arguments.meter)
}

/// The items to group; `None` for a value without items.
fn groupable(
    input: &Value,
    arguments: &Arguments,
    context: &mut dyn Context,
) -> Option<Vec<Value>> {
    pairs(input, arguments.meter).or_else(|| members(input, arguments, context))
}

/// An item with the value that it is grouped by.
struct Keyed {
    key: Value,
    item: Value,
}

struct Group {
    name: Value,
    items: Vec<Value>,
}

/// Bytes of a group besides its name and its items, about: it is an object of three fields.
const GROUP: usize = 1024;

fn grouped(keyed: impl Iterator<Item = Keyed>, meter: &Meter) -> Value {
    let mut positions: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for Keyed { key, item } in keyed {
        let text = inspected(&key, meter);
        meter.made(text.len() + key.size_if_new());
        let position = *positions.entry(text).or_insert(groups.len());
        match groups.get_mut(position) {
            Some(group) if meter.items(1) => group.items.push(item),
            None if meter.made(GROUP) => groups.push(Group { name: key, items: vec![item] }),
            _ => break,
        }
    }
    Value::array(groups.into_iter().map(|Group { name, items }| {
        let size = Value::count(items.len());
        Value::object([("name", name), ("items", Value::array(items)), ("size", size)])
    }))
}
