//! Filters that sort and group.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::{Arguments, Function, items, members, pairs, property};
use crate::template::liquid::diagnostics::Faults;
use crate::template::liquid::read::expression::Cursor;
use crate::template::liquid::run::evaluation::Evaluation;
use crate::template::liquid::values::compare::total_order;
use crate::template::liquid::values::number::{Number, leading_int};
use crate::template::liquid::values::value::Value;

pub(crate) fn named(name: &str) -> Option<Function> {
    Some(match name {
        "sort" => sort,
        "sort_natural" => sort_natural,
        "group_by" => group_by,
        "group_by_exp" => group_by_exp,
        _ => return None,
    })
}

/// As Jekyll sorts: texts that look like numbers count as numbers, and nil comes first or, if
/// asked, last.
fn sort(input: &Value, arguments: &Arguments, evaluation: &mut Evaluation<'_>) -> Value {
    if input.is_nil() {
        return Value::Nil;
    }
    let name = arguments.given(0);
    let nil_last = arguments.given(1).as_deref() == Some("last");
    let items = match pairs(input) {
        Some(pairs) => pairs,
        None => items(input, arguments, evaluation),
    };
    let key = |item: &Value| match &name {
        Some(name) => numeric(property(item, name)),
        None => item.clone(),
    };
    sorted(items, key, |left, right| {
        let nil = left.is_nil().cmp(&right.is_nil());
        let nil = if nil_last { nil } else { nil.reverse() };
        nil.then_with(|| total_order(left, right))
    })
}

fn sort_natural(input: &Value, arguments: &Arguments, evaluation: &mut Evaluation<'_>) -> Value {
    let name = arguments.given(0);
    let key = |item: &Value| match &name {
        Some(name) => property(item, name),
        None => item.clone(),
    };
    let items = items(input, arguments, evaluation);
    sorted(items, key, |left, right| {
        let folded = |value: &Value| value.shown().to_ascii_lowercase();
        left.is_nil().cmp(&right.is_nil()).then_with(|| folded(left).cmp(&folded(right)))
    })
}

fn sorted(
    items: Vec<Value>,
    key: impl Fn(&Value) -> Value,
    order: impl Fn(&Value, &Value) -> Ordering,
) -> Value {
    let mut keyed: Vec<(Value, Value)> = items.into_iter().map(|item| (key(&item), item)).collect();
    keyed.sort_by(|(left, _), (right, _)| order(left, right));
    Value::array(keyed.into_iter().map(|(_, item)| item))
}

/// A text that looks like a number as that number.
pub(crate) fn numeric(value: Value) -> Value {
    let Some(text) = value.as_text().map(str::trim) else { return value };
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if unsigned.is_empty() || unsigned == "." || !digits(whole) || !digits(fraction) {
        return value;
    }
    if unsigned.contains('.') {
        return text.parse().map(Value::Float).unwrap_or_default();
    }
    match text.parse() {
        Ok(number) => Value::Int(number),
        Err(_) => Number::Int(leading_int(text)).value(),
    }
}

/// The groups in the order of their first items.
fn group_by(input: &Value, arguments: &Arguments, evaluation: &mut Evaluation<'_>) -> Value {
    let Some(members) = groupable(input, arguments, evaluation) else { return input.clone() };
    let name = arguments.text(0);
    let keyed = members
        .into_iter()
        .map(|item| (Value::from(numeric(property(&item, &name)).shown().into_owned()), item));
    grouped(keyed.collect())
}

fn group_by_exp(input: &Value, arguments: &Arguments, evaluation: &mut Evaluation<'_>) -> Value {
    let Some(members) = groupable(input, arguments, evaluation) else { return input.clone() };
    let (variable, expression) = (arguments.text(0), arguments.text(1));
    let expression = Cursor::new(&expression, arguments.at).filtered(&mut Faults::default());
    let keyed = members.into_iter().map(|item| {
        let key = evaluation
            .with_variable(&variable, &item, |evaluation| evaluation.filtered(&expression));
        (key, item)
    });
    grouped(keyed.collect())
}

fn groupable(
    input: &Value,
    arguments: &Arguments,
    evaluation: &mut Evaluation<'_>,
) -> Option<Vec<Value>> {
    let members = pairs(input).or_else(|| members(input, arguments, evaluation))?;
    // A group of its own for each item costs as much as several nodes.
    evaluation.spend(members.len().saturating_mul(8));
    Some(members)
}

fn grouped(keyed: Vec<(Value, Value)>) -> Value {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<(Value, Vec<Value>)> = Vec::new();
    for (key, item) in keyed {
        let place = *places
            .entry(crate::template::liquid::values::show::inspected(&key))
            .or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, items)) => items.push(item),
            None => groups.push((key, vec![item])),
        }
    }
    Value::array(groups.into_iter().map(|(name, items)| {
        let size = Value::Int(i64::try_from(items.len()).unwrap_or(i64::MAX));
        Value::object([("name", name), ("items", Value::array(items)), ("size", size)])
    }))
}
