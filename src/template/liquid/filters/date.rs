//! Filters for dates and times.

use jiff::Zoned;

use crate::template::liquid::filter::{Arguments, Context, Filter};
use crate::template::liquid::values::Value;
use crate::template::liquid::values::strftime::strftime;
use crate::template::liquid::values::time::time_of;

pub(super) const FILTERS: &[Filter] = &[
    Filter::with_context("date", date),
    Filter::with_context("date_to_string", date_to_string),
    Filter::with_context("date_to_long_string", date_to_long_string),
    Filter::with_context("date_to_xmlschema", date_to_xmlschema),
    Filter::with_context("date_to_rfc822", date_to_rfc822),
];

/// Bytes of a format. Each directive in it may cost as much as a hundred bytes of text.
const MAX_FORMAT: usize = 4096;

/// The time in a format; what is no date is left as it is.
fn date(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    let format = arguments.text(0);
    if format.is_empty() || format.len() > MAX_FORMAT || input.is_nil() {
        return input.clone();
    }
    match read(input, context) {
        Some(time) => Value::from(strftime(&time, &format)),
        None => input.clone(),
    }
}

fn date_to_string(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    day(input, arguments, context, "%b")
}

fn date_to_long_string(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    day(input, arguments, context, "%B")
}

fn date_to_xmlschema(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    local(input, arguments, context, "%Y-%m-%dT%H:%M:%S%:z")
}

fn date_to_rfc822(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    local(input, arguments, context, "%a, %d %b %Y %H:%M:%S %z")
}

/// `07 Nov 2008`, `7th Nov 2008` or `Nov 7th, 2008`.
fn day(input: &Value, arguments: &Arguments, context: &mut dyn Context, month: &str) -> Value {
    let Some(time) = in_site_zone(input, arguments, context) else { return input.clone() };
    let day = format!("{}{}", time.day(), suffix(time.day()));
    let is_ordinal = arguments.text(0) == "ordinal";
    let format = if !is_ordinal {
        format!("%d {month} %Y")
    } else if arguments.text(1) == "US" {
        format!("{month} {day}, %Y")
    } else {
        format!("{day} {month} %Y")
    };
    Value::from(strftime(&time, &format))
}

fn local(input: &Value, arguments: &Arguments, context: &mut dyn Context, format: &str) -> Value {
    match in_site_zone(input, arguments, context) {
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

/// The time as the site's zone shows it. A text that is no date is reported.
fn in_site_zone(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Option<Zoned> {
    let time = read(input, context);
    if time.is_none() {
        let text = input.shown(arguments.meter);
        if !text.is_empty() {
            let fault = format!("\"{text}\" is no date; it is shown as it is");
            context.report(arguments.offset, &fault);
        }
    }
    Some(time?.with_time_zone(context.host().time_zone()))
}

fn read(input: &Value, context: &dyn Context) -> Option<Zoned> {
    let host = context.host();
    time_of(input, &host.now(), &host.time_zone())
}
