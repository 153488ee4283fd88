//! `Value`, all that a Liquid variable can be, and `Object`, what a site hands in.
//!
//! Cheap to clone. Other files of this folder say how values are written, compared and taken
//! apart.

use std::fmt;
use std::sync::Arc;

use jiff::Zoned;

/// Levels of arrays and objects made by a template. Deeper ones are nil: dropping and writing a
/// value recurse, and a template in a loop could nest without end.
const MAX_DEPTH: usize = 64;

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

/// Something with named fields, which may work them out when they are asked for.
pub trait Object: fmt::Debug + Send + Sync {
    /// The field of that name; nil when there is none.
    fn field(&self, name: &str) -> Value;

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

    /// The text of a text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The items of an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(list) = self { Some(list.items()) } else { None }
    }

    /// The object of an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&dyn Object> {
        if let Self::Object(object) = self { Some(object.as_ref()) } else { None }
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
