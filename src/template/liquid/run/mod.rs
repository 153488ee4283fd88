//! A template's tree into text.
//!
//! Everything is counted, so that any template comes to an end. Filters are known by the table that
//! is handed in.

mod calls;
mod environment;
mod evaluation;
mod expressions;
mod flow;
mod inclusion;
mod loops;
mod nodes;
mod plugins;
mod report;
mod scholar;
mod trace;
mod variables;

pub(super) use environment::Environment;
pub(super) use evaluation::render;
