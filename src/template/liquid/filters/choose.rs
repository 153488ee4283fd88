//! Filters that choose items: by a property's value, or by a condition written in Liquid.

use super::order::numeric;
use super::{Arguments, Function, members, property};
use crate::template::liquid::read::expression::Cursor;
use crate::template::liquid::run::evaluation::Evaluation;
use crate::template::liquid::values::value::Value;

pub(crate) fn named(name: &str) -> Option<Function> {
    Some(match name {
        "where" => {
            |input, arguments, evaluation| match chosen(input, arguments, evaluation, usize::MAX) {
                Some(items) => Value::array(items),
                None => input.clone(),
            }
        }
        "find" => |input, arguments, evaluation| match chosen(input, arguments, evaluation, 1) {
            Some(items) => items.into_iter().next().unwrap_or_default(),
            None => input.clone(),
        },
        "where_exp" => |input, arguments, evaluation| match chosen_by_condition(
            input,
            arguments,
            evaluation,
            usize::MAX,
        ) {
            Some(items) => Value::array(items),
            None => input.clone(),
        },
        "find_exp" => |input, arguments, evaluation| match chosen_by_condition(
            input, arguments, evaluation, 1,
        ) {
            Some(items) => items.into_iter().next().unwrap_or_default(),
            None => input.clone(),
        },
        "default" => |input, arguments, _| default(input, arguments),
        _ => return None,
    })
}

/// The items whose property has the wanted value, or has any when none is wanted. `None` for what
/// has no items.
fn chosen(
    input: &Value,
    arguments: &Arguments,
    evaluation: &mut Evaluation<'_>,
    most: usize,
) -> Option<Vec<Value>> {
    let members = members(input, arguments, evaluation)?;
    evaluation.spend(members.len() / 4);
    let name = arguments.given(0)?;
    let fits = |item: &Value| match arguments.plain.get(1) {
        Some(Value::Array(_) | Value::Object(_)) => true,
        Some(wanted) => has(&property(item, &name), wanted),
        None => property(item, &name).is_true(),
    };
    Some(members.into_iter().filter(fits).take(most).collect())
}

/// Whether a property is the wanted value, or an array that holds it. Numbers and texts are
/// compared as texts.
fn has(property: &Value, wanted: &Value) -> bool {
    if wanted.is_nil() {
        return property.is_nil();
    }
    let wanted = wanted.shown();
    match property {
        Value::Nil => false,
        Value::Array(list) => list.items().iter().any(|item| item.shown() == wanted),
        Value::Text(text) => **text == *wanted || numeric(property.clone()).shown() == wanted,
        Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Range(..)
        | Value::Object(_)
        | Value::Time(_) => property.shown() == wanted,
    }
}

fn chosen_by_condition(
    input: &Value,
    arguments: &Arguments,
    evaluation: &mut Evaluation<'_>,
    most: usize,
) -> Option<Vec<Value>> {
    let members = members(input, arguments, evaluation)?;
    let (variable, text) = (arguments.text(0), arguments.text(1));
    let Some(condition) = Cursor::new(&text, arguments.at).condition() else {
        evaluation.diagnostic(
            arguments.at,
            &format!("The condition \"{text}\" is not understood; nothing fits it"),
        );
        return Some(Vec::new());
    };
    let fits = |item: &Value| {
        evaluation.with_variable(&variable, item, |evaluation| evaluation.condition(&condition))
    };
    Some(members.into_iter().filter(fits).take(most).collect())
}

fn default(input: &Value, arguments: &Arguments) -> Value {
    let keeps_false =
        arguments.named.iter().any(|(name, value)| &**name == "allow_false" && value.is_true());
    let missing = if keeps_false { input.is_nil() } else { !input.is_true() };
    if missing || crate::template::liquid::values::compare::is_empty(input) {
        arguments.plain.first().cloned().unwrap_or_else(|| Value::from(""))
    } else {
        input.clone()
    }
}
