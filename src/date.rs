//! Dates and times as people write them, read as Ruby's lenient `Time.parse` does.
//!
//! Front matter needs a whole date (`parse`); a template makes do with less (`lenient`).

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

/// No date is longer.
const LONGEST: usize = 128;

/// Reads a date, with or without a time, in any of the spellings that are seen in front matter.
/// Without an offset of its own it is in `zone`; a day begins at midnight. `None` when year, month
/// or day is missing.
#[must_use]
pub(crate) fn parse(text: &str, zone: &TimeZone) -> Option<Zoned> {
    let parts = Parts::of(text)?;
    let whole = parts.year.is_some() && parts.month.is_some() && parts.day.is_some();
    // A whole date takes nothing from the present.
    let time = if whole { parts.time(&Timestamp::UNIX_EPOCH, zone) } else { None };
    time.map(|time| time.with_time_zone(zone.clone()))
}

/// A date as a YAML library reads it before anybody else does: `2021-10-05 10:30:15` without an
/// offset of its own is in UTC (YAML 1.1, "timestamp"). All other spellings are as `parse` reads
/// them.
#[must_use]
pub(crate) fn parse_yaml(text: &str, zone: &TimeZone) -> Option<Zoned> {
    let own = if is_yaml_time(text.trim()) { &TimeZone::UTC } else { zone };
    parse(text, own).map(|time| time.with_time_zone(zone.clone()))
}

/// True for a date with a time to the second and no offset, in the digits that YAML asks for.
fn is_yaml_time(text: &str) -> bool {
    let digits = |part: &str, shortest: usize, longest: usize| {
        (shortest..=longest).contains(&part.len()) && part.bytes().all(|it| it.is_ascii_digit())
    };
    let Some((date, clock)) = text.split_once(['T', 't', ' ']) else { return false };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let date: Vec<&str> = date.split('-').collect();
    let clock: Vec<&str> = clock.trim_start().split(':').collect();
    let ([year, month, day], [hour, minute, second]) = (date.as_slice(), clock.as_slice()) else {
        return false;
    };
    digits(year, 4, 4)
        && [month, day, hour].iter().all(|part| digits(part, 1, 2))
        && [minute, second].iter().all(|part| digits(part, 2, 2))
        && digits(fraction, 0, usize::MAX)
}

/// Reads a time of which anything may be missing: what stands above it is as `now`, what stands
/// below it the first.
#[must_use]
pub(crate) fn lenient(text: &str, now: &Timestamp, zone: &TimeZone) -> Option<Zoned> {
    Parts::of(text)?.time(now, zone)
}

/// Parts of a date that were found so far.
#[derive(Default, Debug)]
struct Parts {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    /// Hour, minute, second, nanosecond.
    clock: Option<(i8, i8, i8, i32)>,
    afternoon: Option<bool>,
    offset: Option<i32>,
}

impl Parts {
    /// `None` for a text that is longer than any date.
    fn of(text: &str) -> Option<Self> {
        let text = (text.len() <= LONGEST).then(|| text.trim().to_lowercase())?;
        let mut parts = Self::default();
        for word in text.split(|character: char| character.is_whitespace() || character == ',') {
            parts.word(word);
        }
        Some(parts)
    }

    fn word(&mut self, word: &str) {
        if let Some((_, clock)) = word.split_once('t').filter(|(date, _)| self.date(date)) {
            self.clock(clock);
        } else if word.contains(':') && word.starts_with(|first: char| first.is_ascii_digit()) {
            self.clock(word);
        } else if self.clock.is_some() && self.offset.is_none() && word.starts_with(['+', '-']) {
            self.offset = offset(word);
        } else if !self.date(word) {
            self.name_or_number(word);
        }
    }

