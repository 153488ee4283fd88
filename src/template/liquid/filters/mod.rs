//! Liquid's and Jekyll's filters: a name becomes a function when a template is read, and is called
//! when it runs.
//!
//! One file for each kind. Where Liquid and Jekyll have a filter of the same name, Jekyll's counts.

mod array;
mod choose;
mod date;
mod html;
mod math;
mod order;
mod text;
mod url;
mod words;

pub(crate) use url::relative_url;

use std::sync::Arc;

use crate::template::liquid::run::evaluation::Evaluation;
use crate::template::liquid::values::number::exact_int;
use crate::template::liquid::values::show::flatten;
use crate::template::liquid::values::value::{Value, pair};

/// What a filter does with a value and its arguments.
type Function = fn(&Value, &Arguments, &mut Evaluation<'_>) -> Value;

/// A filter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filter(Function);

impl Filter {
    /// The filter of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let function = text::named(name)
            .or_else(|| html::named(name))
            .or_else(|| url::named(name))
            .or_else(|| math::named(name))
            .or_else(|| array::named(name))
            .or_else(|| order::named(name))
            .or_else(|| choose::named(name))
            .or_else(|| date::named(name))
            .or_else(|| words::named(name));
        function.map(Self)
    }

    pub(crate) fn apply(
        self,
        input: &Value,
        arguments: &Arguments,
        evaluation: &mut Evaluation<'_>,
    ) -> Value {
        (self.0)(input, arguments, evaluation)
    }
}

/// What stands behind a filter's colon.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) plain: Vec<Value>,
    pub(crate) named: Vec<(Arc<str>, Value)>,
    /// Where the filter stands, as a byte offset.
    pub(crate) at: usize,
}

impl Arguments {
    /// The argument at a place; nil when there is none.
    fn value(&self, place: usize) -> Value {
        self.plain.get(place).cloned().unwrap_or_default()
    }

    /// The argument as a text, when there is one.
    fn given(&self, place: usize) -> Option<String> {
        self.plain.get(place).map(|value| value.shown().into_owned())
    }

    /// The argument as a text; empty when there is none.
    fn text(&self, place: usize) -> String {
        self.given(place).unwrap_or_default()
    }

    /// The argument as a whole number, when it is one.
    fn int(&self, place: usize) -> Option<i64> {
        self.plain.get(place).and_then(exact_int)
    }
}

/// The items that a filter for arrays sees: those of an array with its inner arrays taken apart, a
/// range's numbers, nothing for nil, else the value itself.
fn items(value: &Value, arguments: &Arguments, evaluation: &mut Evaluation<'_>) -> Vec<Value> {
    match value {
        Value::Nil => Vec::new(),
        Value::Array(list) => {
            let mut flat = Vec::with_capacity(list.items().len());
            flatten(list.items(), &mut flat, 0);
            evaluation.spend(flat.len());
            flat
        }
        Value::Range(first, last) => evaluation.numbers(*first, *last, usize::MAX, arguments.at),
        Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Text(_)
        | Value::Object(_)
        | Value::Time(_) => {
            vec![value.clone()]
        }
    }
}

/// The items that Jekyll's own filters choose from: an object's values, or nothing when the value
/// has no items.
fn members(
    value: &Value,
    arguments: &Arguments,
    evaluation: &mut Evaluation<'_>,
) -> Option<Vec<Value>> {
    evaluation.spend(value.as_array().map_or(0, <[Value]>::len));
    match value {
        Value::Array(list) => Some(list.items().to_vec()),
        Value::Range(first, last) => {
            Some(evaluation.numbers(*first, *last, usize::MAX, arguments.at))
        }
        Value::Object(object) => Some(object.keys().iter().map(|key| object.field(key)).collect()),
        Value::Nil
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Text(_)
        | Value::Time(_) => None,
    }
}

/// The names and values of an object, as arrays of two.
fn pairs(value: &Value) -> Option<Vec<Value>> {
    let object = value.as_object()?;
    Some(object.keys().iter().map(|key| pair(object, key)).collect())
}

/// An item's property; dots lead further in.
fn property(item: &Value, name: &str) -> Value {
    let whole = item.step(&Value::from(name));
    if !whole.is_nil() || !name.contains('.') {
        return whole;
    }
    name.split('.').fold(item.clone(), |value, key| value.step(&Value::from(key)))
}
