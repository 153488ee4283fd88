//! `Surroundings`: the capsule around a menu.

use super::dialect::MenuDialect;
use crate::document::{Entry, Resolve, Target};

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
    pub source: String,
    /// Its syntax.
    pub dialect: MenuDialect,
    /// Its text, decoded.
    pub text: String,
}
