//! The interface between a run and its filters: the table that filters are found in, and what a
//! filter is given.
//!
//! A filter can't forget to say what it costs: what it looks at it gets by a
//! [`Meter`](super::meter::Meter), and the run pays for what it makes.
//!
//! Reading and running know filters by this alone; those that there are stand in `filters` and are
//! handed in.

use std::sync::Arc;

use super::host::Host;
use super::meter::Meter;
use super::syntax::{Condition, FilterId, Filtered};
use super::values::Value;
use super::values::number::exact_int;

/// A filter as a template names it.
pub(super) struct Filter {
    name: &'static str,
    function: Function,
}

/// The work of a filter, by what it looks at: the text of a value, the value, the arguments too, or
/// even the run.
enum Function {
    OfText(fn(&str) -> String),
    OfPresentText(fn(&str) -> String),
    OfValue(fn(&Value, &Meter) -> Value),
    WithArguments(fn(&Value, &Arguments) -> Value),
    WithContext(fn(&Value, &Arguments, &mut dyn Context) -> Value),
}

impl Filter {
    /// A filter that makes a text of the text that a value is written as.
    pub(super) const fn of_text(name: &'static str, function: fn(&str) -> String) -> Self {
        Self { name, function: Function::OfText(function) }
    }

    /// Likewise, but nil stays nil.
    pub(super) const fn of_present_text(name: &'static str, function: fn(&str) -> String) -> Self {
        Self { name, function: Function::OfPresentText(function) }
    }

    /// A filter without arguments.
    pub(super) const fn of_value(
        name: &'static str,
        function: fn(&Value, &Meter) -> Value,
    ) -> Self {
        Self { name, function: Function::OfValue(function) }
    }

    /// A filter with arguments.
    pub(super) const fn with_arguments(
        name: &'static str,
        function: fn(&Value, &Arguments) -> Value,
    ) -> Self {
        Self { name, function: Function::WithArguments(function) }
    }

    /// A filter that asks the run for something.
    pub(super) const fn with_context(
        name: &'static str,
        function: fn(&Value, &Arguments, &mut dyn Context) -> Value,
    ) -> Self {
        Self { name, function: Function::WithContext(function) }
    }

    fn apply(&self, input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
        match self.function {
            Function::OfText(function) => of_text(input, function, arguments.meter),
            Function::OfPresentText(_) if input.is_nil() => Value::Nil,
            Function::OfPresentText(function) => of_text(input, function, arguments.meter),
            Function::OfValue(function) => function(input, arguments.meter),
            Function::WithArguments(function) => function(input, arguments),
            Function::WithContext(function) => function(input, arguments, context),
        }
    }
}

/// What is made of a value's text; nil when there might be no room for it.
fn of_text(input: &Value, function: fn(&str) -> String, meter: &Meter) -> Value {
    let text = input.shown(meter);
    if meter.can_grow(text.len()) { Value::from(function(&text)) } else { Value::Nil }
}

/// The filters that a template may name, in groups. Of two with one name the earlier counts.
#[derive(Clone, Copy)]
pub(super) struct Filters(pub(super) &'static [&'static [Filter]]);

impl Filters {
    /// Looks a filter up by its name.
    pub(super) fn find(self, name: &str) -> Option<FilterId> {
        self.0.iter().enumerate().find_map(|(group, filters)| {
            let index = filters.iter().position(|filter| filter.name == name)?;
            Some(FilterId { group, index })
        })
    }

    /// Applies a filter that was found in this table.
    pub(super) fn apply(
        self,
        id: FilterId,
        input: &Value,
        arguments: &Arguments,
        context: &mut dyn Context,
    ) -> Value {
        match self.0.get(id.group).and_then(|filters| filters.get(id.index)) {
            Some(filter) => filter.apply(input, arguments, context),
            None => input.clone(),
        }
    }
}

/// The arguments behind a filter's colon.
#[derive(Debug)]
pub(super) struct Arguments<'a> {
    pub(super) plain: Vec<Value>,
    pub(super) named: Vec<(Arc<str>, Value)>,
    /// The byte offset of the filter in its template.
    pub(super) offset: usize,
    pub(super) meter: &'a Meter,
}

impl Arguments<'_> {
    /// The argument at an index, from 0; nil when there is none.
    pub(super) fn value(&self, index: usize) -> Value {
        self.plain.get(index).cloned().unwrap_or(Value::Nil)
    }

    /// The argument as a text; `None` when there is none.
    pub(super) fn given(&self, index: usize) -> Option<String> {
        self.plain.get(index).map(|value| value.shown(self.meter).into_owned())
    }

    /// The argument as a text; empty when there is none.
    pub(super) fn text(&self, index: usize) -> String {
        self.given(index).unwrap_or_default()
    }

    /// The argument as a whole number; `None` when it is none.
    pub(super) fn int(&self, index: usize) -> Option<i64> {
        self.plain.get(index).and_then(exact_int)
    }
}

/// The run that a filter is called in, as far as filters ask it for something.
pub(super) trait Context {
    /// The site that the page is rendered for.
    fn host(&self) -> &dyn Host;

    /// Reports a fault to the author, once for each byte offset of the template.
    fn report(&mut self, offset: usize, text: &str);

    /// Reads a condition that is written in an argument; `None` when an operator is none of
    /// Liquid's.
    fn read_condition(&self, text: &str, offset: usize) -> Option<Condition>;

    /// Reads an expression with filters that is written in an argument.
    fn read_expression(&self, text: &str, offset: usize) -> Filtered;

    /// True when a condition holds as long as the variable is bound.
    fn holds_with(&mut self, condition: &Condition, variable: &str, value: &Value) -> bool;

    /// The value of an expression as long as the variable is bound.
    fn value_with(&mut self, expression: &Filtered, variable: &str, value: &Value) -> Value;
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use crate::template::liquid::filters::ALL;

    #[test]
    fn each_filter_is_found_by_a_name_of_its_own() {
        let mut names = HashSet::new();
        for (group, filters) in ALL.0.iter().enumerate() {
            for (index, filter) in filters.iter().enumerate() {
                assert!(names.insert(filter.name), "{} stands there twice", filter.name);
                let found = ALL.find(filter.name).unwrap();
                assert_eq!((found.group, found.index), (group, index), "{}", filter.name);
            }
        }
        assert!(ALL.find("unheard_of").is_none());
    }
}
