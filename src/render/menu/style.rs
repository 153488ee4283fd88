//! `MenuStyle`: how menus are written.

/// The style of menus.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MenuStyle {
    /// The most display columns of a line, 40 to 200.
    pub width: usize,
    /// True where there is only ASCII: for the marks that are not the author's.
    pub ascii: bool,
}
