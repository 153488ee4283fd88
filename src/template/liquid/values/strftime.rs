//! Times written in a format, with all of Ruby's directives and flags: `%-d`, `%^a`, `%e`, `%:z`,
//! `%3N`.
//!
//! jiff's own `strftime` fails as a whole on a directive that it does not know; here such a one is
//! shown as written.

use std::fmt::Write as _;
use std::iter::Peekable;
use std::str::Chars;

use jiff::Zoned;

/// Characters that a directive pads to.
const MAX_WIDTH: usize = 1024;

/// Bytes of a result from which on directives are shown as written: a format may ask for a wide
/// column often.
const MAX_SIZE: usize = 64 << 10;

/// The time in a format.
pub(crate) fn strftime(time: &Zoned, format: &str) -> String {
    let mut text = String::with_capacity(format.len() * 2);
    let mut characters = format.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '%' && text.len() < MAX_SIZE {
            directive(time, &mut characters, &mut text);
        } else {
            text.push(character);
        }
    }
    text
}

/// Flags and width, between `%` and the letter.
#[derive(Default)]
struct Style {
    padding: Padding,
    upper: bool,
    swap: bool,
    colons: usize,
    /// Characters; 0 for those that the directive has by itself.
    width: usize,
    /// Everything between `%` and the letter.
    written: String,
}

#[derive(Clone, Copy, Default)]
enum Padding {
    /// As the directive pads by itself.
    #[default]
    Usual,
    None,
    With(char),
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
                '-' => style.padding = Padding::None,
                '_' => style.padding = Padding::With(' '),
                '0' if style.width == 0 => style.padding = Padding::With('0'),
                '^' => style.upper = true,
                '#' => style.swap = true,
                ':' => style.colons += 1,
                other => style.widen(other),
            }
            style.written.push(character);
        }
        style
    }

    /// Takes a further digit of the width; `E` and `O` mean nothing.
    fn widen(&mut self, digit: char) {
        if let Some(digit) = digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok()) {
            self.width = (self.width * 10 + digit).min(MAX_WIDTH);
        }
    }

    fn apply(&self, field: Field) -> String {
        let (text, usual, width) = match field {
            Field::Number { number, width, padding } => (number.to_string(), padding, width),
            Field::Text(text) => (text, ' ', 0),
        };
        let text = match (self.upper, self.swap) {
            (true, _) => text.to_uppercase(),
            (_, true) if text.chars().any(char::is_lowercase) => text.to_uppercase(),
            (_, true) => text.to_lowercase(),
            (false, false) => text,
        };
        let width = if self.width > 0 { self.width } else { width };
        match self.padding {
            Padding::Usual => padded(&text, usual, width),
            Padding::With(padding) => padded(&text, padding, width),
            Padding::None => text,
        }
    }
}

fn padded(text: &str, padding: char, width: usize) -> String {
    let missing = width.saturating_sub(text.chars().count());
    let padding: String = std::iter::repeat_n(padding, missing).collect();
    match text.strip_prefix('-') {
        Some(digits) if padding.starts_with('0') => format!("-{padding}{digits}"),
        _ => padding + text,
    }
}

/// A part of a time.
enum Field {
    /// A number, the characters that it has at least, and the character that fills them.
    Number {
        number: i64,
        width: usize,
        padding: char,
    },
    Text(String),
}

impl Field {
    fn zeros(number: impl Into<i64>, width: usize) -> Self {
        Self::Number { number: number.into(), width, padding: '0' }
    }

    fn blanks(number: impl Into<i64>) -> Self {
        Self::Number { number: number.into(), width: 2, padding: ' ' }
    }
}

fn field(time: &Zoned, letter: char, style: &Style) -> Option<Field> {
    let field = match letter {
        'L' => fraction(time, style, 3),
        'N' => fraction(time, style, 9),
        'z' => offset(time, style.colons),
        'n' => "\n".to_owned(),
        't' => "\t".to_owned(),
        '%' => "%".to_owned(),
        _ => {
            return of_day(time, letter)
                .or_else(|| of_clock(time, letter))
                .or_else(|| of_week(time, letter))
                .or_else(|| combined(time, letter))
                .or_else(|| word(time, letter));
        }
    };
    Some(Field::Text(field))
}

