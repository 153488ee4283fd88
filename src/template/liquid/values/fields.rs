//! `Fields`: an object whose fields are all there.

use std::collections::HashMap;
use std::sync::Arc;

use super::value::{Object, Value};
use crate::template::liquid::meter::Meter;

/// An object whose fields are all there, in order.
#[derive(Debug, Default)]
pub struct Fields {
    entries: Vec<Field>,
    /// Positions in `entries`, by name.
    positions: HashMap<Arc<str>, usize>,
    depth: usize,
}

#[derive(Debug)]
struct Field {
    name: Arc<str>,
    value: Value,
}

impl Fields {
    fn insert(&mut self, name: Arc<str>, value: Value) {
        let value = value.not_too_deep();
        self.depth = self.depth.max(value.depth() + 1);
        let earlier = self.positions.get(&name).and_then(|index| self.entries.get_mut(*index));
        if let Some(earlier) = earlier {
            earlier.value = value;
        } else {
            self.positions.insert(name.clone(), self.entries.len());
            self.entries.push(Field { name, value });
        }
    }
}

impl Object for Fields {
    fn field(&self, name: &str, _: &Meter) -> Value {
        let entry = self.positions.get(name).and_then(|index| self.entries.get(*index));
        entry.map_or(Value::Nil, |entry| entry.value.clone())
    }

    fn keys(&self) -> Vec<Arc<str>> {
        self.entries.iter().map(|entry| entry.name.clone()).collect()
    }

    fn depth(&self) -> usize {
        self.depth
    }
}

impl<Name: Into<Arc<str>>> FromIterator<(Name, Value)> for Fields {
    /// Of two fields with one name the later counts, in the earlier's position.
    fn from_iter<Entries: IntoIterator<Item = (Name, Value)>>(entries: Entries) -> Self {
        let mut fields = Self { depth: 1, ..Self::default() };
        for (name, value) in entries {
            fields.insert(name.into(), value);
        }
        fields
    }
}

impl Value {
    /// An object with these fields.
    #[must_use]
    pub fn object<Name: Into<Arc<str>>>(fields: impl IntoIterator<Item = (Name, Self)>) -> Self {
        Self::Object(Arc::new(fields.into_iter().collect::<Fields>()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_fields_is_kept_and_the_later_of_two_counts() {
        let value =
            Value::object([("z", Value::Int(1)), ("a", Value::Int(2)), ("z", Value::Int(3))]);
        assert_eq!(value.shown(&Meter::for_test()), r#"{"z"=>3, "a"=>2}"#);
    }
}
