//! `SortKey`: an order of all values for sorting.
//!
//! Sorting needs a total order; with Ruby's `<=>`, which knows none between types, it would have to
//! fail. All that a comparison looks at is taken out of the values before, so that it costs nothing
//! and can't end half-way.

use std::cmp::Ordering;

use super::compare::approximate;
use super::value::Value;
use crate::template::liquid::meter::Meter;

/// The position of a value: by its type, then by its content.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum SortKey {
    Number(Approximate, i64),
    Time(jiff::Timestamp),
    Text(String),
    /// Nil, truth and ranges, by their texts.
    Other(String),
    Array(Vec<Self>),
    Object(String),
}

/// A float in the order of all floats.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Approximate(f64);

impl Ord for Approximate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Approximate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Approximate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Approximate {}

impl SortKey {
    /// The position of a value.
    pub(crate) fn of(value: &Value, meter: &Meter) -> Self {
        let shown = || Self::text(value, meter);
        match value {
            Value::Int(whole) => Self::Number(Approximate(approximate(value)), *whole),
            Value::Float(_) => Self::Number(Approximate(approximate(value)), 0),
            Value::Time(time) => Self::Time(time.timestamp()),
            Value::Text(_) => Self::Text(shown()),
            Value::Bool(_) | Value::Range(..) | Value::Nil => Self::Other(shown()),
            Value::Object(_) => Self::Object(shown()),
            Value::Array(list) => {
                let items = list.items(meter);
                meter.made(size_of_val(items));
                Self::Array(items.iter().map(|item| Self::of(item, meter)).collect())
            }
        }
    }

    /// The text of a value, which is made for this and will be compared several times.
    fn text(value: &Value, meter: &Meter) -> String {
        let text = value.shown(meter).into_owned();
        meter.made(text.len());
        meter.bytes(text.len().saturating_mul(8));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_a_position() {
        let meter = Meter::for_test();
        let values = serde_json::json!([
            -1.5, 2, 3, "1", "a", "b", null, false, true, [1], [1, 2], [2], {"a": 1}
        ]);
        let keys: Vec<SortKey> = values
            .as_array()
            .unwrap()
            .iter()
            .map(|it| SortKey::of(&Value::of_json(it, &meter), &meter))
            .collect();
        assert!(keys.is_sorted(), "{keys:?}");
        let float = SortKey::of(&Value::Float(2.0), &meter);
        assert_eq!(float.cmp(&keys[1]), Ordering::Less, "of equal numbers the float comes first");
    }
}
