//! Times written in a format, with all of Ruby's directives and flags: `%-d`, `%^a`, `%e`, `%:z`,
//! `%3N`.
//!
//! jiff's own `strftime` fails as a whole on a directive that it does not know; here such a one is
//! shown as written.

use std::fmt::Write as _;
use std::iter::Peekable;
use std::str::Chars;

use jiff::Zoned;

/// The widest that a directive pads to.
const WIDEST: usize = 1024;

/// The longest result, in bytes: a format may ask for a wide column often.
const LONGEST: usize = 64 << 10;

/// The time in a format.
pub(crate) fn strftime(time: &Zoned, format: &str) -> String {
    let mut text = String::with_capacity(format.len() * 2);
    let mut characters = format.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '%' && text.len() < LONGEST {
            directive(time, &mut characters, &mut text);
        } else {
            text.push(character);
        }
    }
    text
}

/// What stands between `%` and the letter.
#[derive(Default)]
struct Style {
    /// None: as the directive pads by itself. `Some(None)`: not at all.
    padding: Option<Option<char>>,
    upper: bool,
    swap: bool,
    colons: usize,
    width: usize,
    /// As it was written.
    written: String,
}

fn directive(time: &Zoned, characters: &mut Peekable<Chars<'_>>, text: &mut String) {
    let style = Style::read(characters);
    let Some(letter) = characters.next() else {
        let _ = write!(text, "%{}", style.written);
        return;
    };
    match field(time, letter, &style) {
        Some(field) => text.push_str(&style.apply(field)),
        None => {
            let _ = write!(text, "%{}{letter}", style.written);
        }
    }
}

impl Style {
    fn read(characters: &mut Peekable<Chars<'_>>) -> Self {
        let mut style = Self::default();
        while let Some(character) = characters.next_if(|next| "-_0^#:EO123456789".contains(*next)) {
            match character {
                '-' => style.padding = Some(None),
                '_' => style.padding = Some(Some(' ')),
                '0' if style.width == 0 => style.padding = Some(Some('0')),
                '^' => style.upper = true,
                '#' => style.swap = true,
                ':' => style.colons += 1,
                digit => {
                    let digit = digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
                    style.width =
                        digit.map_or(style.width, |digit| (style.width * 10 + digit).min(WIDEST));
                }
            }
            style.written.push(character);
        }
        style
    }

    fn apply(&self, field: Field) -> String {
        let (text, padding, width) = match field {
            Field::Number(number, width, padding) => (number.to_string(), padding, width),
            Field::Text(text) => (text, ' ', 0),
        };
        let text = match (self.upper, self.swap) {
            (true, _) => text.to_uppercase(),
            (_, true) if text.chars().any(char::is_lowercase) => text.to_uppercase(),
            (_, true) => text.to_lowercase(),
            (false, false) => text,
        };
        let width = if self.width > 0 { self.width } else { width };
        match self.padding.unwrap_or(Some(padding)) {
            Some(padding) => padded(&text, padding, width),
            None => text,
        }
    }
}

fn padded(text: &str, padding: char, width: usize) -> String {
    let missing = width.saturating_sub(text.chars().count());
    let padding: String = std::iter::repeat_n(padding, missing).collect();
    match text.strip_prefix('-').filter(|_| padding.starts_with('0')) {
        Some(digits) => format!("-{padding}{digits}"),
        None => padding + text,
    }
}

/// A part of a time.
enum Field {
    /// How wide it is, and with what it is padded.
    Number(i64, usize, char),
    Text(String),
}

fn field(time: &Zoned, letter: char, style: &Style) -> Option<Field> {
    let zeros = |number: i64, width| Some(Field::Number(number, width, '0'));
    let blanks = |number: i64| Some(Field::Number(number, 2, ' '));
    let whole = |format: &str| Some(Field::Text(strftime(time, format)));
    let year = i64::from(time.year());
    let hour = i64::from(time.hour());
    let hour_of_12 = if hour % 12 == 0 { 12 } else { hour % 12 };
    match letter {
        'Y' => zeros(year, 4),
        'C' => zeros(year.div_euclid(100), 2),
        'y' => zeros(year.rem_euclid(100), 2),
        'm' => zeros(time.month().into(), 2),
        'd' => zeros(time.day().into(), 2),
        'e' => blanks(time.day().into()),
        'j' => zeros(time.day_of_year().into(), 3),
        'H' => zeros(hour, 2),
        'k' => blanks(hour),
        'I' => zeros(hour_of_12, 2),
        'l' => blanks(hour_of_12),
        'M' => zeros(time.minute().into(), 2),
        'S' => zeros(time.second().into(), 2),
        's' => zeros(time.timestamp().as_second(), 1),
        'L' => Some(Field::Text(fraction(time, style, 3))),
        'N' => Some(Field::Text(fraction(time, style, 9))),
        'c' => whole("%a %b %e %H:%M:%S %Y"),
        'D' | 'x' => whole("%m/%d/%y"),
        'F' => whole("%Y-%m-%d"),
        'T' | 'X' => whole("%H:%M:%S"),
        'R' => whole("%H:%M"),
        'r' => whole("%I:%M:%S %p"),
        'v' => whole("%e-%^b-%Y"),
        'z' => Some(Field::Text(offset(time, style.colons))),
        'n' => Some(Field::Text("\n".to_owned())),
        't' => Some(Field::Text("\t".to_owned())),
        '%' => Some(Field::Text("%".to_owned())),
        _ => named(time, letter).or_else(|| week(time, letter)),
    }
}