    /// `2021-10-05`, `2021/10/5`, `05.10.2021`, `5-oct-2021`, `2021-10`, `20211005`.
    fn date(&mut self, word: &str) -> bool {
        let parts: Vec<&str> = word.split(['-', '/', '.']).collect();
        match parts.as_slice() {
            [year, month, day] if year.len() > 2 => self.date_of(year, month, day),
            [day, month, year] if year.len() > 2 => self.date_of(year, month, day),
            [year, month, day] => {
                let year =
                    year.parse::<i16>().map_or(String::new(), |year| full_year(year).to_string());
                self.date_of(&year, month, day)
            }
            [year, month] if year.len() > 2 && word.contains('-') => self.date_of(year, month, "1"),
            [month, day] if word.contains('/') => {
                let parsed = (month.parse().ok(), day.parse().ok());
                (self.month, self.day) = parsed;
                true
            }
            [digits] if digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                let year = digits.get(..4).unwrap_or_default();
                let month = digits.get(4..6).unwrap_or_default();
                self.date_of(year, month, digits.get(6..).unwrap_or_default())
            }
            _ => false,
        }
    }

    fn date_of(&mut self, year: &str, month: &str, day: &str) -> bool {
        let month = month.parse().ok().or_else(|| month_named(month));
        let (Ok(year), Some(month), Ok(day)) = (year.parse(), month, day.parse()) else {
            return false;
        };
        (self.year, self.month, self.day) = (Some(year), Some(month), Some(day));
        true
    }

    /// `12:30`, `12:30:15.5`, with `am`, `pm` or a zone behind it.
    fn clock(&mut self, word: &str) {
        let in_clock =
            |character: char| character.is_ascii_digit() || matches!(character, ':' | '.');
        let end = word.find(|character| !in_clock(character)).unwrap_or(word.len());
        let (clock, behind) = word.split_at_checked(end).unwrap_or((word, ""));
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
        let clock = if clock.contains(':') { clock.to_owned() } else { in_pairs(clock) };
        let mut numbers = clock.split(':').map(|number| number.parse::<i8>().ok());
        let hour = numbers.next().flatten();
        let mut next = || numbers.next().flatten().unwrap_or_default();
        let nanosecond = format!("{fraction:0<9}").get(..9).and_then(|digits| digits.parse().ok());
        self.clock = hour.map(|hour| (hour, next(), next(), nanosecond.unwrap_or_default()));
        match behind {
            "" => {}
            "am" | "pm" | "a.m." | "p.m." => self.afternoon = Some(behind.starts_with('p')),
            zone => self.offset = offset(zone),
        }
    }

    fn name_or_number(&mut self, word: &str) {
        let digits = word.find(|character: char| !character.is_ascii_digit()).unwrap_or(word.len());
        let (number, letters) = word.split_at_checked(digits).unwrap_or((word, ""));
        match (number.len(), letters) {
            (0, "am" | "pm") => self.afternoon = Some(word == "pm"),
            (0, _) if month_named(word).is_some() && self.month.is_none() => {
                self.month = month_named(word)
            }
            (0, _) if self.clock.is_some() && self.offset.is_none() => self.offset = offset(word),
            (1 | 2, "am" | "pm") => {
                self.clock = number.parse().ok().map(|hour| (hour, 0, 0, 0));
                self.afternoon = Some(letters == "pm");
            }
            (1 | 2, "" | "st" | "nd" | "rd" | "th" | ".") if self.day.is_none() => {
                self.day = number.parse().ok()
            }
            (1 | 2, "") if self.year.is_none() => self.year = number.parse().ok().map(full_year),
            (3 | 4, "") => self.year = number.parse().ok(),
            _ => {}
        }
    }

    /// The time, when there is enough of it. What is missing above is as now, what is missing below
    /// the first or zero.
    fn time(self, now: &Timestamp, zone: &TimeZone) -> Option<Zoned> {
        if self.month.is_none()
            && self.clock.is_none()
            && (self.day.is_none() || self.year.is_some())
        {
            return None;
        }
        let zone = match self.offset {
            Some(seconds) => Offset::from_seconds(seconds).ok()?.to_time_zone(),
            None => zone.clone(),
        };
        let today = now.to_zoned(zone.clone());
        let year = self.year.unwrap_or(today.year());
        let month = self.month.unwrap_or(if self.year.is_some() { 1 } else { today.month() });
        let only_clock = self.year.is_none() && self.month.is_none();
        let day = self.day.unwrap_or(if only_clock { today.day() } else { 1 });
        let (hour, minute, second, nanosecond) = self.clock.unwrap_or_default();
        let hour = match self.afternoon {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            Some(_) | None => hour,
        };
        let second = second.min(59);
        DateTime::new(year, month, day, hour, minute, second, nanosecond).ok()?.to_zoned(zone).ok()
    }
}

/// `150405` as `15:04:05`.
fn in_pairs(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 2);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && place % 2 == 0 {
            text.push(':');
        }
        text.push(digit);
    }
    text
}

