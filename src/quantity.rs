//! Numbers as people read them.

/// Number and noun, `1 page` and `2,000 pages`.
#[must_use]
pub fn count(number: impl TryInto<u64>, one: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    format!("{} {one}{}", thousands(number), if number == 1 { "" } else { "s" })
}

/// A number with a comma after each three digits.
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Bytes in units of a thousand, with one decimal.
#[must_use]
pub fn bytes(number: u64) -> String {
    let (mut value, mut unit) = (number as f64, "B");
    for larger in ["kB", "MB", "GB", "TB"] {
        if value < 999.95 {
            break;
        }
        (value, unit) = (value / 1000.0, larger);
    }
    if unit == "B" { format!("{number} B") } else { format!("{value:.1} {unit}") }
}

/// Milliseconds, with a decimal below ten.
#[must_use]
pub fn milliseconds(number: f64) -> String {
    let decimals = if number < 10.0 { 1 } else { 0 };
    format!("{number:.decimals$} ms")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_and_others_are_several() {
        let counted = [0, 1, 2, 1234].map(|it| count(it, "page"));
        assert_eq!(counted, ["0 pages", "1 page", "2 pages", "1,234 pages"]);
    }

    #[test]
    fn digits_stand_in_threes() {
        let written = [0, 999, 1000, 1_234_567].map(thousands);
        assert_eq!(written, ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn bytes_have_a_unit_in_which_they_are_short() {
        let written = [0, 999, 1000, 1_949, 999_949, 999_950, 5_000_000_000_000_000].map(bytes);
        assert_eq!(
            written,
            ["0 B", "999 B", "1.0 kB", "1.9 kB", "999.9 kB", "1.0 MB", "5000.0 TB"]
        );
    }

    #[test]
    fn a_short_time_has_a_decimal() {
        let written = [0.0, 0.84, 9.94, 10.0, 1234.5].map(milliseconds);
        assert_eq!(written, ["0.0 ms", "0.8 ms", "9.9 ms", "10 ms", "1234 ms"]);
    }
}
