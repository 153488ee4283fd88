//! `Parsed`: the outcome of a parser.

use crate::diagnostic::Diagnostic;
use crate::document::Block;

/// The blocks of a text.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Parsed {
    /// Its blocks.
    pub blocks: Vec<Block>,
    /// Diagnostics for the author, in no order.
    pub diagnostics: Vec<Diagnostic>,
}
