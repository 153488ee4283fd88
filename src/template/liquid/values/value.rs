//! `Value`, all that a Liquid variable can be, and `Object`, what a site hands in.
//!
//! Cheap to clone. Other files of this folder say how values are written, compared and taken
//! apart.

use std::fmt;
use std::sync::Arc;

use jiff::Zoned;

use crate::template::liquid::meter::Meter;

/// Levels of arrays and objects made by a template. Deeper ones are nil: dropping and writing a
/// value recurse, and a template in a loop could nest without end.
const MAX_DEPTH: usize = 64;

/// Bytes of a value behind a pointer besides its text or items, about.
const HEAD: usize = 64;

/// All that a Liquid variable can be.
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

/// Something with named fields, which may work them out when they are asked for, at the expense of
/// the meter.
pub trait Object: fmt::Debug + Send + Sync {
    /// The field of that name; nil when there is none.
    fn field(&self, name: &str, meter: &Meter) -> Value;

    /// The fields that are listed when the whole object is looped over, counted or written out. An
    /// object from which a path leads back to itself leaves those fields out.
    fn keys(&self) -> Vec<Arc<str>>;

    /// A name that no other such object has: two objects with the same one are equal. Without it
    /// their fields are compared.
    fn identity(&self) -> Option<Arc<str>> {
        None
    }

    /// Levels of values in it; 0 when it makes them on demand.
    fn depth(&self) -> usize {
        0
    }
}

impl dyn Object + '_ {
    /// The field of that name, paid for; nil when there is none.
    pub(crate) fn get(&self, name: &str, meter: &Meter) -> Value {
        if !(meter.steps(1) && meter.bytes(name.len())) {
            return Value::Nil;
        }
        let value = self.field(name, meter);
        meter.made(value.size_if_new());
        value
    }

    /// The names of the fields that are listed, paid for.
    pub(crate) fn names(&self, meter: &Meter) -> Vec<Arc<str>> {
        let keys = self.keys();
        if meter.steps(keys.len()) { keys } else { Vec::new() }
    }
}

/// The values of an array. To see them costs something, so it takes a meter.
#[derive(Debug, Default)]
pub struct List {
    items: Vec<Value>,
    depth: usize,
}

impl List {
    /// The values, in order; none when the meter is spent.
    pub(crate) fn items(&self, meter: &Meter) -> &[Value] {
        self.part(0, usize::MAX, meter)
    }

    /// So many of the values from an index on; none when the meter is spent.
    pub(crate) fn part(&self, start: usize, count: usize, meter: &Meter) -> &[Value] {
        let rest = self.items.get(start..).unwrap_or_default();
        let part = rest.get(..count).unwrap_or(rest);
        if meter.items(part.len()) { part } else { &[] }
    }

    /// The value at an index.
    pub(crate) fn at(&self, index: usize) -> Option<&Value> {
        self.items.get(index)
    }

    /// The number of values.
    pub(crate) fn len(&self) -> usize {
        self.items.len()
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
        let depth = 1 + items.iter().map(Self::depth).max().unwrap_or(0);
        Self::Array(Arc::new(List { items, depth }))
    }

    /// A count as a whole number.
    #[must_use]
    pub fn count(count: usize) -> Self {
        Self::Int(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// True for nil.
    #[must_use]
    pub fn is_nil(&self) -> bool {
        matches!(self, Self::Nil)
    }

    /// True for all that a condition takes for true: anything but nil and `false`.
    #[must_use]
    pub fn is_true(&self) -> bool {
        !matches!(self, Self::Nil | Self::Bool(false))
    }

    /// The text of a text; empty when the meter is spent.
    pub(crate) fn as_text(&self, meter: &Meter) -> Option<&str> {
        let Self::Text(text) = self else { return None };
        Some(if meter.bytes(text.len()) { text } else { "" })
    }

    /// The values of an array.
    pub(crate) fn as_list(&self) -> Option<&List> {
        if let Self::Array(list) = self { Some(list) } else { None }
    }

    /// The object of an object.
    pub(crate) fn as_object(&self) -> Option<&dyn Object> {
        if let Self::Object(object) = self { Some(object.as_ref()) } else { None }
    }

    /// Bytes that it takes by itself, about; 0 when somebody else holds it too, so that it was there
    /// already.
    pub(crate) fn size_if_new(&self) -> usize {
        match self {
            Self::Text(text) if Arc::strong_count(text) == 1 => text.len() + HEAD,
            Self::Array(list) if Arc::strong_count(list) == 1 => {
                list.len() * size_of::<Self>() + HEAD
            }
            Self::Object(object) if Arc::strong_count(object) == 1 => HEAD,
            Self::Time(time) if Arc::strong_count(time) == 1 => HEAD,
            Self::Text(_)
            | Self::Array(_)
            | Self::Object(_)
            | Self::Time(_)
            | Self::Nil
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Float(_)
            | Self::Range(..) => 0,
        }
    }

    /// Levels of arrays and objects, itself included; 0 for what holds no values.
    pub(super) fn depth(&self) -> usize {
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

    /// The value, or nil when nothing may be put around it.
    pub(super) fn not_too_deep(self) -> Self {
        if self.depth() < MAX_DEPTH { self } else { Self::Nil }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nested_without_end_is_cut_off() {
        let mut value = Value::Int(1);
        for _ in 0..100_000 {
            value = Value::array([Value::object([("in", value)])]);
        }
        assert!(value.depth() <= MAX_DEPTH);
    }
}
