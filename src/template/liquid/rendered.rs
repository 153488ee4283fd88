//! `Rendered`: the outcome of a rendering.

use crate::diagnostic::Diagnostic;
use crate::template::source_map::Origins;

/// A template as text.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// The faults in the template, by line and column; each once, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// The positions in the template that the parts of the text come from.
    pub origins: Origins,
}
