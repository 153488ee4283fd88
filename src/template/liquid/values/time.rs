//! The times that values stand for. Reading what people write is for `date`, writing for
//! `strftime`.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::value::Value;
use crate::date;

/// Bytes of a text that may say a time.
const MAX_LENGTH: usize = 256;

/// The time that a value is: a time, seconds since 1970, or a text that says one.
pub(crate) fn time_of(value: &Value, now: &Timestamp, zone: &TimeZone) -> Option<Zoned> {
    match value {
        Value::Time(time) => Some(time.as_ref().clone()),
        Value::Int(seconds) => since_1970(*seconds, zone),
        Value::Text(text) if text.len() <= MAX_LENGTH => of_text(text.trim(), now, zone),
        Value::Nil
        | Value::Bool(_)
        | Value::Text(_)
        | Value::Float(_)
        | Value::Array(_)
        | Value::Range(..)
        | Value::Object(_) => None,
    }
}

fn since_1970(seconds: i64, zone: &TimeZone) -> Option<Zoned> {
    Timestamp::from_second(seconds).ok().map(|time| time.to_zoned(zone.clone()))
}

fn of_text(text: &str, now: &Timestamp, zone: &TimeZone) -> Option<Zoned> {
    if text.eq_ignore_ascii_case("now") || text.eq_ignore_ascii_case("today") {
        return Some(now.to_zoned(zone.clone()));
    }
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return since_1970(text.parse().ok()?, zone);
    }
    date::lenient(text, now, zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let now = "2024-03-09T08:07:06Z".parse().unwrap();
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let time = time_of(&Value::from(text), &now, &zone);
        let time = time.map(|time| time.strftime("%Y-%m-%d %H:%M:%S %z").to_string());
        assert_eq!(time.as_deref().unwrap_or("none"), expected, "{text}");
    }

    #[test]
    fn dates_are_read_however_they_are_written() {
        for text in [
            "2021-10-05",
            "2021/10/5",
            "5 October 2021",
            "Oct 5, 2021",
            "October 5th 2021",
            "Tue, 05 Oct 2021",
            "5-Oct-2021",
            "05.10.2021",
            "05/10/2021",
            "2021-10-05T00:00",
            "5. October 2021",
            "20211005T000000",
        ] {
            check(text, "2021-10-05 00:00:00 +0200");
        }
        check("October 2021", "2021-10-01 00:00:00 +0200");
        check("2021-12", "2021-12-01 00:00:00 +0100");
    }

    #[test]
    fn a_zone_in_the_text_is_kept() {
        check("2021-10-05 12:34:56 -0700", "2021-10-05 12:34:56 -0700");
        check("2021-10-05T12:34:56Z", "2021-10-05 12:34:56 +0000");
        check("2021-10-05T12:34:56.789+05:30", "2021-10-05 12:34:56 +0530");
        check("Tue Oct 5 12:34:56 UTC 2021", "2021-10-05 12:34:56 +0000");
        check("2021-10-05 12:34 EST", "2021-10-05 12:34:00 -0500");
    }

    #[test]
    fn what_is_missing_is_taken_from_now() {
        check("now", "2024-03-09 09:07:06 +0100");
        check("10:30 pm", "2024-03-09 22:30:00 +0100");
        check("5 May", "2024-05-05 00:00:00 +0200");
        check("1152098955", "2006-07-05 13:29:15 +0200");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "hello",
            "2021-13-40",
            "99:99",
            "-",
            ":",
            "t",
            "²",
            "a-b-c",
            "9".repeat(40).as_str(),
            "2021-10-05 ".repeat(10_000).as_str(),
        ] {
            check(text, "none");
        }
    }
}
