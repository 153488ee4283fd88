//! A template's tree into text.

pub(super) mod evaluation;
mod expressions;
mod inclusion;
mod loops;
