//! Calls of filters, and what a filter may ask of the run.

use std::sync::Arc;

use super::evaluation::Evaluation;
use super::variables::Frame;
use crate::template::liquid::filter::{Arguments, Context};
use crate::template::liquid::host::Host;
use crate::template::liquid::read::{condition_in, expression_in};
use crate::template::liquid::syntax::{Condition, FilterCall, Filtered};
use crate::template::liquid::values::Value;

impl Evaluation<'_> {
    /// A value behind a filter; nil when that takes too much.
    pub(super) fn filter(&mut self, input: &Value, call: &FilterCall) -> Value {
        let plain = call.arguments.iter().map(|argument| self.value(argument)).collect();
        let named =
            call.named.iter().map(|(name, value)| (name.clone(), self.value(value))).collect();
        let arguments = Arguments { plain, named, offset: call.offset, meter: self.meter };
        if !self.meter.steps(1) {
            return Value::Nil;
        }
        let result = self.environment.filters.apply(call.filter, input, &arguments, self);
        if is_larger(&result, self.meter.limits().value) {
            let text = "This Liquid filter makes too large a value; it is left out";
            self.report.add(call.offset, text);
            return Value::Nil;
        }
        if self.meter.made(result.size_if_new()) { result } else { Value::Nil }
    }

    fn enter_with(&mut self, variable: &str, value: &Value) {
        self.meter.steps(1);
        self.variables.enter(Frame::from([(Arc::from(variable), value.clone())]));
    }
}

impl Context for Evaluation<'_> {
    fn host(&self) -> &dyn Host {
        self.environment.host
    }

    fn report(&mut self, offset: usize, text: &str) {
        self.report.add(offset, text);
    }

    fn read_condition(&self, text: &str, offset: usize) -> Option<Condition> {
        condition_in(text, offset, self.meter)
    }

    fn read_expression(&self, text: &str, offset: usize) -> Filtered {
        expression_in(text, offset, self.environment.filters, self.meter)
    }

    fn holds_with(&mut self, condition: &Condition, variable: &str, value: &Value) -> bool {
        self.enter_with(variable, value);
        let holds = self.condition(condition);
        self.variables.leave();
        holds
    }

    fn value_with(&mut self, expression: &Filtered, variable: &str, value: &Value) -> Value {
        self.enter_with(variable, value);
        let value = self.filtered(expression);
        self.variables.leave();
        value
    }
}

/// True when a text has more bytes, or an array more items by the bytes that they take.
fn is_larger(value: &Value, bytes: usize) -> bool {
    match value {
        Value::Text(text) => text.len() > bytes,
        Value::Array(list) => list.len() > bytes / size_of::<Value>(),
        Value::Nil
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Range(..)
        | Value::Object(_)
        | Value::Time(_) => false,
    }
}
