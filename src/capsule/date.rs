//! Dates as authors write them in front matter.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Spellings with an offset from UTC.
const WITH_OFFSET: &[&str] = &[
    "%Y-%m-%d %H:%M:%S%.f %z",
    "%Y-%m-%d %H:%M:%S %z",
    "%Y-%m-%d %H:%M %z",
    "%Y-%m-%d %H:%M:%S%z",
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%dT%H:%M%z",
    "%a, %d %b %Y %H:%M:%S %z",
    "%Y-%m-%d %H:%M:%S %:z",
    "%Y-%m-%dT%H:%M:%S%:z",
    "%Y-%m-%dT%H:%M%:z",
    "%Y-%m-%d %H:%M %:z",
    "%a %b %d %H:%M:%S %z %Y",
];

/// Spellings of a local date and time.
const LOCAL: &[&str] = &[
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%d %I:%M %p",
    "%Y-%m-%d %I:%M%p",
    "%B %d, %Y %H:%M",
    "%d %B %Y %H:%M",
    "%d %B %Y %H:%M:%S",
];

/// Spellings of a day.
const DAY: &[&str] =
    &["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%B %d, %Y", "%B %d %Y", "%d %B %Y", "%A, %B %d, %Y", "%d.%m.%Y"];

/// Reads a date, with or without a time, in any of the spellings that are seen in front matter. Without an offset of
/// its own it is in `zone`; a day begins at midnight. `None` when it can't be read.
#[must_use]
pub(super) fn parse(text: &str, zone: &TimeZone) -> Option<Zoned> {
    // " UTC" and " GMT" after a local time are offsets too.
    let text = text.trim();
    let text = ["UTC", "GMT"]
        .iter()
        .find_map(|name| text.strip_suffix(name))
        .map_or(text.to_owned(), |at| format!("{} +0000", at.trim_end()));
    let instant = text
        .parse::<Timestamp>()
        .ok()
        .or_else(|| WITH_OFFSET.iter().find_map(|format| Timestamp::strptime(format, &text).ok()));
    if let Some(instant) = instant {
        return Some(instant.to_zoned(zone.clone()));
    }
    let named = || text.parse::<Zoned>().ok().map(|it| it.with_time_zone(zone.clone()));
    let local = || {
        let local = text.parse::<DateTime>().ok();
        local.or_else(|| LOCAL.iter().find_map(|format| DateTime::strptime(format, &text).ok()))
    };
    let day = || DAY.iter().find_map(|format| Date::strptime(format, &text).ok()).map(|it| it.at(0, 0, 0, 0));
    named().or_else(|| local().or_else(day)?.to_zoned(zone.clone()).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_every_spelling() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let cases = [
            ("2026-05-04", "2026-05-04T00:00:00+02:00"),
            ("2026-5-4", "2026-05-04T00:00:00+02:00"),
            ("2026/05/04", "2026-05-04T00:00:00+02:00"),
            ("20260504", "2026-05-04T00:00:00+02:00"),
            ("May 4, 2026", "2026-05-04T00:00:00+02:00"),
            ("4 May 2026", "2026-05-04T00:00:00+02:00"),
            ("2026-05-04 10:30", "2026-05-04T10:30:00+02:00"),
            ("2026-05-04 10:30:15", "2026-05-04T10:30:15+02:00"),
            ("2026-05-04T10:30:15", "2026-05-04T10:30:15+02:00"),
            ("2026-05-04 10:30:15 +0000", "2026-05-04T12:30:15+02:00"),
            ("2026-05-04 10:30 -0500", "2026-05-04T17:30:00+02:00"),
            ("2026-05-04 10:30:15 -05:00", "2026-05-04T17:30:15+02:00"),
            ("2026-05-04T10:30:15Z", "2026-05-04T12:30:15+02:00"),
            ("2026-05-04T10:30:15.5+02:00", "2026-05-04T10:30:15.5+02:00"),
            ("2026-05-04 10:30:15 UTC", "2026-05-04T12:30:15+02:00"),
            ("Mon, 04 May 2026 10:30:15 +0200", "2026-05-04T10:30:15+02:00"),
        ];
        for (text, expected) in cases {
            let found = parse(text, &zone).map(|it| it.strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string());
            assert_eq!(found.as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["", "soon", "2026-13-01", "2026-02-30", "12", "May"] {
            assert_eq!(parse(text, &TimeZone::UTC), None, "{text}");
        }
    }
}
