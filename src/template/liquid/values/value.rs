//! `Value`: what a Liquid variable can be, cheap to clone.
//!
//! How values are written out stands in `show`, how they are compared in `compare`.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use jiff::Zoned;

/// How deep arrays and objects made by a template may lie in each other. What lies deeper is nil:
/// dropping and writing a value recurse, and a template in a loop could nest without end.
const DEPTH: usize = 64;

/// What a Liquid variable can be.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// Nothing; written as the empty text.
    #[default]
    Nil,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// A text.
    Text(Arc<str>),
    /// Values in order.
    Array(Arc<List>),
    /// Whole numbers from the first to the last, both included; empty when the last is lower.
    Range(i64, i64),
    /// Something with named fields.
    Object(Arc<dyn Object>),
    /// A point in time, with the zone it is shown in.
    Time(Arc<Zoned>),
}

/// Something with named fields, which may work them out when they are asked for.
pub trait Object: fmt::Debug + Send + Sync {
    /// The field of that name; nil when there is none.
    fn field(&self, name: &str) -> Value;

    /// The fields that are listed when the whole object is looped over, counted or written out. An
    /// object from which a way leads back to itself leaves those fields out.
    fn keys(&self) -> Vec<Arc<str>>;

    /// A name that no other such object has: two objects with the same one are equal. Without it
    /// their fields are compared.
    fn identity(&self) -> Option<Arc<str>> {
        None
    }

    /// How deep the values that it holds lie in each other; 0 when it makes them on demand.
    fn depth(&self) -> usize {
        0
    }
}

/// The values of an array.
#[derive(Debug, Default)]
pub struct List {
    items: Vec<Value>,
    depth: usize,
}

impl List {
    /// The values, in order.
    #[must_use]
    pub fn items(&self) -> &[Value] {
        &self.items
    }
}

/// An object whose fields are all there, in order.
#[derive(Debug, Default)]
pub struct Fields {
    entries: Vec<(Arc<str>, Value)>,
    places: HashMap<Arc<str>, usize>,
    depth: usize,
}

