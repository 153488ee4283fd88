//! A template's text into a tree.

pub(super) mod block;
pub(super) mod expression;
pub(super) mod lexer;
pub(super) mod markup;
pub(super) mod parser;
