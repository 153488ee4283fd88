//! The files of an export: what is at a path becomes which file.

use std::collections::BTreeMap;
use std::fmt;

use crate::capsule::{Capsule, Lookup, Reader, Resource};
use crate::cli::ExportAs;
use crate::exchange::Redirection;
use crate::media::ItemType;
use crate::path::CapsulePath;
use crate::render::web_file;

/// The files of an export, each by its place below the folder, and the path that a client would ask
/// for to get what is in it.
pub(super) type Plan = BTreeMap<CapsulePath, CapsulePath>;

/// Two pages, or a file and a folder, of one name, of which one got another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Moved {
    /// The path of the one that did.
    path: CapsulePath,
    /// The path of the other.
    other: CapsulePath,
    /// Its file.
    file: CapsulePath,
}

impl fmt::Display for Moved {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, other, file } = self;
        let file = file.as_str().trim_start_matches('/');
        write!(
            out,
            "{path} and {other} are two, and here they are one address: {path} is in {file}, and links \
             to it lead to {other}"
        )
    }
}

/// The files for all that a capsule serves, and what has another file than links lead to.
pub(super) fn plan(capsule: &Capsule, form: ExportAs) -> (Plan, Vec<Moved>) {
    let mut files = Files::default();
    for (path, resource) in capsule.visible_to(Reader::Author).resources() {
        match resource {
            Resource::File(_) | Resource::Feed | Resource::Robots => {
                files.add(path.clone(), path, Rank::File);
            }
            // A subscriber follows no pointer.
            Resource::Redirection(Redirection::Path { to, .. }) if is_feed(capsule, to) => {
                files.add(path.clone(), to, Rank::Page);
            }
            Resource::Page(_) | Resource::Posts => files.page(path, form, Rank::Page),
            Resource::Folder => files.page(path, form, Rank::Listing),
            Resource::Redirection(Redirection::Path { .. } | Redirection::Url { .. }) => {
                files.page(path, form, Rank::Pointer);
            }
            // Files can't search, and can't say that something is gone.
            Resource::Search
            | Resource::Redirection(Redirection::Gone | Redirection::Notice(_)) => {}
        }
    }
    files.take_from_folders();
    let plan = files.all.into_iter().map(|(file, (_, path))| (file, path)).collect();
    (plan, files.moved)
}

/// Of two things for one file the higher is written; of two alike the later.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Pointer,
    Listing,
    Page,
    File,
}

#[derive(Default)]
struct Files {
    all: BTreeMap<CapsulePath, (Rank, CapsulePath)>,
    moved: Vec<Moved>,
}

impl Files {
    fn add(&mut self, file: CapsulePath, path: &CapsulePath, rank: Rank) {
        match self.all.get(&file) {
            Some((Rank::Page, other)) if rank == Rank::Page && other != path => {
                let other = other.clone();
                self.put_beside(&file, path, other);
            }
            Some((before, _)) if *before > rank => {}
            Some(_) | None => {
                self.all.insert(file, (rank, path.clone()));
            }
        }
    }

    /// Gives other names to files that are called as a folder is: on a disk they can't both be there.
    fn take_from_folders(&mut self) {
        let both: Vec<_> = self.all.keys().filter(|it| self.has_folder(it)).cloned().collect();
        for file in both {
            if let Some((_, path)) = self.all.remove(&file) {
                self.put_beside(&file, &path, file.as_folder());
            }
        }
    }

    /// Tests for files below what is called as a file.
    fn has_folder(&self, file: &CapsulePath) -> bool {
        let folder = file.as_folder();
        let below = self.all.range(folder.clone()..).next();
        below.is_some_and(|(below, _)| below.as_str().starts_with(folder.as_str()))
    }

