//! `MenuDialect`: the two syntaxes of menus.

use super::line::Line;
use super::{gph, tabs};

/// The syntax of a menu.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MenuDialect {
    /// Fields between TABs, and special lines such as `!title` and `*`.
    Gophermap,
    /// `[type|text|selector|server|port]`.
    Gph,
}

impl MenuDialect {
    /// Reads a line of a menu.
    pub(super) fn line(self, text: &str) -> Line<'_> {
        match self {
            Self::Gophermap => tabs::read(text),
            Self::Gph => gph::read(text),
        }
    }
}
