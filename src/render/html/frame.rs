//! `WebFrame`: what stands around a web page and is not on it, and how its text runs.

use crate::document::Target;
use crate::form::Protocol;
use crate::language::LanguageTags;
use crate::path::CapsulePath;

/// What stands around a web page and is not on it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct WebFrame {
    /// The style sheet.
    pub sheet: Sheet,
    /// The name of the site and its start page.
    pub site: Option<(String, CapsulePath)>,
    /// What the page says of itself, on one line; empty when it says nothing.
    pub description: String,
    /// Feeds to subscribe to, each with its title.
    pub feeds: Vec<(CapsulePath, String)>,
    /// The URL that the page has on the web, if that is known.
    pub canonical: Option<String>,
    /// The same page by other protocols, each with its URL.
    pub elsewhere: Vec<(Protocol, String)>,
    /// The place that browsers go on to by themselves, of a page that says that it has moved.
    pub moved_to: Option<Target>,
}

/// The style sheet of a web page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Sheet {
    /// The usual one, in the page itself.
    #[default]
    Within,
    /// A file.
    File(CapsulePath),
}

/// The usual style sheet of web pages.
pub const STYLE_SHEET: &str = include_str!("style.css");

/// Languages whose usual script runs from right to left (ISO 639).
const RIGHT_TO_LEFT: &[&str] = &[
    "ar", "arc", "arz", "azb", "ckb", "dv", "fa", "he", "iw", "khw", "ks", "nqo", "pnb", "prs",
    "ps", "sd", "syr", "ug", "ur", "yi",
];
/// Scripts that run so (ISO 15924).
const SCRIPTS: &[&str] =
    &["adlm", "arab", "aran", "hebr", "mand", "mend", "nkoo", "rohg", "samr", "syrc", "thaa"];

/// Tests whether a page runs from right to left: by the script of its language, and where the
/// language is not known, by its first letter.
pub(super) fn runs_from_right(language: Option<&LanguageTags>, title: &str) -> bool {
    let Some(tag) = language.and_then(LanguageTags::first) else {
        return title.chars().find(|it| it.is_alphabetic()).is_some_and(is_of_right);
    };
    let tag = tag.to_ascii_lowercase();
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    match parts.next().filter(|part| part.len() == 4) {
        Some(script) => SCRIPTS.contains(&script),
        None => RIGHT_TO_LEFT.contains(&language),
    }
}

/// Tests for a letter of a script that runs from right to left.
fn is_of_right(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_runs_as_its_script_does() {
        for (language, title, expected) in [
            ("ar", "", true),
            ("he-IL", "Latin", true),
            ("az-Arab", "", true),
            ("ar-Latn", "", false),
            ("de", "שלום", false),
            ("", "« سلام", true),
            ("", "1. Home", false),
            ("", "", false),
        ] {
            let tags = language.parse().ok().filter(|_| !language.is_empty());
            assert_eq!(runs_from_right(tags.as_ref(), title), expected, "{language} {title}");
        }
    }
}
