//! Menus that somebody wrote by hand: `gophermap` as gophernicus and Bucktooth read it, `.gph` as
//! geomyidae does.
//!
//! Gopher clients get the lines as they were written, everybody else the blocks that they make.
//! What a line says is read in `line` and `gph`; here the lines are gathered, and links get their
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

/// How a menu is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MenuDialect {
    /// Fields between TABs, and special lines such as `!title` and `*`.
    Gophermap,
    /// `[type|text|selector|server|port]`.
    Gph,
}

/// What a menu needs to know of the capsule that it stands in.
pub trait Surroundings: Resolve {
    /// Where a selector of this server leads: a name as it stands, else percent-decoded, relative
    /// to the menu's folder. What nothing is served at is [`Target::Missing`], what can't be a path
    /// [`Target::Nowhere`].
    fn named(&self, selector: &str) -> Target;

    /// A file of the capsule, by its name relative to the menu's own.
    ///
    /// # Errors
    /// Says why it is not shown.
    fn include(&self, name: &str) -> Result<Included, String>;

    /// What stands in the menu's folder.
    fn listing(&self) -> Vec<Entry>;
}

/// A file that is shown in a menu.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Included {
    /// Where it is, the same for all names that it goes by.
    pub place: String,
    /// How it is written.
    pub dialect: MenuDialect,
    /// What it says.
    pub text: String,
}

/// What a menu became.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Menu {
    /// Its lines, for Gopher.
    pub lines: Vec<MenuLine>,
    /// What they say, for everyone else.
    pub blocks: Vec<Block>,
    /// What was odd.
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

/// What a menu's beginning says that it is called: its `!title`, or a line with another of `=`
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