/// Two digits mean 1969 to 2068, as in Ruby.
fn full_year(year: i16) -> i16 {
    match year {
        0..69 => year + 2000,
        69..100 => year + 1900,
        _ => year,
    }
}

/// `january`, `jan`, `jan.`, `sept`.
fn month_named(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.');
    let months = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let fits = |month: &&str| word.len() >= 3 && month.starts_with(word);
    months.iter().position(fits).and_then(|place| i8::try_from(place + 1).ok())
}

/// A zone's distance from UTC in seconds: `z`, `utc`, `+02:00`, `-0730`, `+1`, `est`.
fn offset(zone: &str) -> Option<i32> {
    let hours = match zone {
        "z" | "utc" | "gmt" | "wet" => 0,
        "bst" | "cet" | "west" => 1,
        "cest" | "eet" => 2,
        "eest" | "msk" => 3,
        "ist" => return Some(19_800),
        "jst" | "kst" => 9,
        "est" | "cdt" => -5,
        "edt" => -4,
        "cst" | "mdt" => -6,
        "mst" | "pdt" => -7,
        "pst" => -8,
        _ => {
            return offset_in_digits(
                zone.strip_prefix("utc").or_else(|| zone.strip_prefix("gmt")).unwrap_or(zone),
            );
        }
    };
    Some(hours * 3600)
}