impl Object for Fields {
    fn field(&self, name: &str) -> Value {
        let entry = self.places.get(name).and_then(|place| self.entries.get(*place));
        entry.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    fn keys(&self) -> Vec<Arc<str>> {
        self.entries.iter().map(|(name, _)| name.clone()).collect()
    }

    fn depth(&self) -> usize {
        self.depth
    }
}

impl<Name: Into<Arc<str>>> FromIterator<(Name, Value)> for Fields {
    /// Of two fields with one name the later counts, in the earlier's place.
    fn from_iter<Entries: IntoIterator<Item = (Name, Value)>>(entries: Entries) -> Self {
        let mut fields = Self { depth: 1, ..Self::default() };
        for (name, value) in entries {
            let (name, value) = (name.into(), value.not_too_deep());
            fields.depth = fields.depth.max(value.depth() + 1);
            let earlier = fields.places.get(&name).and_then(|place| fields.entries.get_mut(*place));
            if let Some((_, earlier)) = earlier {
                *earlier = value;
            } else {
                fields.places.insert(name.clone(), fields.entries.len());
                fields.entries.push((name, value));
            }
        }
        fields
    }
}

impl Value {
    /// A text.
    #[must_use]
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into())
    }

    /// An array.
    #[must_use]
    pub fn array(items: impl IntoIterator<Item = Self>) -> Self {
        let items: Vec<Self> = items.into_iter().map(Self::not_too_deep).collect();
        let depth = 1 + items.iter().map(Self::depth).max().unwrap_or_default();
        Self::Array(Arc::new(List { items, depth }))
    }

    /// An object with these fields.
    #[must_use]
    pub fn object<Name: Into<Arc<str>>>(fields: impl IntoIterator<Item = (Name, Self)>) -> Self {
        Self::Object(Arc::new(fields.into_iter().collect::<Fields>()))
    }

    /// Whether it is nil.
    #[must_use]
    pub fn is_nil(&self) -> bool {
        matches!(self, Self::Nil)
    }

    /// Whether a condition takes it for true: all but nil and `false`.
    #[must_use]
    pub fn is_true(&self) -> bool {
        !matches!(self, Self::Nil | Self::Bool(false))
    }

    /// The text, when it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The items, when it is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(list) = self { Some(list.items()) } else { None }
    }

    /// The object, when it is one.
    #[must_use]
    pub fn as_object(&self) -> Option<&dyn Object> {
        if let Self::Object(object) = self { Some(object.as_ref()) } else { None }
    }

    /// What a path's next step leads to: a field, an item (from the end when negative), or `size`,
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
            ("size", _) => Self::Int(i64::try_from(self.size()).unwrap_or(i64::MAX)),
            ("first", Self::Array(_) | Self::Range(..)) => self.first(),
            ("last", Self::Array(_) | Self::Range(..)) => self.last(),
            _ => Self::Nil,
        }
    }

    /// How many characters, items, fields or numbers it has.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Nil | Self::Bool(_) | Self::Float(_) | Self::Time(_) => 0,
            Self::Int(_) => size_of::<i64>(),
            Self::Text(text) => text.chars().count(),
            Self::Array(list) => list.items().len(),
            Self::Range(from, to) => {
                usize::try_from(to.saturating_sub(*from).saturating_add(1)).unwrap_or_default()
            }
            Self::Object(object) => object.keys().len(),
        }
    }

    /// The first item, number or field; nil when there is none.
    pub(crate) fn first(&self) -> Self {
        match self {
            Self::Array(list) => list.items().first().cloned().unwrap_or_default(),
            Self::Range(from, _) => Self::Int(*from),
            Self::Object(object) => {
                object.keys().first().map(|key| pair(object.as_ref(), key)).unwrap_or_default()
            }
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
            Self::Array(list) => list.items().last().cloned().unwrap_or_default(),
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

    fn depth(&self) -> usize {
        match self {
            Self::Array(list) => list.depth,
            Self::Object(object) => object.depth(),
            Self::Nil
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Float(_)
            | Self::Text(_)
            | Self::Range(..)
            | Self::Time(_) => 0,
        }
    }

    fn not_too_deep(self) -> Self {
        if self.depth() < DEPTH { self } else { Self::Nil }
    }
}

/// A field and its name, as a loop over an object sees them.
pub(crate) fn pair(object: &dyn Object, key: &Arc<str>) -> Value {
    Value::array([Value::Text(key.clone()), object.field(key)])
}

fn object_step(object: &dyn Object, name: &str) -> Value {
    let field = object.field(name);
    match (&field, name) {
        (Value::Nil, "size") => Value::Int(i64::try_from(object.keys().len()).unwrap_or(i64::MAX)),
        (Value::Nil, "first") => {
            object.keys().first().map(|key| pair(object, key)).unwrap_or_default()
        }
        _ => field,
    }
}

/// The item at a place, counted from the end when the place is negative.
pub(crate) fn item_at(items: &[Value], place: i64) -> Value {
    place_in(items.len(), place).and_then(|place| items.get(place)).cloned().unwrap_or_default()
}

/// A place within `length`, counted from the end when it is negative. May be `length` itself.
pub(crate) fn place_in(length: usize, place: i64) -> Option<usize> {
    let signed = i64::try_from(length).ok()?;
    let place = if place < 0 { signed.checked_add(place)? } else { place };
    usize::try_from(place).ok().filter(|place| *place <= length)
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<&serde_json::Value> for Value {
    /// The order of fields is kept; whole numbers beyond 64 bits become floats.
    fn from(json: &serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Self::Nil,
            serde_json::Value::Bool(it) => Self::Bool(*it),
            serde_json::Value::Number(number) => number
                .as_i64()
                .map(Self::Int)
                .or_else(|| number.as_f64().map(Self::Float))
                .unwrap_or_default(),
            serde_json::Value::String(text) => Self::text(text.as_str()),
            serde_json::Value::Array(items) => Self::array(items.iter().map(Self::from)),
            serde_json::Value::Object(map) => {
                Self::object(map.iter().map(|(name, value)| (name.as_str(), Self::from(value))))
            }
        }
    }
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
        let at = |place| item_at(&items, place).shown().into_owned();
        assert_eq!([at(0), at(1), at(2), at(-1), at(-3)], ["1", "2", "", "2", ""]);
    }

    #[test]
    fn what_is_nested_without_end_is_cut_off() {
        let mut value = Value::Int(1);
        for _ in 0..100_000 {
            value = Value::array([Value::object([("in", value)])]);
        }
        assert!(value.depth() <= DEPTH);
    }

    #[test]
    fn the_order_of_fields_is_kept_and_the_later_of_two_counts() {
        let value =
            Value::object([("z", Value::Int(1)), ("a", Value::Int(2)), ("z", Value::Int(3))]);
        assert_eq!(value.shown(), r#"{"z"=>3, "a"=>2}"#);
    }
}
