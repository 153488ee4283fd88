//! Filters for dates and times.

use jiff::Zoned;

use super::{Arguments, Function};
use crate::template::liquid::run::evaluation::Evaluation;
use crate::template::liquid::values::strftime::strftime;
use crate::template::liquid::values::value::Value;

pub(crate) fn named(name: &str) -> Option<Function> {
    Some(match name {
        "date" => date,
        "date_to_string" => |input, arguments, evaluation| day(input, arguments, evaluation, "%b"),
        "date_to_long_string" => {
            |input, arguments, evaluation| day(input, arguments, evaluation, "%B")
        }
        "date_to_xmlschema" => |input, arguments, evaluation| {
            local(input, arguments, evaluation, "%Y-%m-%dT%H:%M:%S%:z")
        },
        "date_to_rfc822" => |input, arguments, evaluation| {
            local(input, arguments, evaluation, "%a, %d %b %Y %H:%M:%S %z")
        },
        _ => return None,
    })
}

/// The time in a format; what is no date is left as it is.
fn date(input: &Value, arguments: &Arguments, evaluation: &mut Evaluation<'_>) -> Value {
    let format = arguments.text(0);
    if format.is_empty() || input.is_nil() {
        return input.clone();
    }
    match read(input, evaluation) {
        Some(time) => Value::from(strftime(&time, &format)),
        None => input.clone(),
    }
}

/// `07 Nov 2008`, `7th Nov 2008` or `Nov 7th, 2008`.
fn day(
    input: &Value,
    arguments: &Arguments,
    evaluation: &mut Evaluation<'_>,
    month: &str,
) -> Value {
    let ordinal = arguments.text(0) == "ordinal";
    let american = arguments.text(1) == "US";
    let Some(time) = in_site_zone(input, arguments, evaluation) else { return input.clone() };
    let day = format!("{}{}", time.day(), suffix(time.day()));
    let format = match (ordinal, american) {
        (true, true) => format!("{month} {day}, %Y"),
        (true, false) => format!("{day} {month} %Y"),
        (false, _) => format!("%d {month} %Y"),
    };
    Value::from(strftime(&time, &format))
}

fn local(
    input: &Value,
    arguments: &Arguments,
    evaluation: &mut Evaluation<'_>,
    format: &str,
) -> Value {
    match in_site_zone(input, arguments, evaluation) {
        Some(time) => Value::from(strftime(&time, format)),
        None => input.clone(),
    }
}

fn suffix(day: i8) -> &'static str {
    match (day, day % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

/// The time as the site's zone shows it. Tells the author when something is there and is no date.
fn in_site_zone(
    input: &Value,
    arguments: &Arguments,
    evaluation: &mut Evaluation<'_>,
) -> Option<Zoned> {
    let time = read(input, evaluation);
    if time.is_none() && !input.shown().is_empty() {
        evaluation.diagnostic(
            arguments.at,
            &format!("\"{}\" is no date; it is shown as it is", input.shown()),
        );
    }
    Some(time?.with_time_zone(evaluation.host.time_zone()))
}

fn read(input: &Value, evaluation: &Evaluation<'_>) -> Option<Zoned> {
    crate::template::liquid::values::time::time_of(
        input,
        &evaluation.host.now(),
        &evaluation.host.time_zone(),
    )
}
