//! `Expanded`: a text with its calls filled in.

use std::borrow::Cow;

use crate::diagnostic::Diagnostic;
use crate::template::source_map::Origins;

/// A text with its calls filled in.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Expanded<'a> {
    /// The text, as Markdown.
    pub text: Cow<'a, str>,
    /// The faults in the calls, by line of the text that was given.
    pub diagnostics: Vec<Diagnostic>,
    /// The positions in that text that the parts come from, as far as they are known.
    pub origins: Origins,
}

impl<'a> Expanded<'a> {
    /// A text without any calls.
    #[must_use]
    pub(crate) fn unchanged(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), diagnostics: Vec::new(), origins: Origins::default() }
    }
}
