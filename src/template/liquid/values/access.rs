//! Values taken apart: the steps of a path, sizes, first and last.

use std::sync::Arc;

use super::value::{List, Object, Value};
use crate::template::liquid::meter::Meter;

impl Value {
    /// The end of a path's next step: a field, an item (from the end when negative), or `size`,
    /// `first`, `last`.
    pub(crate) fn step(&self, key: &Self, meter: &Meter) -> Self {
        match (self, key) {
            (Self::Object(object), key) => object_step(object.as_ref(), &key.shown(meter), meter),
            (Self::Array(list), Self::Int(index)) => item_at(list, *index),
            (Self::Array(_) | Self::Range(..) | Self::Text(_), Self::Text(name)) => {
                self.command(name, meter)
            }
            _ => Self::Nil,
        }
    }

    fn command(&self, name: &str, meter: &Meter) -> Self {
        match (name, self) {
            ("size", _) => Self::count(self.size(meter)),
            ("first", Self::Array(_) | Self::Range(..)) => self.first(meter),
            ("last", Self::Array(_) | Self::Range(..)) => self.last(),
            _ => Self::Nil,
        }
    }

    /// The number of its characters, items, fields or numbers; of a whole number the bytes, as in
    /// Ruby.
    pub(crate) fn size(&self, meter: &Meter) -> usize {
        match self {
            Self::Nil | Self::Bool(_) | Self::Float(_) | Self::Time(_) => 0,
            Self::Int(_) => size_of::<i64>(),
            Self::Text(_) => self.as_text(meter).map_or(0, |text| text.chars().count()),
            Self::Array(list) => list.len(),
            Self::Range(from, to) => {
                usize::try_from(to.saturating_sub(*from).saturating_add(1)).unwrap_or(0)
            }
            Self::Object(object) => object.names(meter).len(),
        }
    }

    /// The first item, number or field; nil when there is none.
    pub(crate) fn first(&self, meter: &Meter) -> Self {
        match self {
            Self::Array(list) => list.at(0).cloned().unwrap_or(Self::Nil),
            Self::Range(from, _) => Self::Int(*from),
            Self::Object(object) => first_pair(object.as_ref(), meter),
            Self::Nil
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Float(_)
            | Self::Text(_)
            | Self::Time(_) => Self::Nil,
        }
    }

    /// The last item or number; nil when there is none.
    pub(crate) fn last(&self) -> Self {
        match self {
            Self::Array(list) => item_at(list, -1),
            Self::Range(_, to) => Self::Int(*to),
            Self::Nil
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Float(_)
            | Self::Text(_)
            | Self::Time(_)
            | Self::Object(_) => Self::Nil,
        }
    }
}

/// A field and its name, as a loop over an object sees them.
pub(crate) fn pair(object: &dyn Object, key: &Arc<str>, meter: &Meter) -> Value {
    let pair = Value::array([Value::Text(key.clone()), object.get(key, meter)]);
    meter.made(pair.size_if_new());
    pair
}

fn first_pair(object: &dyn Object, meter: &Meter) -> Value {
    object.names(meter).first().map_or(Value::Nil, |key| pair(object, key, meter))
}

fn object_step(object: &dyn Object, name: &str, meter: &Meter) -> Value {
    let field = object.get(name, meter);
    match (&field, name) {
        (Value::Nil, "size") => Value::count(object.names(meter).len()),
        (Value::Nil, "first") => first_pair(object, meter),
        _ => field,
    }
}

/// The item at an index, counted from the end when it is negative.
fn item_at(list: &List, index: i64) -> Value {
    let index = index_within(list.len(), index);
    index.and_then(|index| list.at(index)).cloned().unwrap_or(Value::Nil)
}

/// An index within `length`, counted from the end when it is negative. May be `length` itself.
pub(crate) fn index_within(length: usize, index: i64) -> Option<usize> {
    let signed = i64::try_from(length).ok()?;
    let index = if index < 0 { signed.checked_add(index)? } else { index };
    usize::try_from(index).ok().filter(|index| *index <= length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &serde_json::Value, key: impl Into<Value>, expected: &str) {
        let meter = Meter::for_test();
        let end = Value::of_json(json, &meter).step(&key.into(), &meter);
        assert_eq!(end.shown(&meter).as_ref(), expected, "{json}");
    }

    #[test]
    fn a_step_leads_to_a_field_an_item_or_a_count() {
        let json = serde_json::json!({"a": 1, "b": [1, 2]});
        check(&json, "a", "1");
        check(&json, "c", "");
        check(&json, "size", "2");
        check(&serde_json::json!({"size": "large"}), "size", "large");
        check(&serde_json::json!([1, 2, 3]), "last", "3");
        check(&serde_json::json!("größe"), "size", "5");
    }

    #[test]
    fn items_are_counted_from_both_ends() {
        let items = serde_json::json!([1, 2]);
        for (index, expected) in [(0, "1"), (1, "2"), (2, ""), (-1, "2"), (-3, "")] {
            check(&items, Value::Int(index), expected);
        }
    }
}
