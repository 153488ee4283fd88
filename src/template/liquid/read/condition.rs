//! Conditions: comparisons joined by `and` and `or`.

use super::cursor::Cursor;
use super::parts::Parts;
use crate::template::liquid::meter::Meter;
use crate::template::liquid::syntax::{Comparison, Condition, Join, Operator};

/// A condition that is written in a text; `None` when an operator is none of Liquid's.
pub(crate) fn condition_in(text: &str, offset: usize, meter: &Meter) -> Option<Condition> {
    Cursor::new(text, offset, &Parts::new(meter)).condition()
}

impl Cursor<'_> {
    /// A condition; `None` when an operator is none of Liquid's.
    pub(super) fn condition(&mut self) -> Option<Condition> {
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

    /// The next `and` or `or`; everything before it is skipped.
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