    /// Adds what another has the file of: nothing that is served is left out.
    fn put_beside(&mut self, file: &CapsulePath, path: &CapsulePath, other: CapsulePath) {
        let name = file.as_str().rsplit('/').next().unwrap_or_default();
        let (stem, ending) = name.rsplit_once('.').map_or((name, ""), |(stem, end)| (stem, end));
        let folder = file.parent();
        let free = (2..).find_map(|number| {
            let dot = if ending.is_empty() { "" } else { "." };
            let file = folder.join_literal(&format!("{stem}-{number}{dot}{ending}"))?;
            (!self.all.contains_key(&file) && !self.has_folder(&file)).then_some(file)
        });
        if let Some(file) = free {
            self.all.insert(file.clone(), (Rank::Page, path.clone()));
            self.moved.push(Moved { path: path.clone(), other, file });
        }
    }

    /// Adds what is read: a page, a list, a pointer.
    fn page(&mut self, path: &CapsulePath, form: ExportAs, rank: Rank) {
        let file = match form {
            ExportAs::Gemini => path.as_folder().join_literal("index.gmi"),
            ExportAs::Gopher => path.as_folder().join_literal("gophermap"),
            ExportAs::Nex => path.as_folder().join_literal("index"),
            ExportAs::Html => Some(web_file(path, ItemType::Menu)),
        };
        if let Some(file) = file {
            self.add(file, path, rank);
        }
        // Menus link to the plain text form.
        if form == ExportAs::Gopher && rank != Rank::Pointer {
            self.add(path.as_text(), &path.as_text(), rank);
        }
    }
}

/// True when a feed is served at a path.
fn is_feed(capsule: &Capsule, path: &CapsulePath) -> bool {
    let found = capsule.find(path, Reader::Author);
    matches!(found, Ok(Lookup::Found(found)) if *found.resource == Resource::Feed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_page_and_a_listing_for_one_file_the_page_is_written() {
        let path = |text: &str| CapsulePath::literal(text).unwrap();
        for order in [["/a", "/a/"], ["/a/", "/a"]] {
            let mut files = Files::default();
            for asked in order {
                let rank = if asked == "/a" { Rank::Page } else { Rank::Listing };
                files.page(&path(asked), ExportAs::Html, rank);
            }
            let written: Vec<_> = files.all.into_values().map(|(_, path)| path).collect();
            assert_eq!(written, [path("/a")]);
            assert_eq!(files.moved, []);
        }
    }

    #[test]
    fn of_two_pages_for_one_file_none_is_lost() {
        let path = |text: &str| CapsulePath::literal(text).unwrap();
        let mut files = Files::default();
        for page in ["/a", "/a/"] {
            files.page(&path(page), ExportAs::Html, Rank::Page);
        }
        let written: Vec<_> =
            files.all.iter().map(|(file, (_, path))| (file.as_str(), path.as_str())).collect();
        assert_eq!(written, [("/a/index-2.html", "/a/"), ("/a/index.html", "/a")]);
        let told: Vec<String> = files.moved.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            ["/a/ and /a are two, and here they are one address: /a/ is in a/index-2.html, and \
              links to it lead to /a"]
        );
    }

    #[test]
    fn of_a_file_and_a_folder_of_one_name_none_is_lost() {
        let path = |text: &str| CapsulePath::literal(text).unwrap();
        let mut files = Files::default();
        for file in ["/a", "/a-2/b", "/a.txt", "/b/c.d", "/b/c.d/e"] {
            files.add(path(file), &path(file), Rank::File);
        }
        files.page(&path("/a"), ExportAs::Gemini, Rank::Page);
        files.take_from_folders();
        let written: Vec<_> =
            files.all.iter().map(|(file, (_, path))| (file.as_str(), path.as_str())).collect();
        let expected = [
            ("/a-2/b", "/a-2/b"),
            ("/a-3", "/a"),
            ("/a.txt", "/a.txt"),
            ("/a/index.gmi", "/a"),
            ("/b/c-2.d", "/b/c.d"),
            ("/b/c.d/e", "/b/c.d/e"),
        ];
        assert_eq!(written, expected);
        assert_eq!(files.moved.len(), 2);
    }
}
