//! `Options`: what a site says of its Markdown.

/// What a site may switch on or off.
#[derive(Clone, Copy)]
pub(in crate::parse) struct Options {
    /// `$…$` is TeX; `$$…$$` always is.
    pub(in crate::parse) math: bool,
    /// Straight quotes and `--` become typographic ones.
    pub(in crate::parse) smart: bool,
    /// `:name:` is an emoji.
    pub(in crate::parse) emoji: bool,
}
