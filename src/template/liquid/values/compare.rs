//! Comparisons of values: equality, order, `contains`, `empty`, `blank`.
//!
//! Values that cannot be compared are neither less nor more; nothing here fails.

use std::cmp::Ordering;
use std::sync::Arc;

use super::value::{Object, Value};

/// Objects and arrays are compared down to this depth.
const MAX_DEPTH: usize = 16;

/// True for equal values; 1 and 1.0 are.
pub(crate) fn equal(left: &Value, right: &Value) -> bool {
    equal_within(left, right, MAX_DEPTH)
}

fn equal_within(left: &Value, right: &Value, depth: usize) -> bool {
    match (left, right) {
        (Value::Nil, Value::Nil) => true,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Text(left), Value::Text(right)) => left == right,
        (Value::Range(from, to), Value::Range(other_from, other_to)) => {
            (from, to) == (other_from, other_to)
        }
        (Value::Time(left), Value::Time(right)) => left == right,
        (Value::Array(left), Value::Array(right)) => {
            let (left, right) = (left.items(), right.items());
            depth > 0
                && left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| equal_within(left, right, depth - 1))
        }
        (Value::Object(left), Value::Object(right)) => {
            Arc::ptr_eq(left, right) || same_object(left.as_ref(), right.as_ref(), depth)
        }
        (left, right) => matches!(numbers(left, right), Some(Ordering::Equal)),
    }
}

fn same_object(left: &dyn Object, right: &dyn Object, depth: usize) -> bool {
    if let (Some(left), Some(right)) = (left.identity(), right.identity()) {
        return left == right;
    }
    let keys = left.keys();
    depth > 0
        && keys.len() == right.keys().len()
        && keys.iter().all(|key| equal_within(&left.field(key), &right.field(key), depth - 1))
}

/// The order of two values as `<` sees it; `None` when they can't be compared.
pub(crate) fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
        (Value::Time(left), Value::Time(right)) => Some(left.timestamp().cmp(&right.timestamp())),
        (left, right) => numbers(left, right),
    }
}

fn numbers(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => Some(left.cmp(right)),
        (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => {
            approximate(left).partial_cmp(&approximate(right))
        }
        _ => None,
    }
}

/// An order of all values for sorting: numbers, times, texts, the rest by its text. Sorting needs a
/// total order; with Ruby's `<=>`, which knows none between kinds, it would have to fail.
pub(crate) fn total_order(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => approximate(left)
            .total_cmp(&approximate(right))
            .then_with(|| whole(left).cmp(&whole(right))),
        (Value::Time(left), Value::Time(right)) => left.timestamp().cmp(&right.timestamp()),
        (Value::Array(left), Value::Array(right)) => {
            let pairs = left.items().iter().zip(right.items());
            let unequal =
                pairs.map(|(left, right)| total_order(left, right)).find(|order| order.is_ne());
            unequal.unwrap_or_else(|| left.items().len().cmp(&right.items().len()))
        }
        _ => rank(left).cmp(&rank(right)).then_with(|| left.shown().cmp(&right.shown())),
    }
}

/// The position of a value's type among those that [`total_order`] tells apart.
fn rank(value: &Value) -> u8 {
    match value {
        Value::Int(_) | Value::Float(_) => 0,
        Value::Time(_) => 1,
        Value::Text(_) => 2,
        Value::Bool(_) | Value::Range(..) | Value::Nil => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
}

#[expect(clippy::cast_precision_loss, reason = "as Ruby compares a whole number with a float")]
fn approximate(value: &Value) -> f64 {
    match value {
        Value::Int(number) => *number as f64,
        Value::Float(number) => *number,
        Value::Nil
        | Value::Bool(_)
        | Value::Text(_)
        | Value::Array(_)
        | Value::Range(..)
        | Value::Object(_)
        | Value::Time(_) => 0.0,
    }
}

fn whole(value: &Value) -> i64 {
    if let Value::Int(number) = value { *number } else { 0 }
}

/// True when a text holds a text, an array an item, an object a field, a range a number.
pub(crate) fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (_, Value::Nil | Value::Bool(false)) => false,
        (Value::Text(text), part) => text.contains(part.shown().as_ref()),
        (Value::Array(list), part) => list.items().iter().any(|item| equal(item, part)),
        (Value::Object(object), part) => object.keys().iter().any(|key| **key == *part.shown()),
        (Value::Range(from, to), Value::Int(number)) => (from..=to).contains(&number),
        _ => false,
    }
}

/// True when `== empty` holds: for a text, array or object with nothing in it.
pub(crate) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.is_empty(),
        Value::Array(list) => list.items().is_empty(),
        Value::Object(object) => object.keys().is_empty(),
        Value::Nil
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Range(..)
        | Value::Time(_) => false,
    }
}

/// True when `== blank` holds: for nil, `false`, empty, or white space only.
pub(crate) fn is_blank(value: &Value) -> bool {
    !value.is_true()
        || is_empty(value)
        || value.as_text().is_some_and(|text| text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(json: &str) -> Value {
        Value::from(&serde_json::from_str::<serde_json::Value>(json).unwrap())
    }

    #[test]
    fn equality_looks_into_arrays_and_objects() {
        for (left, right, expected) in [
            ("1", "1.0", true),
            ("1", "\"1\"", false),
            ("null", "false", false),
            ("[1, {\"a\": null}]", "[1, {\"a\": null}]", true),
            ("{\"a\": 1, \"b\": 2}", "{\"b\": 2, \"a\": 1}", true),
            ("{\"a\": 1}", "{\"b\": 1}", false),
            ("[1]", "[1, 2]", false),
        ] {
            assert_eq!(equal(&value(left), &value(right)), expected, "{left} {right}");
        }
    }

    #[test]
    fn only_like_things_have_an_order() {
        assert_eq!(order(&value("1"), &value("1.5")), Some(Ordering::Less));
        assert_eq!(order(&value("\"b\""), &value("\"a\"")), Some(Ordering::Greater));
        assert_eq!(order(&value("1"), &value("\"a\"")), None);
        assert_eq!(order(&value("null"), &value("1")), None);
    }

    #[test]
    fn what_is_blank_or_empty() {
        for (json, empty, blank) in [
            ("\"\"", true, true),
            ("\" \"", false, true),
            ("null", false, true),
            ("false", false, true),
            ("[]", true, true),
            ("{}", true, true),
            ("0", false, false),
        ] {
            assert_eq!((is_empty(&value(json)), is_blank(&value(json))), (empty, blank), "{json}");
        }
    }

    #[test]
    fn contains_asks_texts_arrays_objects_and_ranges() {
        assert!(contains(&value("\"a1b\""), &value("1")));
        assert!(contains(&value("[1, 2]"), &value("2")));
        assert!(contains(&value("{\"k\": null}"), &value("\"k\"")));
        assert!(contains(&Value::Range(1, 3), &value("3")));
        assert!(!contains(&value("\"abc\""), &value("null")));
        assert!(!contains(&value("5"), &value("5")));
    }
}
