//! A template's text into a tree of nodes.
//!
//! Lax as Jekyll is, so that reading never fails: what makes no sense is skipped, something is
//! left, and the author gets a diagnostic. The meaning of names is found out when the tree runs;
//! only filters are looked up here, in the table that is handed in.

mod block;
mod condition;
mod cursor;
pub(super) mod expression;
mod lexer;
mod markup;
mod pairs;
mod parser;
mod parts;
mod reading;

pub(super) use condition::condition_in;
pub(super) use expression::expression_in;
pub(super) use parser::{Parsed, parse};
