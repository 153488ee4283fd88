//! `Markup`: the language that a tree was written in.

/// The markup that a tree was made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::parse) enum Markup {
    /// HTML, written as such.
    Html,
    /// Markdown, so that `**` in its text is a mark that was not understood.
    Markdown,
}
