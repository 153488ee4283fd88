//! Filters that choose items: by a property's value, or by a condition written in Liquid.

use super::items::{members, property};
use super::order::numeric;
use crate::template::liquid::filter::{Arguments, Context, Filter};
use crate::template::liquid::meter::Meter;
use crate::template::liquid::values::Value;
use crate::template::liquid::values::compare::is_empty;

pub(super) const FILTERS: &[Filter] = &[
    Filter::with_context("where", where_property),
    Filter::with_context("find", find_property),
    Filter::with_context("where_exp", where_condition),
    Filter::with_context("find_exp", find_condition),
    Filter::with_arguments("default", default),
];

fn where_property(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    all_or(input, by_property(input, arguments, context, usize::MAX))
}

fn find_property(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    first_or(input, by_property(input, arguments, context, 1))
}

fn where_condition(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    all_or(input, by_condition(input, arguments, context, usize::MAX))
}

fn find_condition(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    first_or(input, by_condition(input, arguments, context, 1))
}

/// The chosen items; the input itself when it has no items.
fn all_or(input: &Value, chosen: Option<Vec<Value>>) -> Value {
    chosen.map_or_else(|| input.clone(), Value::array)
}

/// The first chosen item, nil when there is none; the input itself when it has no items.
fn first_or(input: &Value, chosen: Option<Vec<Value>>) -> Value {
    match chosen {
        Some(items) => items.into_iter().next().unwrap_or(Value::Nil),
        None => input.clone(),
    }
}

/// The items whose property has the wanted value, or has any when none is wanted. `None` for a
/// value without items.
fn by_property(
    input: &Value,
    arguments: &Arguments,
    context: &mut dyn Context,
    most: usize,
) -> Option<Vec<Value>> {
    let members = members(input, arguments, context)?;
    let (name, meter) = (arguments.given(0)?, arguments.meter);
    let wanted = arguments.plain.get(1);
    Some(members.into_iter().filter(|item| fits(item, &name, wanted, meter)).take(most).collect())
}

fn fits(item: &Value, name: &str, wanted: Option<&Value>, meter: &Meter) -> bool {
    match wanted {
        Some(Value::Array(_) | Value::Object(_)) => true,
        Some(wanted) => has(&property(item, name, meter), wanted, meter),
        None => property(item, name, meter).is_true(),
    }
}

/// True when a property is the wanted value, or an array that holds it. Numbers and texts are
/// compared as texts.
fn has(property: &Value, wanted: &Value, meter: &Meter) -> bool {
    if wanted.is_nil() {
        return property.is_nil();
    }
    let wanted = wanted.shown(meter);
    match property {
        Value::Nil => false,
        Value::Array(list) => list.items(meter).iter().any(|item| item.shown(meter) == wanted),
        Value::Text(_) => {
            property.shown(meter) == wanted
                || numeric(property.clone(), meter).shown(meter) == wanted
        }
        Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Range(..)
        | Value::Object(_)
        | Value::Time(_) => property.shown(meter) == wanted,
    }
}

/// The items for which a condition holds. `None` for a value without items.
fn by_condition(
    input: &Value,
    arguments: &Arguments,
    context: &mut dyn Context,
    most: usize,
) -> Option<Vec<Value>> {
    let members = members(input, arguments, context)?;
    let (variable, text) = (arguments.text(0), arguments.text(1));
    let Some(condition) = context.read_condition(&text, arguments.offset) else {
        let fault = format!("The condition \"{text}\" is not understood; nothing fits it");
        context.report(arguments.offset, &fault);
        return Some(Vec::new());
    };
    let chosen = members.into_iter().filter(|item| context.holds_with(&condition, &variable, item));
    Some(chosen.take(most).collect())
}

fn default(input: &Value, arguments: &Arguments) -> Value {
    let keeps_false =
        arguments.named.iter().any(|(name, value)| &**name == "allow_false" && value.is_true());
    let missing = if keeps_false { input.is_nil() } else { !input.is_true() };
    if missing || is_empty(input, arguments.meter) {
        arguments.plain.first().cloned().unwrap_or_else(|| Value::from(""))
    } else {
        input.clone()
    }
}
