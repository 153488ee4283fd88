//! `GeneratorName`: the static site generators that are known, by name.

use std::fmt;
use std::str::FromStr;

use crate::choice::{Choice, Word};

/// A static site generator, as options name it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GeneratorName {
    /// None: a folder of pages that follow no generator's rules.
    Plain,
    /// Jekyll.
    Jekyll,
    /// Hugo.
    Hugo,
    /// Zola.
    Zola,
    /// mdBook.
    Mdbook,
}

impl GeneratorName {
    /// All names, in the order in which people read them.
    pub const ALL: [Self; 5] = [Self::Plain, Self::Jekyll, Self::Hugo, Self::Zola, Self::Mdbook];

    /// The name as options have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Jekyll => "jekyll",
            Self::Hugo => "hugo",
            Self::Zola => "zola",
            Self::Mdbook => "mdbook",
        }
    }

    /// A folder that was made for it, in words.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Plain => "plain folder",
            Self::Jekyll => "Jekyll site",
            Self::Hugo => "Hugo site",
            Self::Zola => "Zola site",
            Self::Mdbook => "mdBook book",
        }
    }

    /// The article before [`Self::folder`].
    #[must_use]
    pub fn article(self) -> &'static str {
        match self {
            Self::Plain | Self::Jekyll | Self::Hugo | Self::Zola => "a",
            Self::Mdbook => "an",
        }
    }
}

impl Choice for GeneratorName {
    const ALL: &'static [Self] = &Self::ALL;

    fn word(self) -> Word {
        Word::new(self.name(), "")
    }
}

impl fmt::Display for GeneratorName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl FromStr for GeneratorName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|generator| generator.name() == text).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.into_iter().map(Self::name).collect();
            format!("\"{text}\" is no generator; there are {}", names.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_folder_is_called_by_its_own_name() {
        assert_eq!(
            GeneratorName::ALL.map(GeneratorName::folder),
            ["plain folder", "Jekyll site", "Hugo site", "Zola site", "mdBook book"]
        );
    }

    #[test]
    fn a_name_gives_a_generator() {
        assert_eq!("jekyll".parse(), Ok(GeneratorName::Jekyll));
        assert!("jekyl".parse::<GeneratorName>().unwrap_err().contains("mdbook"));
    }
}
