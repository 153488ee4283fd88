//! What expressions, conditions and filters come to while a template runs.
//!
//! What a comparison means stands in `compare`, what a filter does in `filters`.

use std::sync::Arc;

use super::evaluation::{Evaluation, Frame};
use crate::template::liquid::filters::Arguments;
use crate::template::liquid::syntax::{
    Comparison, Condition, Expression, FilterCall, Filtered, Join, Key, NamePart, Operator,
};
use crate::template::liquid::values::compare;
use crate::template::liquid::values::value::Value;

impl Evaluation<'_> {
    /// Whether a condition holds.
    pub(crate) fn condition(&mut self, condition: &Condition) -> bool {
        let mut holds = self.comparison(&condition.first);
        for (join, next) in &condition.rest {
            if holds == (*join == Join::Or) {
                return holds;
            }
            holds = self.comparison(next);
        }
        holds
    }

    fn comparison(&mut self, comparison: &Comparison) -> bool {
        let Some((operator, right)) = &comparison.right else {
            return self.value(&comparison.left).is_true();
        };
        match operator {
            Operator::Equal => return self.equal(&comparison.left, right),
            Operator::Unequal => return !self.equal(&comparison.left, right),
            Operator::Less
            | Operator::Greater
            | Operator::LessOrEqual
            | Operator::GreaterOrEqual
            | Operator::Contains => {}
        }
        let (left, right) = (self.value(&comparison.left), self.value(right));
        self.spend(weight(&left));
        if *operator == Operator::Contains {
            return compare::contains(&left, &right);
        }
        compare::order(&left, &right).is_some_and(|order| match operator {
            Operator::Less => order.is_lt(),
            Operator::Greater => order.is_gt(),
            Operator::LessOrEqual => order.is_le(),
            Operator::GreaterOrEqual => order.is_ge(),
            Operator::Equal | Operator::Unequal | Operator::Contains => false,
        })
    }

    pub(crate) fn equal(&mut self, left: &Expression, right: &Expression) -> bool {
        match (left, right) {
            (Expression::Blank, other) | (other, Expression::Blank) => {
                compare::is_blank(&self.value(other))
            }
            (Expression::Empty, other) | (other, Expression::Empty) => {
                compare::is_empty(&self.value(other))
            }
            (left, right) => {
                let (left, right) = (self.value(left), self.value(right));
                self.spend(weight(&left));
                compare::equal(&left, &right)
            }
        }
    }

    /// The value of an expression behind its filters.
    pub(crate) fn filtered(&mut self, filtered: &Filtered) -> Value {
        let mut value = self.value(&filtered.base);
        for call in &filtered.filters {
            value = self.filter(&value, call);
        }
        value
    }

    fn filter(&mut self, input: &Value, call: &FilterCall) -> Value {
        let plain = call.arguments.iter().map(|argument| self.value(argument)).collect();
        let named =
            call.named.iter().map(|(name, value)| (name.clone(), self.value(value))).collect();
        if !self.spend(1 + weight(input)) {
            return Value::Nil;
        }
        let result = call.filter.apply(input, &Arguments { plain, named, at: call.at }, self);
        let too_large = match &result {
            Value::Text(text) => text.len() > self.limits.value,
            Value::Array(list) => list.items().len() > self.limits.value / size_of::<Value>(),
            Value::Nil
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Float(_)
            | Value::Range(..)
            | Value::Object(_)
            | Value::Time(_) => false,
        };
        if too_large {
            self.diagnostic(call.at, "This Liquid filter makes too large a value; it is left out");
            return Value::Nil;
        }
        if self.spend(weight(&result)) { result } else { Value::Nil }
    }

    /// The value of an expression.
    pub(crate) fn value(&mut self, expression: &Expression) -> Value {
        match expression {
            Expression::Literal(value) => value.clone(),
            Expression::Blank | Expression::Empty => Value::from(""),
            Expression::Range(ends) => {
                let (from, to) = (self.value(&ends.0), self.value(&ends.1));
                Value::Range(super::loops::end_of_range(&from), super::loops::end_of_range(&to))
            }
            Expression::Path(keys) => self.path(keys),
        }
    }

    fn path(&mut self, keys: &[Key]) -> Value {
        if !self.spend(keys.len()) {
            return Value::Nil;
        }
        let Some((first, steps)) = keys.split_first() else { return Value::Nil };
        let mut value = match first {
            Key::Name(name) => self.variable(name),
            Key::Worked(inner) => {
                let name = self.value(inner);
                self.variable(&name.shown())
            }
        };
        for step in steps {
            let key = match step {
                Key::Name(name) => Value::Text(name.clone()),
                Key::Worked(inner) => self.value(inner),
            };
            value = value.step(&key);
        }
        value
    }

    /// Does something while a variable has a value.
    pub(crate) fn with_variable<Made>(
        &mut self,
        name: &str,
        value: &Value,
        make: impl FnOnce(&mut Self) -> Made,
    ) -> Made {
        self.spend(1);
        self.frames.push(Frame::from([(Arc::from(name), value.clone())]));
        let made = make(self);
        self.frames.pop();
        made
    }

    /// The text of a name that may hold outputs.
    pub(crate) fn name(&mut self, parts: &[NamePart]) -> String {
        let mut name = String::new();
        for part in parts {
            match part {
                NamePart::Text(text) => name.push_str(text),
                NamePart::Output(filtered) => name.push_str(&self.filtered(filtered).shown()),
            }
        }
        name.trim().to_owned()
    }
}

/// What a value costs to look through, in steps.
fn weight(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len() / 64,
        Value::Array(list) => list.items().len() / 8,
        Value::Nil
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Range(..)
        | Value::Object(_)
        | Value::Time(_) => 0,
    }
}
