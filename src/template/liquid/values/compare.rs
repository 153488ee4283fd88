//! Comparisons of values: equality, order, `contains`, `empty`, `blank`.
//!
//! Values that cannot be compared are neither less nor more; nothing here fails.

use std::cmp::Ordering;
use std::sync::Arc;

use super::value::{Object, Value};
use crate::template::liquid::meter::Meter;

/// Objects and arrays are compared down to this depth.
const MAX_DEPTH: usize = 16;

/// True for equal values; 1 and 1.0 are.
pub(crate) fn equal(left: &Value, right: &Value, meter: &Meter) -> bool {
    equal_within(left, right, MAX_DEPTH, meter)
}

fn equal_within(left: &Value, right: &Value, depth: usize, meter: &Meter) -> bool {
    match (left, right) {
        (Value::Nil, Value::Nil) => true,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Text(left), Value::Text(right)) => {
            left.len() == right.len() && meter.bytes(left.len()) && left == right
        }
        (Value::Range(from, to), Value::Range(other_from, other_to)) => {
            (from, to) == (other_from, other_to)
        }
        (Value::Time(left), Value::Time(right)) => left == right,
        (Value::Array(left), Value::Array(right)) => {
            let (left, right) = (left.items(meter), right.items(meter));
            let mut pairs = left.iter().zip(right);
            depth > 0
                && left.len() == right.len()
                && pairs.all(|(left, right)| equal_within(left, right, depth - 1, meter))
        }
        (Value::Object(left), Value::Object(right)) => {
            Arc::ptr_eq(left, right) || same_object(left.as_ref(), right.as_ref(), depth, meter)
        }
        (left, right) => matches!(numbers(left, right), Some(Ordering::Equal)),
    }
}

fn same_object(left: &dyn Object, right: &dyn Object, depth: usize, meter: &Meter) -> bool {
    if let (Some(left), Some(right)) = (left.identity(), right.identity()) {
        return left == right;
    }
    let keys = left.names(meter);
    let same_field = |key: &Arc<str>| {
        equal_within(&left.get(key, meter), &right.get(key, meter), depth - 1, meter)
    };
    depth > 0 && keys.len() == right.names(meter).len() && keys.iter().all(same_field)
}

