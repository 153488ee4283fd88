//! Expressions, and the filters behind them. What makes no sense is skipped.

use std::sync::Arc;

use super::cursor::{Cursor, is_word};
use super::parts::Parts;
use super::reading::Reading;
use crate::template::liquid::filter::Filters;
use crate::template::liquid::meter::Meter;
use crate::template::liquid::syntax::{Expression, FilterCall, Filtered, Key};
use crate::template::liquid::values::Value;

/// Levels of brackets in each other.
const MAX_DEPTH: usize = 32;

/// An expression with filters that is written in a text; faults in it are passed over.
pub(crate) fn expression_in(
    text: &str,
    offset: usize,
    filters: Filters,
    meter: &Meter,
) -> Filtered {
    let parts = Parts::new(meter);
    Cursor::new(text, offset, &parts).filtered(&mut Reading::of(text, filters, &parts))
}

impl<'a> Cursor<'a> {
    /// An expression; nil when there is none.
    pub(super) fn expression(&mut self) -> Expression {
        self.expression_within(MAX_DEPTH)
    }

    fn expression_within(&mut self, depth: usize) -> Expression {
        if !self.take_part() {
            return Expression::Literal(Value::Nil);
        }
        self.skip_space();
        let opened = self.take_while(|first| matches!(first, '(' | '!') || first.is_whitespace());
        // `for x in {{include.list}}` works in Jekyll: Liquid looks for the words of a path and
        // passes over the rest.
        self.take_while(|first| first == '{');
        let value = self.operand(depth);
        if opened.ends_with(|last: char| last != '!') && self.peek_mark("..") {
            return self.range_from(value, depth);
        }
        value
    }

    fn operand(&mut self, depth: usize) -> Expression {
        if let Some(text) = self.quoted() {
            return Expression::Literal(Value::from(text));
        }
        match self.number() {
            Some(number) => Expression::Literal(number),
            None => self.path(depth),
        }
    }

    fn range_from(&mut self, from: Expression, depth: usize) -> Expression {
        self.eat_mark("..");
        self.skip_space();
        let to = self.operand(depth);
        self.eat_mark(")");
        Expression::Range(Box::new((from, to)))
    }

    /// A number that is not the beginning of a word.
    fn number(&mut self) -> Option<Value> {
        let mut ahead = *self;
        ahead.eat("-");
        if ahead.digits().is_empty() {
            return None;
        }
        let mut after_point = ahead;
        let is_float = after_point.eat(".") && !after_point.digits().is_empty();
        if is_float {
            ahead = after_point;
        }
        if ahead.peek().is_some_and(is_word) {
            return None;
        }
        let text = self.text_until(ahead);
        *self = ahead;
        match text.parse() {
            Ok(whole) if !is_float => Some(Value::Int(whole)),
            _ => text.parse().map(Value::Float).ok(),
        }
    }

    fn digits(&mut self) -> &'a str {
        self.take_while(|character| character.is_ascii_digit())
    }

    fn path(&mut self, depth: usize) -> Expression {
        let mut keys = Vec::new();
        let first = self.word();
        if !first.is_empty() {
            keys.push(Key::Name(Arc::from(first)));
        }
        while let Some(key) = self.key(depth) {
            if !self.take_part() {
                break;
            }
            keys.push(key);
        }
        match (first, keys.len()) {
            (_, 0) | ("nil" | "null", 1) => Expression::Literal(Value::Nil),
            ("true", 1) => Expression::Literal(Value::Bool(true)),
            ("false", 1) => Expression::Literal(Value::Bool(false)),
            ("blank", 1) => Expression::Blank,
            ("empty", 1) => Expression::Empty,
            _ => Expression::Path(keys),
        }
    }

    fn key(&mut self, depth: usize) -> Option<Key> {
        let mut ahead = *self;
        let key = if ahead.eat("[") {
            let inner = ahead.expression_within(depth.checked_sub(1)?);
            if !ahead.eat_mark("]") {
                return None;
            }
            Key::Computed(inner)
        } else if ahead.eat(".") {
            let name = ahead.word();
            if name.is_empty() {
                return None;
            }
            Key::Name(Arc::from(name))
        } else {
            return None;
        };
        *self = ahead;
        Some(key)
    }

    /// An expression and the filters behind it. Unknown filters are reported and left out.
    pub(super) fn filtered(&mut self, reading: &mut Reading<'_>) -> Filtered {
        let base = self.expression();
        let mut filters = Vec::new();
        while self.skip_past('|') {
            filters.extend(self.filter(reading));
        }
        Filtered { base, filters }
    }

    fn filter(&mut self, reading: &mut Reading<'_>) -> Option<FilterCall> {
        self.skip_space();
        let offset = self.offset();
        let name = self.take_while(|character| is_word(character) && character != '-');
        let arguments = self.arguments();
        if name.is_empty() {
            return None;
        }
        let filter = reading.filter(name, offset)?;
        if !self.take_part() {
            return None;
        }
        Some(FilterCall { filter, arguments: arguments.plain, named: arguments.named, offset })
    }

    fn arguments(&mut self) -> Arguments {
        let mut arguments = Arguments::default();
        while self.peek().is_some_and(|next| next != '|') {
            if self.eat(":") || self.eat(",") {
                self.argument(&mut arguments);
            } else {
                self.skip_piece();
            }
        }
        arguments
    }

    fn argument(&mut self, arguments: &mut Arguments) {
        let mut ahead = *self;
        ahead.skip_space();
        let name = ahead.word();
        if !name.is_empty() && ahead.eat_mark(":") {
            arguments.named.push((Arc::from(name), ahead.expression()));
            *self = ahead;
        } else {
            arguments.plain.push(self.expression());
        }
    }
}

#[derive(Default)]
struct Arguments {
    plain: Vec<Expression>,
    named: Vec<(Arc<str>, Expression)>,
}

#[cfg(test)]
mod tests;
