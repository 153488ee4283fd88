//! The names under which something is found, in the order in which they are tried: its path, and
//! those by which people, links and the site's pages on the web call it. Looking a path up and
//! explaining it to an author go through the same list.

use std::iter;

use crate::content::format;
use crate::path::CapsulePath;

/// The paths of a site's feed on the web, which links and feed readers ask for.
const FEEDS_OF_THE_WEB: &[&str] =
    &["/atom.xml", "/rss.xml", "/index.xml", "/feed", "/feed/", "/feed.atom", "/feed/index.xml"];

/// One name to try.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Name {
    /// The map in which it is looked for.
    pub key: Key,
    /// The way in which it leads to what has it.
    pub way: Way,
}

/// A name, by the map that holds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Key {
    /// A path at which something is served.
    Path(CapsulePath),
    /// The source path of something that is served.
    Source(String),
    /// The source path of a page, without its extension.
    Page(String),
    /// The feed of all posts.
    Feed,
    /// The list that the path asked for is a numbered part of.
    ListOfPart,
    /// What the site's generator has in place of what is not there.
    Fallback,
}

/// A way from a name to what has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Way {
    /// It is the path of the thing, whatever that is.
    Own,
    /// The client is sent to the path.
    Redirect,
    /// It is another name of a page or a list; files have none.
    Other,
    /// It is the name of a page's plain text.
    Text,
}

/// The names to try for a path, in order. Others than its own are made when they are asked for:
/// most paths are found by theirs.
pub(super) fn of(path: &CapsulePath) -> impl Iterator<Item = Name> {
    let own = iter::once(at(path.clone(), Way::Own));
    own.chain(iter::once(path).flat_map(other_than_own))
}

fn other_than_own(path: &CapsulePath) -> impl Iterator<Item = Name> + use<> {
    let folder = if path.is_folder() { None } else { Some(at(path.as_folder(), Way::Redirect)) };
    let text = path.without_ending("txt");
    let feed = FEEDS_OF_THE_WEB.contains(&path.as_str());
    folder
        .into_iter()
        .chain(others(path, Way::Other))
        .chain(text.into_iter().flat_map(|page| others(&page, Way::Text)))
        .chain(if feed { Some(Name { key: Key::Feed, way: Way::Own }) } else { None })
        .chain([Key::ListOfPart, Key::Fallback].map(|key| Name { key, way: Way::Redirect }))
}

fn at(path: CapsulePath, way: Way) -> Name {
    Name { key: Key::Path(path), way }
}

/// The names of a page or a list besides its path: without or with a final `/`, with `.html`, its
/// source path with or without extension, and all that without the extension of a page.
fn others(path: &CapsulePath, way: Way) -> impl Iterator<Item = Name> + use<> {
    let stem = format::endings().find_map(|ending| path.without_ending(ending));
    let own = near(path).chain(sources(path));
    let without_ending =
        stem.into_iter().flat_map(|stem| near(&stem).chain(folder_of_index(&stem)));
    let keys = own.chain(without_ending).chain(folder_of_index(path));
    keys.map(move |key| Name { key, way })
}

fn near(path: &CapsulePath) -> impl Iterator<Item = Key> + use<> {
    [Some(path.as_file()), Some(path.as_folder()), path.with_ending("html")]
        .into_iter()
        .flatten()
        .map(Key::Path)
}

fn sources(path: &CapsulePath) -> impl Iterator<Item = Key> + use<> {
    let source = path.as_str().trim_matches('/').to_owned();
    [Key::Source(source.clone()), Key::Page(source)].into_iter()
}

/// The folder whose page is asked for by the name of its file: `/folder/index`.
fn folder_of_index(path: &CapsulePath) -> Option<Key> {
    if matches!(path.name(), "index" | "README") { Some(Key::Path(path.parent())) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names of a path in one line each, with their ways.
    fn names(path: &str) -> Vec<String> {
        of(&CapsulePath::literal(path).unwrap())
            .map(|Name { key, way }| match key {
                Key::Path(path) => format!("{way:?} {path}"),
                Key::Source(source) => format!("{way:?} file {source}"),
                Key::Page(source) => format!("{way:?} page {source}"),
                Key::Feed => format!("{way:?} feed"),
                Key::ListOfPart => format!("{way:?} part"),
                Key::Fallback => format!("{way:?} fallback"),
            })
            .collect()
    }

    #[test]
    fn a_path_is_tried_before_its_other_names() {
        let expected = [
            "Own /a/index.md",
            "Redirect /a/index.md/",
            "Other /a/index.md",
            "Other /a/index.md/",
            "Other /a/index.md.html",
            "Other file a/index.md",
            "Other page a/index.md",
            "Other /a/index",
            "Other /a/index/",
            "Other /a/index.html",
            "Other /a/",
            "Redirect part",
            "Redirect fallback",
        ];
        assert_eq!(names("/a/index.md"), expected);
        let expected = [
            "Own /a/README",
            "Redirect /a/README/",
            "Other /a/README",
            "Other /a/README/",
            "Other /a/README.html",
            "Other file a/README",
            "Other page a/README",
            "Other /a/",
            "Redirect part",
            "Redirect fallback",
        ];
        assert_eq!(names("/a/README"), expected);
    }

    #[test]
    fn the_feed_has_names_of_the_web() {
        for path in FEEDS_OF_THE_WEB {
            assert!(names(path).contains(&"Own feed".to_owned()), "{path}");
        }
        assert!(!names("/a/feed").contains(&"Own feed".to_owned()));
        assert!(names("/feed/").first().is_some_and(|it| it == "Own /feed/"));
        assert!(!names("/feed/").iter().any(|it| it.starts_with("Redirect /")));
    }

    #[test]
    fn only_the_name_of_a_text_asks_for_text() {
        let asks =
            |path: &str| of(&CapsulePath::literal(path).unwrap()).any(|name| name.way == Way::Text);
        assert!(asks("/a.txt") && !asks("/a") && !asks("/txt"));
    }
}
