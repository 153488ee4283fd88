//! Reads expressions, filters and conditions. Lax as Jekyll is: what makes no sense is skipped, and
//! something is left.
//!
//! Whether a name means anything is found out when the template runs.

use std::sync::Arc;

use crate::template::liquid::diagnostics::Faults;
use crate::template::liquid::filters::Filter;
use crate::template::liquid::syntax::{
    Comparison, Condition, Expression, FilterCall, Filtered, Join, Key, Operator,
};
use crate::template::liquid::values::value::Value;

/// How deep brackets may lie in each other.
const DEPTH: usize = 32;

/// What is left to read of a tag's or an output's inside.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    rest: &'a str,
    /// The byte offset of its end in the template.
    end: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str, start: usize) -> Self {
        Self { rest: text, end: start + text.len() }
    }

    /// The byte offset in the template.
    pub(crate) fn at(&self) -> usize {
        self.end - self.rest.len()
    }

    pub(crate) fn rest(&self) -> &'a str {
        self.rest
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    pub(crate) fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    pub(crate) fn skip(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let skipped = characters.next();
        self.rest = characters.as_str();
        skipped
    }

    pub(crate) fn eat(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Skips white space and a mark.
    pub(crate) fn eat_mark(&mut self, mark: &str) -> bool {
        self.skip_space();
        self.eat(mark)
    }

    pub(crate) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let length = self.rest.find(|character| !wanted(character)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    /// A word of a path: letters, digits, `_`, `-`, and a final `?`.
    pub(crate) fn word(&mut self) -> &'a str {
        let start = self.rest;
        self.take_while(is_word);
        if self.rest.len() < start.len() {
            self.eat("?");
        }
        start.get(..start.len() - self.rest.len()).unwrap_or_default()
    }

    /// The word, if it comes next and is whole.
    pub(crate) fn eat_word(&mut self, word: &str) -> bool {
        let mut ahead = *self;
        ahead.skip_space();
        let found = ahead.word() == word;
        if found {
            *self = ahead;
        }
        found
    }

    /// A quoted text, when one comes next and is closed.
    pub(crate) fn quoted(&mut self) -> Option<&'a str> {
        let quote = self.peek().filter(|first| matches!(first, '"' | '\''))?;
        let (text, rest) = self.rest.strip_prefix(quote)?.split_once(quote)?;
        self.rest = rest;
        Some(text)
    }

    /// Skips one character, or a quoted text as a whole.
    pub(crate) fn skip_piece(&mut self) {
        if self.quoted().is_none() {
            self.skip();
        }
    }

    /// An expression; nil when there is none.
    pub(crate) fn expression(&mut self) -> Expression {
        self.expression_within(DEPTH)
    }

    fn expression_within(&mut self, depth: usize) -> Expression {
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
        let quoted = self.quoted().map(|text| Expression::Literal(Value::from(text)));
        quoted.or_else(|| self.number()).unwrap_or_else(|| self.path(depth))
    }

    fn range_from(&mut self, from: Expression, depth: usize) -> Expression {
        self.eat_mark("..");
        self.skip_space();
        let to = self.operand(depth);
        self.eat_mark(")");
        Expression::Range(Box::new((from, to)))
    }

    fn peek_mark(&self, mark: &str) -> bool {
        self.rest.trim_start().starts_with(mark)
    }

    fn number(&mut self) -> Option<Expression> {
        let mut ahead = *self;
        let negative = ahead.eat("-");
        let whole = ahead.take_while(|character| character.is_ascii_digit());
        if whole.is_empty() {
            return None;
        }
        let mut text = format!("{}{whole}", if negative { "-" } else { "" });
        let mut after_point = ahead;
        let fraction = if after_point.eat(".") {
            after_point.take_while(|character| character.is_ascii_digit())
        } else {
            ""
        };
        if !fraction.is_empty() {
            ahead = after_point;
            text = format!("{text}.{fraction}");
        }
        if ahead.peek().is_some_and(is_word) {
            return None;
        }
        *self = ahead;
        let float = || text.parse().map(Value::Float).ok();
        let value = if fraction.is_empty() {
            text.parse().map(Value::Int).ok().or_else(float)
        } else {
            float()
        };
        value.map(Expression::Literal)
    }

    fn path(&mut self, depth: usize) -> Expression {
        let mut keys = Vec::new();
        let first = self.word();
        if !first.is_empty() {
            keys.push(Key::Name(Arc::from(first)));
        }
        while let Some(key) = self.key(depth) {
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
            ahead.eat_mark("]").then_some(Key::Worked(inner))?
        } else {
            let name = ahead.eat(".").then(|| ahead.word())?;
            Some(Key::Name(Arc::from(name))).filter(|_| !name.is_empty())?
        };
        *self = ahead;
        Some(key)
    }

    /// An expression and the filters behind it. Unknown filters are told and left out.
    pub(crate) fn filtered(&mut self, faults: &mut Faults) -> Filtered {
        let base = self.expression();
        let mut filters = Vec::new();
        while self.skip_to_bar() {
            filters.extend(self.filter(faults));
        }
        Filtered { base, filters }
    }

    fn skip_to_bar(&mut self) -> bool {
        while self.peek().is_some_and(|next| next != '|') {
            self.skip_piece();
        }
        self.eat("|")
    }

    fn filter(&mut self, faults: &mut Faults) -> Option<FilterCall> {
        self.skip_space();
        let at = self.at();
        let name = self.take_while(|character| is_word(character) && character != '-');
        let mut call = (Vec::new(), Vec::new());
        while self.peek().is_some_and(|next| next != '|') {
            if self.eat(":") || self.eat(",") {
                self.argument(&mut call.0, &mut call.1);
            } else {
                self.skip_piece();
            }
        }
        if name.is_empty() {
            return None;
        }
        let filter = Filter::named(name);
        if filter.is_none() {
            faults.add(at, || {
                format!("Liquid filter \"{name}\" is not known; the value is left as it is")
            });
        }
        Some(FilterCall { filter: filter?, arguments: call.0, named: call.1, at })
    }

    fn argument(&mut self, plain: &mut Vec<Expression>, named: &mut Vec<(Arc<str>, Expression)>) {
        let mut ahead = *self;
        ahead.skip_space();
        let name = ahead.word();
        if !name.is_empty() && ahead.eat_mark(":") {
            named.push((Arc::from(name), ahead.expression()));
            *self = ahead;
        } else {
            plain.push(self.expression());
        }
    }

    /// A condition; `None` when an operator is none of Liquid's.
    pub(crate) fn condition(&mut self) -> Option<Condition> {
        let first = self.comparison()?;
        let mut rest = Vec::new();
        while let Some(join) = self.join() {
            rest.push((join, self.comparison()?));
        }
        Some(Condition { first, rest })
    }

    fn comparison(&mut self) -> Option<Comparison> {
        let left = self.expression();
        self.skip_space();
        let right = match self.operator() {
            Ok(Some(operator)) => Some((operator, self.expression())),
            Ok(None) => None,
            Err(NoOperator) => return None,
        };
        Some(Comparison { left, right })
    }

    fn operator(&mut self) -> Result<Option<Operator>, NoOperator> {
        let mut ahead = *self;
        let marks = ahead.take_while(|character| "=!<>".contains(character));
        let operator = match marks {
            "==" => Operator::Equal,
            "!=" | "<>" => Operator::Unequal,
            "<" => Operator::Less,
            ">" => Operator::Greater,
            "<=" => Operator::LessOrEqual,
            ">=" => Operator::GreaterOrEqual,
            "" => return self.word_operator(),
            _ => return Err(NoOperator),
        };
        *self = ahead;
        Ok(Some(operator))
    }

    fn word_operator(&mut self) -> Result<Option<Operator>, NoOperator> {
        let mut ahead = *self;
        match ahead.word() {
            "contains" => {
                *self = ahead;
                Ok(Some(Operator::Contains))
            }
            "" | "and" | "or" => Ok(None),
            _ => Err(NoOperator),
        }
    }

    /// The next `and` or `or`; what stands before it is skipped.
    fn join(&mut self) -> Option<Join> {
        loop {
            self.skip_space();
            if self.eat_word("and") {
                return Some(Join::And);
            }
            if self.eat_word("or") {
                return Some(Join::Or);
            }
            self.peek()?;
            if self.word().is_empty() {
                self.skip_piece();
            }
        }
    }
}

/// A word stands where an operator belongs.
struct NoOperator;

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-')
}

#[cfg(test)]
mod tests;
