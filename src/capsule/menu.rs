//! Menus that somebody wrote by hand: what they may ask of the capsule around them. How they are
//! read is for `parse`.

use std::io;

use super::inclusion;
use super::links::Links;
use super::listing;
use super::parts::Parts;
use crate::content::decode;
use crate::content::format::PageFormat;
use crate::document::{Entry, Resolve, Target};
use crate::parse::{self, Included, Menu, MenuDialect, Surroundings};

/// The largest file that a menu includes, in bytes: what it says is read again for each menu that
/// shows it.
const LARGEST_INCLUDE: usize = 256 << 10;

/// Reads a menu.
pub(super) fn menu(parts: Parts<'_>, text: &str, dialect: MenuDialect, links: &Links<'_>) -> Menu {
    parse::gophermap(text, dialect, &Around { parts, links })
}

/// The capsule, as one menu sees it.
struct Around<'a> {
    parts: Parts<'a>,
    links: &'a Links<'a>,
}

impl Resolve for Around<'_> {
    fn resolve(&self, reference: &str) -> Target {
        self.links.resolve(reference)
    }
}

impl Surroundings for Around<'_> {
    fn named(&self, selector: &str) -> Target {
        self.links.named(selector)
    }

    fn include(&self, name: &str) -> Result<Included, String> {
        let source = self
            .links
            .folder()
            .join_literal(name)
            .ok_or("no file of the capsule can have that name")?;
        let source = source.as_str().trim_matches('/');
        let bytes = inclusion::read(self.parts, self.links.path(), source).map_err(reason)?;
        if bytes.len() > LARGEST_INCLUDE {
            return Err(format!("it is larger than {} KiB", LARGEST_INCLUDE >> 10));
        }
        if bytes.starts_with(b"#!") {
            return Err("it is a script, and propus runs no programs; the line is left out. If the script is in the capsule, it is served as a file".to_owned());
        }
        let dialect = PageFormat::of_name(source)
            .and_then(PageFormat::menu)
            .unwrap_or(MenuDialect::Gophermap);
        Ok(Included {
            source: source.to_owned(),
            dialect,
            text: decode::text(&bytes).text.into_owned(),
        })
    }

    fn listing(&self) -> Vec<Entry> {
        let path = self.links.path();
        let folder = if path.is_folder() { path.clone() } else { path.parent() };
        let own = |entry: &Entry| matches!(&entry.target, Target::Internal { path: it, .. } if it == path);
        let (entries, _) = listing::entries_in(self.parts, &folder);
        entries.into_iter().filter(|entry| !own(entry)).collect()
    }
}

/// A sentence on a file that can't be included.
fn reason(error: io::Error) -> String {
    if error.raw_os_error().is_some() {
        "there is no such file in the capsule (propus runs no programs)".to_owned()
    } else {
        error.to_string()
    }
}

#[cfg(test)]
mod tests {
    use crate::capsule::tests::TestSite;

    fn check(files: &[(&str, &str)], served: &[&str]) {
        let site = TestSite::new(files);
        assert_eq!(site.served(), served, "{:?}", site.warnings);
        assert_eq!(site.warnings, [""; 0]);
    }

    #[test]
    fn menus_have_their_places_on_sites_of_every_kind() {
        check(
            &[
                ("_config.yml", "permalink: pretty\n"),
                ("gophermap", "!Hole\n"),
                ("notes/cats.gph", "Cats\n"),
                ("notes/index.md", "---\n---\n# Notes\n"),
                ("notes/gophermap", "Notes by hand\n"),
            ],
            &["/ Hole", "/notes/ Notes", "/notes/cats Cats"],
        );
        check(
            &[
                ("hugo.toml", ""),
                ("content/notes/_index.md", "# Notes\n"),
                ("content/notes/gophermap", "Notes by hand\n"),
                ("content/notes/cats.gph", "Cats\n"),
                ("static/gophermap", "!Hole\n"),
            ],
            &["/ Hole", "/notes/ Notes", "/notes/cats Cats"],
        );
        check(
            &[
                ("config.toml", "base_url = 'https://example.org'\n"),
                ("content/notes/_index.md", "+++\ntitle = 'Notes'\n+++\n"),
                ("content/notes/gophermap", "Notes by hand\n"),
                ("content/notes/cats.gph", "Cats\n"),
                ("static/.gophermap", "!Hole\n"),
            ],
            &["/ Hole", "/notes/ Notes", "/notes/cats Cats"],
        );
        check(
            &[
                ("book.toml", ""),
                ("src/SUMMARY.md", "# Summary\n\n- [One](one.md)\n"),
                ("src/one.md", "# One\n"),
                ("src/gophermap", "!Hole\n"),
                ("src/cats.gph", "Cats\n"),
            ],
            &["/ Contents", "/cats Cats", "/one.html One"],
        );
    }

    #[test]
    fn what_is_hidden_is_not_included() {
        let site = TestSite::new(&[
            ("a/gophermap", "=../.secret\n=../b.txt\n=/b.txt\n=../../../b.txt\n=b.txt\n"),
            (".secret", "s\n"),
            ("b.txt", "b\n"),
        ]);
        let converted = site.capsule.page(site.page("/a/")).unwrap();
        assert_eq!(
            converted.menu.unwrap().len(),
            3,
            "wherever above the root a name leads, it stays in the capsule"
        );
        let told: Vec<String> = converted.warnings.iter().map(ToString::to_string).collect();
        let missing = "there is no such file in the capsule (propus runs no programs)";
        let expected = [
            "a/gophermap:1: =../.secret: no file of the capsule can have that name".to_owned(),
            format!("a/gophermap:5: =b.txt: {missing}"),
        ];
        assert_eq!(told, expected);
    }
}
