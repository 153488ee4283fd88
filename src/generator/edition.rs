//! `Edition`: one of the languages that a site is written in.

use crate::language::LanguageTags;
use crate::path::CapsulePath;

/// One of the languages that a site is written in, with lists, tags and feeds of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edition {
    /// The name of the language in the site's configuration.
    pub code: String,
    /// Path of its start page, below which it is.
    pub home: CapsulePath,
    /// The language.
    pub language: Option<LanguageTags>,
    /// Name of the language in the language itself, as far as the site says it; else its tag.
    pub name: String,
    /// Title of the site in it.
    pub title: Option<String>,
    /// Description of the site in a sentence.
    pub description: Option<String>,
}

impl Edition {
    /// Path of the start page of a language: the folder of its code, or the top for the language
    /// that needs none.
    pub(crate) fn home_of(code: Option<&str>) -> CapsulePath {
        let path = code.and_then(|code| CapsulePath::literal(&format!("/{code}/")).ok());
        path.unwrap_or_else(CapsulePath::root)
    }
}
