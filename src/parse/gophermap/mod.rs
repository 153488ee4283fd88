//! Menus that somebody wrote by hand: `gophermap` as gophernicus and Bucktooth read it, `.gph` as
//! geomyidae does.
//!
//! Gopher clients get the lines as they were written, everybody else the blocks that they make.
//! A line's meaning is read in `line` and `gph`; here the lines are gathered, and links get their
//! targets. What a folder holds, and what a file that is included says, is for the [`Surroundings`]
//! to tell.

mod blocks;
mod gather;
mod gph;
mod line;
#[cfg(test)]
mod tests;

use crate::diagnostic::Diagnostic;
use crate::document::{Block, Entry, MenuLine, Resolve, Target};

/// The syntax of a menu.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MenuDialect {
    /// Fields between TABs, and special lines such as `!title` and `*`.
    Gophermap,
    /// `[type|text|selector|server|port]`.
    Gph,
}

/// The capsule around a menu, as far as a menu needs it.
pub trait Surroundings: Resolve {
    /// The target of a selector of this server: a name as it stands, else percent-decoded, relative
    /// to the menu's folder. What nothing is served at is [`Target::Missing`], what can't be a path
    /// [`Target::Nowhere`].
    fn named(&self, selector: &str) -> Target;

    /// A file of the capsule, by its name relative to the menu's own.
    ///
    /// # Errors
    /// Says why it is not shown.
    fn include(&self, name: &str) -> Result<Included, String>;

    /// The entries of the menu's folder.
    fn listing(&self) -> Vec<Entry>;
}

/// A file that is shown in a menu.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Included {
    /// Its source path, the same for all names that it goes by.
    pub place: String,
    /// Its syntax.
    pub dialect: MenuDialect,
    /// Its text, decoded.
    pub text: String,
}

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
        let read = line::read(text, dialect);
        if let line::Line::Title(title) = read {
            return Some(blocks::words(title));
        }
        let line::Line::Info(info) = read else {
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
