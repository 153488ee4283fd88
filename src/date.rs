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
mod tests;
