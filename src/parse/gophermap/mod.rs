//! Menus that somebody wrote by hand: `gophermap` as gophernicus and Bucktooth read it, `.gph` as
//! geomyidae does.
//!
//! Gopher clients get the lines as they were written, everybody else the blocks that they make.
//! A line's meaning is read in `line` and `gph`; here the lines are gathered, and links get their
//! targets. What a folder holds, and what a file that is included says, is for the [`Surroundings`]
//! to tell.

mod blocks;
mod dialect;
mod gather;
mod gph;
mod line;
mod surroundings;
mod tabs;
#[cfg(test)]
mod tests;

pub use self::dialect::MenuDialect;
pub use self::surroundings::{Included, Surroundings};

use self::line::Line;
use crate::diagnostic::Diagnostic;
use crate::document::{Block, MenuLine};

/// A menu, read.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Menu {
    /// Its lines, for Gopher.
    pub lines: Vec<MenuLine>,
    /// The blocks that they make, for everyone else.
    pub blocks: Vec<Block>,
    /// Diagnostics for the author, in no order.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a menu.
#[must_use]
pub fn gophermap(source: &str, dialect: MenuDialect, around: &dyn Surroundings) -> Menu {
    let (rows, diagnostics) = gather::gather(source, dialect, around);
    let blocks = blocks::blocks(&rows);
    let lines = rows.into_iter().map(gather::Row::into_line).collect();
    Menu { lines, blocks, diagnostics }
}

/// The title in a menu's beginning: its `!title`, or a line with another of `=`
/// below it.
#[must_use]
pub fn gophermap_title(beginning: &str, dialect: MenuDialect) -> Option<String> {
    let mut above = String::new();
    for text in beginning.lines() {
        let read = dialect.line(text);
        if let Line::Title(title) = read {
            return Some(blocks::words(title));
        }
        let Line::Info(info) = read else {
            above.clear();
            continue;
        };
        if blocks::is_underline(&info) && blocks::is_words(&above) {
            return Some(blocks::words(&above));
        }
        above = info.into_owned();
    }
    None
}
