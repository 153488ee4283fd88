//! Values taken apart: the steps of a path, sizes, first and last.

use std::sync::Arc;

use super::value::{Object, Value};

impl Value {
    /// The end of a path's next step: a field, an item (from the end when negative), or `size`,
    /// `first`, `last`.
    pub(crate) fn step(&self, key: &Self) -> Self {
        match (self, key) {
            (Self::Object(object), key) => object_step(object.as_ref(), &key.shown()),
            (Self::Array(list), Self::Int(index)) => item_at(list.items(), *index),
            (Self::Array(_) | Self::Range(..) | Self::Text(_), Self::Text(name)) => {
                self.command(name)
            }
            _ => Self::Nil,
        }
    }

    fn command(&self, name: &str) -> Self {
        match (name, self) {
            ("size", _) => Self::count(self.size()),
            ("first", Self::Array(_) | Self::Range(..)) => self.first(),
            ("last", Self::Array(_) | Self::Range(..)) => self.last(),
            _ => Self::Nil,
        }
    }

    /// The number of its characters, items, fields or numbers; of a whole number the bytes, as in
    /// Ruby.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Nil | Self::Bool(_) | Self::Float(_) | Self::Time(_) => 0,
            Self::Int(_) => size_of::<i64>(),
            Self::Text(text) => text.chars().count(),
            Self::Array(list) => list.items().len(),
            Self::Range(from, to) => {
                usize::try_from(to.saturating_sub(*from).saturating_add(1)).unwrap_or(0)
            }
            Self::Object(object) => object.keys().len(),
        }
    }

    /// The first item, number or field; nil when there is none.
    pub(crate) fn first(&self) -> Self {
        match self {
            Self::Array(list) => list.items().first().cloned().unwrap_or(Self::Nil),
            Self::Range(from, _) => Self::Int(*from),
            Self::Object(object) => first_pair(object.as_ref()),
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
            Self::Array(list) => list.items().last().cloned().unwrap_or(Self::Nil),
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
pub(crate) fn pair(object: &dyn Object, key: &Arc<str>) -> Value {
    Value::array([Value::Text(key.clone()), object.field(key)])
}

fn first_pair(object: &dyn Object) -> Value {
    object.keys().first().map_or(Value::Nil, |key| pair(object, key))
}

fn object_step(object: &dyn Object, name: &str) -> Value {
    let field = object.field(name);
    match (&field, name) {
        (Value::Nil, "size") => Value::count(object.keys().len()),
        (Value::Nil, "first") => first_pair(object),
        _ => field,
    }
}

/// The item at an index, counted from the end when it is negative.
fn item_at(items: &[Value], index: i64) -> Value {
    let index = index_within(items.len(), index);
    index.and_then(|index| items.get(index)).cloned().unwrap_or(Value::Nil)
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
        assert_eq!(Value::from(json).step(&key.into()).shown().as_ref(), expected, "{json}");
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
        let items = [Value::Int(1), Value::Int(2)];
        let at = |index| item_at(&items, index).shown().into_owned();
        assert_eq!([at(0), at(1), at(2), at(-1), at(-3)], ["1", "2", "", "2", ""]);
    }
}
