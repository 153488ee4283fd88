//! `Published`: a letter as a file of the site: Markdown with front matter, the text as a quotation.

use super::letter::Letter;
use super::quotation::quotation;
use crate::path::CapsulePath;

/// The most characters of the page's path in the name of the file.
const LONGEST_SLUG: usize = 60;
/// The name of the start page, whose path has none.
const HOME: &str = "home";

/// A letter as a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Published {
    /// Its name, which no other letter's file has.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Published {
    /// The file of a letter.
    #[must_use]
    pub fn of(letter: &Letter) -> Self {
        let facts = &letter.facts;
        let path = CapsulePath::literal(&facts.path).unwrap_or_else(|_| CapsulePath::root());
        let name = format!("{}-{}.md", slug(&path), letter.number);
        let author = facts.name.as_deref().map(plain).filter(|name| !name.is_empty());
        let author = author.map(|name| format!("name: \"{name}\"\n")).unwrap_or_default();
        let (page, date) = (path.encoded(), facts.time);
        let text = format!(
            "---\npage: \"{page}\"\ndate: {date}\n{author}---\n{}",
            quotation(&letter.text)
        );
        Self { name, text }
    }
}

/// The path of a page as a part of a file's name.
fn slug(path: &CapsulePath) -> String {
    let mut slug = String::new();
    for character in path.as_str().chars().flat_map(char::to_lowercase) {
        if character.is_ascii_alphanumeric() {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let cut: String = slug.chars().take(LONGEST_SLUG).collect();
    let cut = cut.trim_end_matches('-');
    if cut.is_empty() { HOME.to_owned() } else { cut.to_owned() }
}

/// A name without what has a meaning in YAML, HTML or Liquid: layouts of the web show it, not all of
/// which escape what they show.
fn plain(name: &str) -> String {
    let is_plain = |it: &char| it.is_alphanumeric() || matches!(it, ' ' | '.' | '-' | '_' | '@');
    let name: String = name.chars().filter(is_plain).collect();
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letters::letter::{Facts, Standing};

    fn letter(path: &str, name: Option<&str>, text: &str) -> Letter {
        let facts = Facts {
            time: "2026-11-30T12:00:00Z".parse().unwrap(),
            path: path.to_owned(),
            title: "Pi".to_owned(),
            who: "SHA256:00".to_owned(),
            network: String::new(),
            name: name.map(str::to_owned),
            protocol: "gemini".to_owned(),
            mark: String::new(),
            standing: Standing::Waiting,
        };
        Letter { number: 7, facts, text: text.to_owned() }
    }

    #[test]
    fn a_letter_becomes_markdown_with_page_date_and_name() {
        let file = Published::of(&letter("/notes/pi ü", Some("anna"), "One\nTwo\n\nThree"));
        assert_eq!(file.name, "notes-pi-7.md");
        let expected = "---\npage: \"/notes/pi%20%C3%BC\"\ndate: 2026-11-30T12:00:00Z\n\
                        name: \"anna\"\n---\n> One  \n> Two\n>\n> Three\n";
        assert_eq!(file.text, expected);
    }

    #[test]
    fn nobody_signs_with_markup_and_some_sign_with_nothing() {
        let file = Published::of(&letter("/", Some("a\" {{x}}\n<b>: é.l@x"), "x"));
        assert_eq!(file.name, "home-7.md");
        assert!(file.text.contains("\nname: \"a xb é.l@x\"\n"), "{}", file.text);
        for name in [None, Some("<>")] {
            assert!(!Published::of(&letter("/", name, "x")).text.contains("name"), "{name:?}");
        }
    }

    #[test]
    fn a_long_path_makes_a_short_name() {
        let file = Published::of(&letter(&format!("/{}/b", "ab-".repeat(90)), None, "x"));
        assert!(file.name.len() < 70 && file.name.ends_with("b-7.md"), "{}", file.name);
        assert_eq!(Published::of(&letter("/日本/", None, "x")).name, "home-7.md");
    }
}
