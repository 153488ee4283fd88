//! The values of expressions, and the truth of conditions.
//!
//! The meaning of a comparison is for `compare`.

use super::evaluation::Evaluation;
use crate::template::liquid::syntax::{
    Comparison, Condition, Expression, Filtered, Join, Key, NamePart, Operator,
};
use crate::template::liquid::values::number::{Number, leading_int};
use crate::template::liquid::values::{Value, compare};

/// Bytes of a name of a file, or of the arguments of a plugin's tag.
const MAX_NAME: usize = 16 << 10;

impl Evaluation<'_> {
    /// True when a condition holds.
    pub(super) fn condition(&mut self, condition: &Condition) -> bool {
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
        let left = &comparison.left;
        match &comparison.right {
            None => self.value(left).is_true(),
            Some((Operator::Equal, right)) => self.equal(left, right),
            Some((Operator::Unequal, right)) => !self.equal(left, right),
            Some((operator, right)) => self.compare(left, *operator, right),
        }
    }

    fn compare(&mut self, left: &Expression, operator: Operator, right: &Expression) -> bool {
        let (left, right) = (self.value(left), self.value(right));
        if operator == Operator::Contains {
            return compare::contains(&left, &right, self.meter);
        }
        compare::order(&left, &right, self.meter).is_some_and(|order| match operator {
            Operator::Less => order.is_lt(),
            Operator::Greater => order.is_gt(),
            Operator::LessOrEqual => order.is_le(),
            Operator::GreaterOrEqual => order.is_ge(),
            Operator::Equal | Operator::Unequal | Operator::Contains => false,
        })
    }

    pub(super) fn equal(&mut self, left: &Expression, right: &Expression) -> bool {
        match (left, right) {
            (Expression::Blank, other) | (other, Expression::Blank) => {
                compare::is_blank(&self.value(other), self.meter)
            }
            (Expression::Empty, other) | (other, Expression::Empty) => {
                compare::is_empty(&self.value(other), self.meter)
            }
            (left, right) => {
                let (left, right) = (self.value(left), self.value(right));
                compare::equal(&left, &right, self.meter)
            }
        }
    }

    /// The value of an expression behind its filters.
    pub(super) fn filtered(&mut self, filtered: &Filtered) -> Value {
        let mut value = self.value(&filtered.base);
        for call in &filtered.filters {
            value = self.filter(&value, call);
        }
        value
    }

    /// The value of an expression.
    pub(super) fn value(&mut self, expression: &Expression) -> Value {
        if !self.meter.steps(1) {
            return Value::Nil;
        }
        match expression {
            Expression::Literal(value) => value.clone(),
            Expression::Blank | Expression::Empty => Value::from(""),
            Expression::Range(ends) => {
                let (from, to) = (self.value(&ends.0), self.value(&ends.1));
                Value::Range(end_of_range(&from), end_of_range(&to))
            }
            Expression::Path(keys) => self.path(keys),
        }
    }

    fn path(&mut self, keys: &[Key]) -> Value {
        let Some((first, steps)) = keys.split_first() else { return Value::Nil };
        let mut value = match first {
            Key::Name(name) => self.variables.find(name, self.meter),
            Key::Computed(inner) => {
                let name = self.value(inner);
                self.variables.find(&name.shown(self.meter), self.meter)
            }
        };
        for step in steps {
            if !self.meter.steps(1) {
                return Value::Nil;
            }
            let key = match step {
                Key::Name(name) => Value::Text(name.clone()),
                Key::Computed(inner) => self.value(inner),
            };
            value = value.step(&key, self.meter);
        }
        value
    }

    /// The text of a name that may hold outputs; empty when it is too long for any.
    pub(super) fn name(&mut self, parts: &[NamePart]) -> String {
        let mut name = String::new();
        for part in parts {
            match part {
                NamePart::Text(text) => name.push_str(text),
                NamePart::Output(filtered) => {
                    let value = self.filtered(filtered);
                    name.push_str(&value.shown(self.meter));
                }
            }
            if name.len() > MAX_NAME || !self.meter.steps(1) {
                return String::new();
            }
        }
        self.meter.made(name.len());
        name.trim().to_owned()
    }
}

/// The whole number at an end of a range.
fn end_of_range(value: &Value) -> i64 {
    match value {
        Value::Int(number) => *number,
        Value::Text(text) => leading_int(text),
        Value::Float(_) => match Number::of(value).floor() {
            Number::Int(number) => number,
            Number::Decimal(..) | Number::Float(_) => 0,
        },
        Value::Nil
        | Value::Bool(_)
        | Value::Array(_)
        | Value::Range(..)
        | Value::Object(_)
        | Value::Time(_) => 0,
    }
}
