//! Values that are one of a few words, as people write them in options and files. Each enumeration
//! declares its words once; the command line, the file and the manual take them from here.

use std::fmt::Debug;

/// One of a few words.
pub trait Choice: Copy + PartialEq + Debug + Send + Sync + Sized + 'static {
    /// All values, in the order in which people read them.
    const ALL: &'static [Self];

    /// The word for a value.
    fn word(self) -> Word;

    /// The value that a word stands for.
    #[must_use]
    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.word().name == name)
    }
}

/// A word that can be written, and its meaning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Word {
    /// The word itself.
    pub name: &'static str,
    /// Its meaning, without a dot at the end; empty where the name says enough.
    pub help: &'static str,
}

impl Word {
    /// A word and its meaning.
    #[must_use]
    pub const fn new(name: &'static str, help: &'static str) -> Self {
        Self { name, help }
    }
}