/// The order of two values as `<` sees it; `None` when they can't be compared.
pub(crate) fn order(left: &Value, right: &Value, meter: &Meter) -> Option<Ordering> {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => {
            meter.bytes(left.len().min(right.len()));
            Some(left.cmp(right))
        }
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

#[expect(clippy::cast_precision_loss, reason = "as Ruby compares a whole number with a float")]
pub(super) fn approximate(value: &Value) -> f64 {
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

/// True when a text holds a text, an array an item, an object a field, a range a number.
pub(crate) fn contains(whole: &Value, part: &Value, meter: &Meter) -> bool {
    match (whole, part) {
        (_, Value::Nil | Value::Bool(false)) => false,
        (Value::Text(text), part) => {
            let part = part.shown(meter);
            meter.bytes(text.len()) && text.contains(part.as_ref())
        }
        (Value::Array(list), part) => list.items(meter).iter().any(|item| equal(item, part, meter)),
        (Value::Object(object), part) => {
            let part = part.shown(meter);
            object.names(meter).iter().any(|key| **key == *part)
        }
        (Value::Range(from, to), Value::Int(number)) => (from..=to).contains(&number),
        _ => false,
    }
}

/// True when `== empty` holds: for a text, array or object with nothing in it.
pub(crate) fn is_empty(value: &Value, meter: &Meter) -> bool {
    match value {
        Value::Text(text) => text.is_empty(),
        Value::Array(list) => list.len() == 0,
        Value::Object(object) => object.names(meter).is_empty(),
        Value::Nil
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Range(..)
        | Value::Time(_) => false,
    }
}

/// True when `== blank` holds: for nil, `false`, empty, or white space only.
pub(crate) fn is_blank(value: &Value, meter: &Meter) -> bool {
    !value.is_true()
        || is_empty(value, meter)
        || value.as_text(meter).is_some_and(|text| text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(json: &str) -> Value {
        let json: serde_json::Value = serde_json::from_str(json).unwrap();
        Value::of_json(&json, &Meter::for_test())
    }

    #[test]
    fn equality_looks_into_arrays_and_objects() {
        let meter = Meter::for_test();
        for (left, right, expected) in [
            ("1", "1.0", true),
            ("1", "\"1\"", false),
            ("null", "false", false),
            ("[1, {\"a\": null}]", "[1, {\"a\": null}]", true),
            ("{\"a\": 1, \"b\": 2}", "{\"b\": 2, \"a\": 1}", true),
            ("{\"a\": 1}", "{\"b\": 1}", false),
            ("[1]", "[1, 2]", false),
        ] {
            assert_eq!(equal(&value(left), &value(right), &meter), expected, "{left} {right}");
        }
    }

    #[test]
    fn only_like_things_have_an_order() {
        let meter = Meter::for_test();
        assert_eq!(order(&value("1"), &value("1.5"), &meter), Some(Ordering::Less));
        assert_eq!(order(&value("\"b\""), &value("\"a\""), &meter), Some(Ordering::Greater));
        assert_eq!(order(&value("1"), &value("\"a\""), &meter), None);
        assert_eq!(order(&value("null"), &value("1"), &meter), None);
    }

    #[test]
    fn what_is_blank_or_empty() {
        let meter = Meter::for_test();
        for (json, empty, blank) in [
            ("\"\"", true, true),
            ("\" \"", false, true),
            ("null", false, true),
            ("false", false, true),
            ("[]", true, true),
            ("{}", true, true),
            ("0", false, false),
        ] {
            let value = value(json);
            let found = (is_empty(&value, &meter), is_blank(&value, &meter));
            assert_eq!(found, (empty, blank), "{json}");
        }
    }

    #[test]
    fn contains_asks_texts_arrays_objects_and_ranges() {
        let meter = Meter::for_test();
        assert!(contains(&value("\"a1b\""), &value("1"), &meter));
        assert!(contains(&value("[1, 2]"), &value("2"), &meter));
        assert!(contains(&value("{\"k\": null}"), &value("\"k\""), &meter));
        assert!(contains(&Value::Range(1, 3), &value("3"), &meter));
        assert!(!contains(&value("\"abc\""), &value("null"), &meter));
        assert!(!contains(&value("5"), &value("5"), &meter));
    }

    #[test]
    fn values_are_equal_to_those_of_their_kind() {
        let meter = Meter::for_test();
        let time = |text: &str| Value::Time(Arc::new(text.parse().unwrap()));
        let (noon, one) = (time("2024-03-05T12:00:00Z[UTC]"), time("2024-03-05T13:00:00Z[UTC]"));
        for (left, right, expected) in [
            (Value::Range(1, 3), Value::Range(1, 3), true),
            (Value::Range(1, 3), Value::Range(1, 4), false),
            (Value::Range(1, 3), Value::Range(0, 3), false),
            (noon.clone(), noon.clone(), true),
            (noon, one, false),
            (value("true"), value("true"), true),
            (value("true"), value("false"), false),
            (value("null"), value("null"), true),
            (value("\"a\""), value("\"a\""), true),
            (value("\"a\""), value("\"b\""), false),
            (value("\"a\""), value("\"ab\""), false),
            (value("[1, [2]]"), value("[1, [2]]"), true),
            (value("[1, [2]]"), value("[1, [3]]"), false),
            (value("[1]"), value("[1, 2]"), false),
            (value("[]"), value("[]"), true),
        ] {
            assert_eq!(equal(&left, &right, &meter), expected, "{left:?} {right:?}");
        }
    }

    #[test]
    fn arrays_are_compared_down_to_a_depth() {
        let nested = |depth: usize| value(&format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
        let same = |depth: usize| equal(&nested(depth), &nested(depth), &Meter::for_test());
        assert!(same(MAX_DEPTH) && !same(MAX_DEPTH + 1));
    }
}
