//! The values of expressions, and the truth of conditions.
//!
//! The meaning of a comparison is for `compare`.

use super::evaluation::Evaluation;
use crate::template::liquid::syntax::{
    Comparison, Condition, Expression, Filtered, Join, Key, NamePart, Operator,
};
use crate::template::liquid::values::number::{Number, leading_int};
use crate::template::liquid::values::{Value, compare};

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
        self.count_steps(weight(&left));
        if operator == Operator::Contains {
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

    pub(super) fn equal(&mut self, left: &Expression, right: &Expression) -> bool {
        match (left, right) {
            (Expression::Blank, other) | (other, Expression::Blank) => {
                compare::is_blank(&self.value(other))
            }
            (Expression::Empty, other) | (other, Expression::Empty) => {
                compare::is_empty(&self.value(other))
            }
            (left, right) => {
                let (left, right) = (self.value(left), self.value(right));
                self.count_steps(weight(&left));
                compare::equal(&left, &right)
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
        if !self.count_steps(keys.len()) {
            return Value::Nil;
        }
        let Some((first, steps)) = keys.split_first() else { return Value::Nil };
        let mut value = match first {
            Key::Name(name) => self.variables.find(name),
            Key::Computed(inner) => {
                let name = self.value(inner);
                self.variables.find(&name.shown())
            }
        };
        for step in steps {
            let key = match step {
                Key::Name(name) => Value::Text(name.clone()),
                Key::Computed(inner) => self.value(inner),
            };
            value = value.step(&key);
        }
        value
    }

    /// The text of a name that may hold outputs.
    pub(super) fn name(&mut self, parts: &[NamePart]) -> String {
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

/// The cost of looking through a value, in steps.
pub(super) fn weight(value: &Value) -> usize {
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
