//! Ranges of numbers, no longer than the limits allow.

use super::meter::Meter;
use super::values::Value;

/// The numbers of a range, and the fault of its being too long.
pub(super) struct Numbers {
    pub(super) values: Vec<Value>,
    pub(super) is_cut: bool,
}

/// The diagnostic for a range that is cut off.
pub(super) const TOO_LONG: &str = "This Liquid range is too long; it is cut off";

/// The first numbers of a range: as many as are wanted, but no more than allowed.
pub(super) fn numbers(first: i64, last: i64, wanted: usize, meter: &Meter) -> Numbers {
    let allowed = meter.limits().range;
    let length = Value::Range(first, last).size(meter).min(wanted);
    let kept = length.min(allowed);
    let values = if meter.items(kept) && meter.made(kept * size_of::<Value>()) {
        (first..=last).take(kept).map(Value::Int).collect()
    } else {
        Vec::new()
    };
    Numbers { values, is_cut: length > allowed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    use crate::template::liquid::limits::Limits;

    #[test]
    fn a_range_has_the_numbers_that_are_wanted_and_no_more_than_allowed() {
        let shown = |first, last, wanted| {
            let limits = Limits { range: 3, time: Duration::MAX, ..Limits::default() };
            let meter = Meter::new(limits);
            let numbers = numbers(first, last, wanted, &meter);
            let values: Vec<_> = numbers.values.iter().map(|it| it.shown(&meter)).collect();
            (values.join(" "), numbers.is_cut)
        };
        for (first, last, wanted, expected) in [
            (1, 3, 9, ("1 2 3", false)),
            (1, 4, 9, ("1 2 3", true)),
            (1, 4, 3, ("1 2 3", false)),
            (1, 4, 2, ("1 2", false)),
            (-1, -1, 9, ("-1", false)),
            (2, 1, 9, ("", false)),
            (i64::MIN, i64::MAX, 0, ("", false)),
        ] {
            let expected = (expected.0.to_owned(), expected.1);
            assert_eq!(shown(first, last, wanted), expected, "{first}..{last}");
        }
    }
}
