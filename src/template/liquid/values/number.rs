//! Numbers as Liquid's arithmetic sees them: whole, or decimal (0.1 plus 0.2 is 0.3), and how texts
//! become numbers.
//!
//! Results beyond 64 bits go on as floats; dividing by zero has no result.

use std::cmp::Ordering;

use super::value::Value;

/// A number to calculate with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Number {
    Int(i64),
    /// The digits, and the number of those behind the point.
    Decimal(i128, u32),
    /// Too large or too small for a decimal.
    Float(f64),
}

/// Bytes of a text that are read as a number.
const MAX_LENGTH: usize = 1000;

/// Digits behind the point; a number with more of them is calculated as a float.
const MAX_SCALE: u32 = 18;

/// Decimals of these digits and more are calculated as floats; leaves room for rounding.
const MAX_DIGITS: u128 = 10_u128.pow(36);

impl Number {
    /// The number that a value is or that its text begins with; 0 otherwise.
    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::Int(number) => Self::Int(*number),
            Value::Float(number) => Self::of_float(*number),
            Value::Text(text) => Self::of_text(text),
            Value::Nil
            | Value::Bool(_)
            | Value::Array(_)
            | Value::Range(..)
            | Value::Object(_)
            | Value::Time(_) => Self::Int(0),
        }
    }

    fn of_float(number: f64) -> Self {
        let text = number.to_string();
        let point = if text.contains('.') { "" } else { ".0" };
        decimal(&format!("{text}{point}")).unwrap_or(Self::Float(number))
    }

    fn of_text(text: &str) -> Self {
        let text = text.get(..text.floor_char_boundary(MAX_LENGTH)).unwrap_or(text);
        decimal(text.trim()).unwrap_or_else(|| Self::Int(leading_int(text)))
    }

    pub(crate) fn value(self) -> Value {
        match self {
            Self::Int(number) => Value::Int(number),
            Self::Decimal(..) | Self::Float(_) => Value::Float(self.float()),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a float is what is asked for")]
    fn float(self) -> f64 {
        match self {
            Self::Int(number) => number as f64,
            Self::Decimal(digits, scale) => {
                // Always a number: digits and an exponent.
                format!("{digits}e-{scale}").parse().unwrap_or(0.0)
            }
            Self::Float(number) => number,
        }
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        self.combine(other, i128::checked_add, |left, right| left + right)
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        self.combine(other, i128::checked_sub, |left, right| left - right)
    }

    pub(crate) fn times(self, other: Self) -> Self {
        let exact = match (self.parts(), other.parts()) {
            (Some((left, left_scale)), Some((right, right_scale))) => left
                .checked_mul(right)
                .and_then(|digits| self.like(other, digits, left_scale + right_scale)),
            _ => None,
        };
        exact.unwrap_or_else(|| Self::Float(self.float() * other.float()))
    }

    /// Whole numbers are divided downwards. `None` when the other is zero.
    pub(crate) fn divided_by(self, other: Self) -> Option<Self> {
        match (self, other) {
            (_, other) if other.float() == 0.0 => None,
            (Self::Int(left), Self::Int(right)) => floor_divide(left, right).map(Self::Int),
            (left, right) => Some(Self::of_float(left.float() / right.float())),
        }
    }

    /// The rest, with the sign of the other. `None` when the other is zero.
    pub(crate) fn modulo(self, other: Self) -> Option<Self> {
        if other.float() == 0.0 {
            return None;
        }
        Some(self.combine(other, floor_rest, f64::rem_euclid))
    }

    pub(crate) fn absolute(self) -> Self {
        match self {
            Self::Int(number) => Self::Int(number.saturating_abs()),
            Self::Decimal(digits, scale) => Self::Decimal(digits.saturating_abs(), scale),
            Self::Float(number) => Self::Float(number.abs()),
        }
    }

    /// The whole number at or below it.
    pub(crate) fn floor(self) -> Self {
        self.to_whole(|digits, unit| digits.div_euclid(unit), f64::floor)
    }

    /// The whole number at or above it.
    pub(crate) fn ceiling(self) -> Self {
        self.to_whole(|digits, unit| -(-digits).div_euclid(unit), f64::ceil)
    }

    /// Rounded to so many digits behind the point, halves away from zero; to a whole number for
    /// none.
    pub(crate) fn rounded(self, scale: i64) -> Self {
        let wanted = u32::try_from(scale).unwrap_or(0);
        let rounded = match self {
            Self::Int(_) => self,
            Self::Decimal(digits, has) if has > wanted => {
                let unit = 10_i128.saturating_pow(has - wanted);
                Self::Decimal((digits.abs() + unit / 2) / unit * digits.signum(), wanted)
            }
            Self::Decimal(..) | Self::Float(_) => self,
        };
        if wanted == 0 {
            rounded.to_whole(|digits, unit| digits / unit, f64::round)
        } else {
            rounded
        }
    }

    pub(crate) fn compare(self, other: Self) -> Ordering {
        match self.aligned(other) {
            Some((left, right, _)) => left.cmp(&right),
            None => self.float().total_cmp(&other.float()),
        }
    }

    fn to_whole(self, exact: fn(i128, i128) -> i128, rough: fn(f64) -> f64) -> Self {
        match self {
            Self::Int(_) => self,
            Self::Decimal(digits, scale) => i64::try_from(exact(digits, power(scale)))
                .map_or(Self::Float(self.float()), Self::Int),
            Self::Float(number) => Self::Float(rough(number)),
        }
    }

    fn combine(
        self,
        other: Self,
        exact: impl Fn(i128, i128) -> Option<i128>,
        rough: fn(f64, f64) -> f64,
    ) -> Self {
        let exact = self.aligned(other).and_then(|(left, right, scale)| {
            exact(left, right).and_then(|digits| self.like(other, digits, scale))
        });
        exact.unwrap_or_else(|| Self::Float(rough(self.float(), other.float())))
    }

    /// The digits of both with the same scale.
    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let ((left, left_scale), (right, right_scale)) = (self.parts()?, other.parts()?);
        let scale = left_scale.max(right_scale);
        let left = left.checked_mul(power(scale - left_scale))?;
        let right = right.checked_mul(power(scale - right_scale))?;
        Some((left, right, scale))
    }

    fn parts(self) -> Option<(i128, u32)> {
        match self {
            Self::Int(number) => Some((i128::from(number), 0)),
            Self::Decimal(digits, scale) => Some((digits, scale)),
            Self::Float(_) => None,
        }
    }

    /// A result of the type that two numbers have together.
    fn like(self, other: Self, digits: i128, scale: u32) -> Option<Self> {
        match (self, other) {
            (Self::Int(_), Self::Int(_)) => i64::try_from(digits).ok().map(Self::Int),
            _ if scale <= 2 * MAX_SCALE && is_exact(digits) => Some(Self::Decimal(digits, scale)),
            _ => None,
        }
    }
}

