//! Filters for numbers.

use super::items::{items, property_or_item};
use crate::template::liquid::filter::{Arguments, Context, Filter};
use crate::template::liquid::meter::Meter;
use crate::template::liquid::values::Value;
use crate::template::liquid::values::number::{Number, exact_int, leading_int};

pub(super) const FILTERS: &[Filter] = &[
    Filter::with_arguments("plus", plus),
    Filter::with_arguments("minus", minus),
    Filter::with_arguments("times", times),
    Filter::with_context("divided_by", divided_by),
    Filter::with_context("modulo", modulo),
    Filter::of_value("abs", absolute),
    Filter::of_value("floor", floor),
    Filter::of_value("ceil", ceiling),
    Filter::with_arguments("round", round),
    Filter::with_arguments("at_least", at_least),
    Filter::with_arguments("at_most", at_most),
    Filter::with_context("sum", sum),
    Filter::of_value("to_integer", to_integer),
];

fn operand(arguments: &Arguments) -> Number {
    Number::of(&arguments.value(0))
}

fn plus(input: &Value, arguments: &Arguments) -> Value {
    Number::of(input).plus(operand(arguments)).value()
}

fn minus(input: &Value, arguments: &Arguments) -> Value {
    Number::of(input).minus(operand(arguments)).value()
}

fn times(input: &Value, arguments: &Arguments) -> Value {
    Number::of(input).times(operand(arguments)).value()
}

fn divided_by(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    let quotient = Number::of(input).divided_by(operand(arguments));
    value_or_report(quotient, arguments, context)
}

fn modulo(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    let rest = Number::of(input).modulo(operand(arguments));
    value_or_report(rest, arguments, context)
}

/// The result of a division; nil, and reported, when there is none.
fn value_or_report(
    result: Option<Number>,
    arguments: &Arguments,
    context: &mut dyn Context,
) -> Value {
    match result {
        Some(number) => number.value(),
        None => {
            let fault = "Liquid divides by zero here; the result is left out";
            context.report(arguments.offset, fault);
            Value::Nil
        }
    }
}

fn absolute(input: &Value, _: &Meter) -> Value {
    Number::of(input).absolute().value()
}

fn floor(input: &Value, _: &Meter) -> Value {
    Number::of(input).floor().value()
}

fn ceiling(input: &Value, _: &Meter) -> Value {
    Number::of(input).ceiling().value()
}

fn round(input: &Value, arguments: &Arguments) -> Value {
    Number::of(input).rounded(arguments.int(0).unwrap_or(0)).value()
}

fn at_least(input: &Value, arguments: &Arguments) -> Value {
    let (number, least) = (Number::of(input), operand(arguments));
    if number.compare(least).is_lt() { least.value() } else { number.value() }
}

fn at_most(input: &Value, arguments: &Arguments) -> Value {
    let (number, most) = (Number::of(input), operand(arguments));
    if number.compare(most).is_gt() { most.value() } else { number.value() }
}

fn sum(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    let name = arguments.given(0);
    let mut sum = Number::Int(0);
    for item in items(input, arguments, context) {
        sum = sum.plus(Number::of(&property_or_item(&item, name.as_deref(), arguments.meter)));
    }
    sum.value()
}

fn to_integer(input: &Value, meter: &Meter) -> Value {
    match input {
        Value::Bool(it) => Value::Int(i64::from(*it)),
        Value::Float(number) => {
            exact_int(&Value::Float(number.trunc())).map_or(Value::Nil, Value::Int)
        }
        Value::Int(_) => input.clone(),
        Value::Time(time) => Value::Int(time.timestamp().as_second()),
        Value::Nil | Value::Text(_) | Value::Array(_) | Value::Range(..) | Value::Object(_) => {
            Value::Int(leading_int(&input.shown(meter)))
        }
    }
}
