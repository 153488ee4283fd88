//! `LinkStyle`: links in gemtext.

/// The style of a page's links in gemtext.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum LinkStyle {
    /// After their block, no marks in the text.
    #[default]
    AfterBlock,
    /// After their block, with `[1]` in the text and in the label.
    Numbered,
}