fn offset_in_digits(zone: &str) -> Option<i32> {
    let sign = if zone.strip_prefix('-').is_some() { -1 } else { 1 };
    let digits = zone.strip_prefix(['+', '-'])?.replace(':', "");
    if digits.is_empty() || digits.len() > 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let padded = if digits.len() < 3 { format!("{digits:0>2}") } else { format!("{digits:0>4}") };
    let pair = |at: usize| {
        padded.get(at..at + 2).and_then(|pair| pair.parse::<i32>().ok()).unwrap_or_default()
    };
    Some(sign * (pair(0) * 3600 + pair(2) * 60 + pair(4)))
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
            let found =
                parse(text, &zone).map(|it| it.strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string());
            assert_eq!(found.as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_time_to_the_second_without_offset_is_in_utc_where_yaml_reads_it() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let cases = [
            ("2013-05-21 03:02:39", "2013-05-20T23:02:39-04:00"),
            ("2013-5-21T3:02:39.5", "2013-05-20T23:02:39.5-04:00"),
            ("2013-05-21 03:02", "2013-05-21T03:02:00-04:00"),
            ("2013-05-21 03:02:39 -0400", "2013-05-21T03:02:39-04:00"),
            ("2013/05/21 03:02:39", "2013-05-21T03:02:39-04:00"),
            ("2013-05-21", "2013-05-21T00:00:00-04:00"),
        ];
        for (text, expected) in cases {
            let found = parse_yaml(text, &zone).unwrap();
            assert_eq!(found.strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string(), expected, "{text}");
        }
        for text in ["", "2013-05-21 03:02:", "2013-05-21 03:02:39.x", "x-1-1 1:00:00"] {
            assert!(!is_yaml_time(text), "{text}");
        }
    }

    /// Each as `Time.parse` of Ruby 3.1 reads it in Berlin.
    #[test]
    fn dates_are_read_as_ruby_reads_them() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let cases = [
            ("05.10.2021", "2021-10-05T00:00:00+02:00"),
            ("5-oct-2021", "2021-10-05T00:00:00+02:00"),
            ("5 october 2021", "2021-10-05T00:00:00+02:00"),
            ("5th October 2021", "2021-10-05T00:00:00+02:00"),
            ("1st May 2026", "2026-05-01T00:00:00+02:00"),
            ("22nd sep 2020", "2020-09-22T00:00:00+02:00"),
            ("3rd Mar 2020", "2020-03-03T00:00:00+01:00"),
            ("Oct 2021", "2021-10-01T00:00:00+02:00"),
            ("21/10/5", "2021-10-05T00:00:00+02:00"),
            ("69-10-05", "1969-10-05T00:00:00+01:00"),
            ("68-10-05", "2068-10-05T00:00:00+02:00"),
            ("5 Oct 21", "2021-10-05T00:00:00+02:00"),
            ("5 Oct 99", "1999-10-05T00:00:00+02:00"),
            ("Oct 5 2021 3pm", "2021-10-05T15:00:00+02:00"),
            ("2021-10-05 3:04 pm", "2021-10-05T15:04:00+02:00"),
            ("2021-10-05 3:04:05.25pm", "2021-10-05T15:04:05.25+02:00"),
            ("2021-10-05 12:30 am", "2021-10-05T00:30:00+02:00"),
            ("2021-10-05 12:30 pm", "2021-10-05T12:30:00+02:00"),
            ("2021-10-05 10:00 GMT", "2021-10-05T12:00:00+02:00"),
            ("2021-10-05 10:00 EST", "2021-10-05T17:00:00+02:00"),
            ("2021-10-05 10:30 +01", "2021-10-05T11:30:00+02:00"),
            ("2021-10-05 10:30 -0130", "2021-10-05T14:00:00+02:00"),
            ("10:30 5 Oct 2021", "2021-10-05T10:30:00+02:00"),
            ("Tue Oct  5 10:30:00 UTC 2021", "2021-10-05T12:30:00+02:00"),
            ("20211005T1030", "2021-10-05T10:30:00+02:00"),
        ];
        for (text, expected) in cases {
            let found = lenient(text, &Timestamp::UNIX_EPOCH, &zone);
            let found = found.map(|it| it.with_time_zone(zone.clone()));
            let found = found.map(|it| it.strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string());
            assert_eq!(found.as_deref(), Some(expected), "{text}");
        }
    }

    /// It is half past midnight in Berlin, and the day before elsewhere.
    #[test]
    fn what_is_missing_above_is_as_now_and_what_is_missing_below_the_first() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let now = "2021-10-05T22:30:00Z".parse().unwrap();
        let read = |text: &str| lenient(text, &now, &zone).map(|it| it.to_string());
        let cases = [
            ("10:30", "2021-10-06T10:30:00+02:00[Europe/Berlin]"),
            ("10:30 EST", "2021-10-05T10:30:00-05:00[-05:00]"),
            ("10:30:60", "2021-10-06T10:30:59+02:00[Europe/Berlin]"),
            ("May", "2021-05-01T00:00:00+02:00[Europe/Berlin]"),
            ("May 7", "2021-05-07T00:00:00+02:00[Europe/Berlin]"),
            ("May 2020", "2020-05-01T00:00:00+02:00[Europe/Berlin]"),
            ("11/7", "2021-11-07T00:00:00+01:00[Europe/Berlin]"),
            ("13", "2021-10-13T00:00:00+02:00[Europe/Berlin]"),
            ("2020 10:30", "2020-01-01T10:30:00+01:00[Europe/Berlin]"),
            ("12am 7 May", "2021-05-07T00:00:00+02:00[Europe/Berlin]"),
            ("12pm 7 May", "2021-05-07T12:00:00+02:00[Europe/Berlin]"),
            ("11am 7 May", "2021-05-07T11:00:00+02:00[Europe/Berlin]"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "soon", "2021", "5 2021", "31 February", "25:00", "10:30 +9999"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(read(&format!("May{}", " ".repeat(LONGEST - 3))).is_some());
        assert_eq!(read(&format!("May{}", " ".repeat(LONGEST - 2))), None);
    }

    #[test]
    fn a_month_alone_begins_on_its_first_day() {
        let date = parse("2021-10", &TimeZone::UTC).unwrap();
        assert_eq!(date.date().to_string(), "2021-10-01");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["", "soon", "2026-13-01", "2026-02-30", "12", "May"] {
            assert_eq!(parse(text, &TimeZone::UTC), None, "{text}");
        }
    }

    #[test]
    fn zones_are_known_by_name_and_by_number() {
        let cases = [
            ("z", 0),
            ("gmt", 0),
            ("west", 3600),
            ("cet", 3600),
            ("eet", 7200),
            ("msk", 10_800),
            ("ist", 19_800),
            ("jst", 32_400),
            ("edt", -14_400),
            ("cdt", -18_000),
            ("cst", -21_600),
            ("mst", -25_200),
            ("pdt", -25_200),
            ("pst", -28_800),
            ("utc+2", 7200),
            ("gmt-3", -10_800),
            ("+05:45", 20_700),
            ("-0730", -27_000),
            ("-073015", -27_015),
        ];
        for (zone, seconds) in cases {
            assert_eq!(offset(zone), Some(seconds), "{zone}");
        }
        for zone in ["", "x", "+", "1", "utc2", "+1a", "+1234567"] {
            assert_eq!(offset(zone), None, "{zone}");
        }
    }
}
