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