fn named(time: &Zoned, letter: char) -> Option<Field> {
    let by_jiff = |format: &str| time.strftime(format).to_string();
    Some(Field::Text(match letter {
        'B' => by_jiff("%B"),
        'b' | 'h' => by_jiff("%b"),
        'A' => by_jiff("%A"),
        'a' => by_jiff("%a"),
        'P' => by_jiff("%p").to_lowercase(),
        'p' => by_jiff("%p").to_uppercase(),
        'Z' => abbreviation(time),
        _ => return None,
    }))
}

/// The zone's short name; a fixed distance has none, except UTC.
fn abbreviation(time: &Zoned) -> String {
    let name = time.time_zone().to_offset_info(time.timestamp()).abbreviation().to_owned();
    if name.starts_with(['+', '-']) { String::new() } else { name }
}

fn week(time: &Zoned, letter: char) -> Option<Field> {
    let day = i64::from(time.day_of_year());
    let from_sunday = i64::from(time.weekday().to_sunday_zero_offset());
    let from_monday = i64::from(time.weekday().to_monday_zero_offset());
    let iso = time.date().iso_week_date();
    let (number, width) = match letter {
        'u' => (from_monday + 1, 1),
        'w' => (from_sunday, 1),
        'U' => ((day + 6 - from_sunday) / 7, 2),
        'W' => ((day + 6 - from_monday) / 7, 2),
        'G' => (iso.year().into(), 4),
        'g' => (i64::from(iso.year()).rem_euclid(100), 2),
        'V' => (iso.week().into(), 2),
        _ => return None,
    };
    Some(Field::Number(number, width, '0'))
}

/// The digits behind the second's point; the width says how many.
fn fraction(time: &Zoned, style: &Style, digits: usize) -> String {
    let wanted = if style.width > 0 { style.width } else { digits };
    let all = format!("{:09}", time.subsec_nanosecond());
    let kept: String = all.chars().take(wanted).collect();
    format!("{kept:0<wanted$}")
}

/// `+0100`, `+01:00` or `+01:00:00`.
fn offset(time: &Zoned, colons: usize) -> String {
    let seconds = time.offset().seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let (hours, minutes, rest) =
        (seconds.abs() / 3600, seconds.abs() / 60 % 60, seconds.abs() % 60);
    match colons {
        0 => format!("{sign}{hours:02}{minutes:02}"),
        1 => format!("{sign}{hours:02}:{minutes:02}"),
        _ => format!("{sign}{hours:02}:{minutes:02}:{rest:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(format: &str, expected: &str) {
        let time: Zoned = "2024-03-05T15:04:09.0123+01:00[Europe/Berlin]".parse().unwrap();
        assert_eq!(strftime(&time, format), expected, "{format}");
    }

    #[test]
    fn a_format_is_filled_in() {
        check("%Y-%m-%d %H:%M:%S %z", "2024-03-05 15:04:09 +0100");
        check("%-d. %B %y, %A", "5. March 24, Tuesday");
        check("%e %k %l %I %p %P", " 5 15  3 03 PM pm");
        check("%^a %#p %^B", "TUE pm MARCH");
        check("%j %U %W %V %G %u %w", "065 09 10 10 2024 2 2");
        check("%s %L %N %3N", "1709647449 012 012300000 012");
        check("%F %T %R %D %r", "2024-03-05 15:04:09 15:04 03/05/24 03:04:09 PM");
        check("%c|%x|%X|%v", "Tue Mar  5 15:04:09 2024|03/05/24|15:04:09| 5-MAR-2024");
        check("%:z %::z %Z", "+01:00 +01:00:00 CET");
        check("%5d %_5d %-m %010Y", "00005     5 3 0000002024");
        check("%% %n%t", "% \n\t");
    }

    #[test]
    fn what_is_no_directive_stays() {
        check("100%", "100%");
        check("%Q %-", "%Q %-");
        check("%é", "%é");
    }

    #[test]
    fn a_wide_column_is_bounded() {
        let time: Zoned = "2024-03-05T15:04:09Z[UTC]".parse().unwrap();
        assert!(strftime(&time, &"%999999999d".repeat(10_000)).len() < 2 * LONGEST + 100_000);
    }
}
