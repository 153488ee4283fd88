//! Ranges of numbers, no longer than the limits allow.

use super::values::Value;

/// The numbers of a range, and the fault of its being too long.
pub(super) struct Numbers {
    pub(super) values: Vec<Value>,
    pub(super) is_cut: bool,
}

/// The diagnostic for a range that is cut off.
pub(super) const TOO_LONG: &str = "This Liquid range is too long; it is cut off";

/// The first numbers of a range: as many as are wanted, but no more than allowed.
pub(super) fn numbers(first: i64, last: i64, wanted: usize, allowed: usize) -> Numbers {
    let length = Value::Range(first, last).size().min(wanted);
    let values = (first..=last).take(length.min(allowed)).map(Value::Int).collect();
    Numbers { values, is_cut: length > allowed }
}