fn of_day(time: &Zoned, letter: char) -> Option<Field> {
    let year = i64::from(time.year());
    Some(match letter {
        'Y' => Field::zeros(year, 4),
        'C' => Field::zeros(year.div_euclid(100), 2),
        'y' => Field::zeros(year.rem_euclid(100), 2),
        'm' => Field::zeros(time.month(), 2),
        'd' => Field::zeros(time.day(), 2),
        'e' => Field::blanks(time.day()),
        'j' => Field::zeros(time.day_of_year(), 3),
        _ => return None,
    })
}

fn of_clock(time: &Zoned, letter: char) -> Option<Field> {
    let hour = time.hour();
    let hour_of_12 = if hour % 12 == 0 { 12 } else { hour % 12 };
    Some(match letter {
        'H' => Field::zeros(hour, 2),
        'k' => Field::blanks(hour),
        'I' => Field::zeros(hour_of_12, 2),
        'l' => Field::blanks(hour_of_12),
        'M' => Field::zeros(time.minute(), 2),
        'S' => Field::zeros(time.second(), 2),
        's' => Field::zeros(time.timestamp().as_second(), 1),
        _ => return None,
    })
}

/// A directive that stands for several.
fn combined(time: &Zoned, letter: char) -> Option<Field> {
    let format = match letter {
        'c' => "%a %b %e %H:%M:%S %Y",
        'D' | 'x' => "%m/%d/%y",
        'F' => "%Y-%m-%d",
        'T' | 'X' => "%H:%M:%S",
        'R' => "%H:%M",
        'r' => "%I:%M:%S %p",
        'v' => "%e-%^b-%Y",
        _ => return None,
    };
    Some(Field::Text(strftime(time, format)))
}

/// A month, a day, a half of a day or a zone by its name.
fn word(time: &Zoned, letter: char) -> Option<Field> {
    Some(Field::Text(match letter {
        'B' => by_jiff(time, "%B"),
        'b' | 'h' => by_jiff(time, "%b"),
        'A' => by_jiff(time, "%A"),
        'a' => by_jiff(time, "%a"),
        'P' => by_jiff(time, "%p").to_lowercase(),
        'p' => by_jiff(time, "%p").to_uppercase(),
        'Z' => abbreviation(time),
        _ => return None,
    }))
}

fn by_jiff(time: &Zoned, format: &str) -> String {
    time.strftime(format).to_string()
}

/// The zone's short name; a fixed distance has none, except UTC.
fn abbreviation(time: &Zoned) -> String {
    let name = time.time_zone().to_offset_info(time.timestamp()).abbreviation().to_owned();
    if name.starts_with(['+', '-']) { String::new() } else { name }
}

fn of_week(time: &Zoned, letter: char) -> Option<Field> {
    let day = i64::from(time.day_of_year());
    let from_sunday = i64::from(time.weekday().to_sunday_zero_offset());
    let from_monday = i64::from(time.weekday().to_monday_zero_offset());
    let iso = time.date().iso_week_date();
    Some(match letter {
        'u' => Field::zeros(from_monday + 1, 1),
        'w' => Field::zeros(from_sunday, 1),
        'U' => Field::zeros((day + 6 - from_sunday) / 7, 2),
        'W' => Field::zeros((day + 6 - from_monday) / 7, 2),
        'G' => Field::zeros(iso.year(), 4),
        'g' => Field::zeros(i64::from(iso.year()).rem_euclid(100), 2),
        'V' => Field::zeros(iso.week(), 2),
        _ => return None,
    })
}

/// The digits behind the second's point, as many as the style is wide.
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
        check("%C %g %3u %_3w", "20 24 002   2");
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
        assert!(strftime(&time, &"%999999999d".repeat(10_000)).len() < 2 * MAX_SIZE + 100_000);
    }
}