fn power(scale: u32) -> i128 {
    10_i128.saturating_pow(scale)
}

fn floor_divide(left: i64, right: i64) -> Option<i64> {
    let quotient = left.checked_div(right)?;
    let rest = left.checked_rem(right)?;
    if rest != 0 && (rest < 0) != (right < 0) { quotient.checked_sub(1) } else { Some(quotient) }
}

fn floor_rest(left: i128, right: i128) -> Option<i128> {
    let rest = left.checked_rem(right)?;
    if rest != 0 && (rest < 0) != (right < 0) { rest.checked_add(right) } else { Some(rest) }
}

/// A text of the form `-12.5`.
fn decimal(text: &str) -> Option<Number> {
    let (whole, fraction) = text.split_once('.')?;
    if !is_digits(whole.strip_prefix('-').unwrap_or(whole)) || !is_digits(fraction) {
        return None;
    }
    let scale = u32::try_from(fraction.len()).ok()?;
    if scale <= MAX_SCALE
        && let Ok(digits) = format!("{whole}{fraction}").parse()
        && is_exact(digits)
    {
        return Some(Number::Decimal(digits, scale));
    }
    text.parse().ok().map(Number::Float)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_exact(digits: i128) -> bool {
    digits.unsigned_abs() < MAX_DIGITS
}

/// The whole number that a text begins with, as Ruby's `to_i` reads it: sign, digits, single
/// underscores; 0 if none.
pub(crate) fn leading_int(text: &str) -> i64 {
    let text = text.trim_start();
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mut number = 0_i64;
    let mut after_underscore = true;
    for character in unsigned.chars() {
        match character.to_digit(10) {
            Some(digit) => number = number.saturating_mul(10).saturating_add(i64::from(digit)),
            None if character == '_' && !after_underscore => {}
            None => break,
        }
        after_underscore = character == '_';
    }
    if text.starts_with('-') { -number } else { number }
}

/// The count that a value stands for; 0 for a negative number and for what is no whole number.
pub(crate) fn exact_count(value: &Value) -> usize {
    exact_int(value).and_then(|number| usize::try_from(number).ok()).unwrap_or(0)
}

/// The whole number that a value stands for in a limit, an index or a count; `None` for what is no
/// whole number.
pub(crate) fn exact_int(value: &Value) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        Value::Text(text) if text.len() <= MAX_LENGTH => text.trim().parse().ok(),
        Value::Float(_) => match Number::of(value).floor() {
            Number::Int(number) => Some(number),
            Number::Decimal(..) | Number::Float(_) => None,
        },
        Value::Nil
        | Value::Bool(_)
        | Value::Text(_)
        | Value::Array(_)
        | Value::Range(..)
        | Value::Object(_)
        | Value::Time(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::liquid::meter::Meter;

    fn of(text: &str) -> Number {
        Number::of(&Value::from(text))
    }

    #[test]
    fn decimals_are_exact() {
        assert_eq!(of("0.1").plus(of("0.2")).value().shown(&Meter::for_test()), "0.3");
        assert_eq!(of("1.1").times(of("1.1")).value().shown(&Meter::for_test()), "1.21");
        assert_eq!(of("5.5").modulo(of("2")).unwrap().value().shown(&Meter::for_test()), "1.5");
    }

    #[test]
    fn what_is_no_decimal_counts_as_far_as_it_is_a_whole_number() {
        for (text, expected) in [("1.5e3", "1"), ("1.x", "1"), ("x.5", "0"), ("-2.", "-2")] {
            assert_eq!(of(text).value().shown(&Meter::for_test()), expected, "{text}");
        }
    }

    #[test]
    fn division_is_downwards_and_never_by_zero() {
        assert_eq!(of("-7").divided_by(of("2")).unwrap().value().shown(&Meter::for_test()), "-4");
        assert_eq!(of("-7").modulo(of("3")).unwrap().value().shown(&Meter::for_test()), "2");
        assert!(of("1").divided_by(of("0")).is_none());
        assert!(of("1.5").modulo(of("0.0")).is_none());
    }

    #[test]
    fn what_leaves_the_bits_becomes_a_float() {
        let most = Number::Int(i64::MAX);
        for number in [most.plus(most), most.times(most), Number::Int(i64::MIN).minus(most)] {
            assert!(matches!(number, Number::Float(_)), "{number:?}");
        }
        assert!(Number::Int(i64::MIN).divided_by(Number::Int(-1)).is_none());
        let huge = Number::of(&Value::Float(1e300));
        assert!(matches!(huge.times(huge).floor(), Number::Float(_)));
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        for (text, scale, expected) in [
            ("2.5", 0, "3"),
            ("-2.5", 0, "-3"),
            ("1.005", 2, "1.01"),
            ("2.4", 0, "2"),
            ("7", 2, "7"),
        ] {
            assert_eq!(of(text).rounded(scale).value().shown(&Meter::for_test()), expected);
        }
        assert_eq!(of("-1.2").floor().value().shown(&Meter::for_test()), "-2");
        assert_eq!(of("-1.2").ceiling().value().shown(&Meter::for_test()), "-1");
    }

    #[test]
    fn a_text_begins_with_a_number_or_is_zero() {
        for (text, expected) in
            [("12abc", 12), (" -3", -3), ("1_000", 1000), ("x", 0), ("", 0), ("1__0", 1)]
        {
            assert_eq!(leading_int(text), expected, "{text}");
        }
    }

    #[test]
    fn a_whole_number_is_read_from_what_stands_for_one() {
        for (value, expected) in [
            (Value::Int(-3), Some(-3)),
            (Value::from("7"), Some(7)),
            (Value::from(" 7 "), Some(7)),
            (Value::from("7.5"), None),
            (Value::from(""), None),
            (Value::from("0".repeat(MAX_LENGTH).as_str()), Some(0)),
            (Value::from("0".repeat(MAX_LENGTH + 1).as_str()), None),
            (Value::Float(2.9), Some(2)),
            (Value::Float(-2.1), Some(-3)),
            (Value::Float(1e300), None),
            (Value::Nil, None),
            (Value::Bool(true), None),
        ] {
            assert_eq!(exact_int(&value), expected, "{value:?}");
        }
        assert_eq!((exact_count(&Value::Int(3)), exact_count(&Value::Int(-1))), (3, 0));
        assert_eq!((exact_count(&Value::Nil), exact_count(&Value::from("4"))), (0, 4));
    }
}
