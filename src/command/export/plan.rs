//! The files of an export: what is at a path becomes which file.

use std::collections::BTreeMap;

use crate::capsule::{Capsule, Lookup, Reader, Resource};
use crate::cli::ExportAs;
use crate::exchange::Redirection;
use crate::media::ItemType;
use crate::path::CapsulePath;
use crate::render::web_file;

/// The files of an export, each by its place below the folder, and the path that a client would ask
/// for to get what is in it.
pub(super) type Plan = BTreeMap<CapsulePath, CapsulePath>;

/// The files for all that a capsule serves.
pub(super) fn plan(capsule: &Capsule, form: ExportAs) -> Plan {
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
    files.0.into_iter().map(|(file, (_, path))| (file, path)).collect()
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
struct Files(BTreeMap<CapsulePath, (Rank, CapsulePath)>);

impl Files {
    fn add(&mut self, file: CapsulePath, path: &CapsulePath, rank: Rank) {
        if self.0.get(&file).is_none_or(|(before, _)| *before <= rank) {
            self.0.insert(file, (rank, path.clone()));
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
            let written: Vec<_> = files.0.into_values().map(|(_, path)| path).collect();
            assert_eq!(written, [path("/a")]);
        }
    }
}
