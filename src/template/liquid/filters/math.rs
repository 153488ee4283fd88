//! Filters for numbers.

use super::{Arguments, Function, items, property};
use crate::template::liquid::run::evaluation::Evaluation;
use crate::template::liquid::values::number::{Number, exact_int, leading_int};
use crate::template::liquid::values::value::Value;

pub(crate) fn named(name: &str) -> Option<Function> {
    Some(match name {
        "plus" => |input, arguments, _| Number::of(input).plus(operand(arguments)).value(),
        "minus" => |input, arguments, _| Number::of(input).minus(operand(arguments)).value(),
        "times" => |input, arguments, _| Number::of(input).times(operand(arguments)).value(),
        "divided_by" => |input, arguments, evaluation| {
            divided(Number::of(input).divided_by(operand(arguments)), arguments, evaluation)
        },
        "modulo" => |input, arguments, evaluation| {
            divided(Number::of(input).modulo(operand(arguments)), arguments, evaluation)
        },
        "abs" => |input, _, _| Number::of(input).absolute().value(),
        "floor" => |input, _, _| Number::of(input).floor().value(),
        "ceil" => |input, _, _| Number::of(input).ceiling().value(),
        "round" => |input, arguments, _| {
            Number::of(input).rounded(arguments.int(0).unwrap_or_default()).value()
        },
        "at_least" => |input, arguments, _| chosen(Number::of(input), operand(arguments), true),
        "at_most" => |input, arguments, _| chosen(Number::of(input), operand(arguments), false),
        "sum" => sum,
        "to_integer" => |input, _, _| to_integer(input),
        _ => return None,
    })
}

fn operand(arguments: &Arguments) -> Number {
    Number::of(&arguments.value(0))
}

fn divided(
    result: Option<Number>,
    arguments: &Arguments,
    evaluation: &mut Evaluation<'_>,
) -> Value {
    if result.is_none() {
        evaluation.diagnostic(arguments.at, "Liquid divides by zero here; the result is left out");
    }
    result.map(Number::value).unwrap_or_default()
}

fn chosen(left: Number, right: Number, larger: bool) -> Value {
    let right_counts =
        if larger { left.compare(right).is_lt() } else { left.compare(right).is_gt() };
    if right_counts { right.value() } else { left.value() }
}

fn sum(input: &Value, arguments: &Arguments, evaluation: &mut Evaluation<'_>) -> Value {
    let name = arguments.given(0);
    let numbers = items(input, arguments, evaluation).into_iter().map(|item| match &name {
        Some(name) => Number::of(&property(&item, name)),
        None => Number::of(&item),
    });
    numbers.fold(Number::Int(0), Number::plus).value()
}

fn to_integer(input: &Value) -> Value {
    match input {
        Value::Bool(it) => Value::Int(i64::from(*it)),
        Value::Float(number) => {
            exact_int(&Value::Float(number.trunc())).map(Value::Int).unwrap_or_default()
        }
        Value::Int(_) => input.clone(),
        Value::Time(time) => Value::Int(time.timestamp().as_second()),
        Value::Nil | Value::Text(_) | Value::Array(_) | Value::Range(..) | Value::Object(_) => {
            Value::Int(leading_int(&input.shown()))
        }
    }
}
