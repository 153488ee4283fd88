//! `Dialect`: the kinds of Markdown.

pub use crate::parse::kramdown::Kramdown;

/// The Markdown that a site is written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Dialect {
    /// The kramdown of Jekyll, see the `kramdown` module. It always has definition lists.
    pub kramdown: Option<Kramdown>,
    /// Definition lists (`term` / `: meaning`).
    pub definitions: bool,
    /// `$…$` and `$$…$$` are TeX.
    pub math: bool,
    /// Straight quotes and `--` become typographic ones, as kramdown does.
    pub smart: bool,
    /// `:name:` is an emoji.
    pub emoji: bool,
    /// A line of attributes (`{.class}`) belongs to the block above it, as goldmark has it.
    pub attributes: bool,
}

impl Dialect {
    /// `CommonMark`: nothing is switched on.
    pub const PLAIN: Self = Self {
        kramdown: None,
        definitions: false,
        math: false,
        smart: false,
        emoji: false,
        attributes: false,
    };
}
