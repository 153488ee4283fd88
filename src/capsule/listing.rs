//! Listings: the page of a folder that has none.

use std::ops::Bound;

use super::{Capsule, Kind, Resource, name};
use crate::document::{Block, Document, Entry, Target};
use crate::media::ItemType;
use crate::path::CapsulePath;

/// Files that are for clients and crawlers, not for readers.
const FOR_MACHINES: &[&str] = &["robots.txt", "caps.txt", "favicon.txt", "favicon.ico", "favicon.png"];

/// What a web server shows for what it does not have.
const ERROR_PAGE: &str = "404";

/// What stands directly in a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Child<'a> {
    /// Where it is served.
    pub path: &'a CapsulePath,
    /// What it is.
    pub resource: &'a Resource,
}

impl Capsule {
    /// The listing of a folder: sub-folders first, then pages and files, each by its title or name.
    #[must_use]
    pub fn listing(&self, folder: &CapsulePath) -> Document {
        let entries = self.entries_in(folder);
        Document {
            title: self.folder_title(folder),
            path: Some(folder.clone()),
            blocks: vec![Block::Entries(entries)],
            foot: self.foot(folder),
            ..Document::default()
        }
    }

    /// What stands directly in a folder, as it is listed.
    pub(super) fn entries_in(&self, folder: &CapsulePath) -> Vec<Entry> {
        self.sorted(self.children(folder))
    }

    /// Entries for what stands somewhere, in the order in which it is listed: folders first, then what its author gave a
    /// weight, by that, then the newest, then by name.
    pub(super) fn sorted<'a>(&self, children: impl Iterator<Item = Child<'a>>) -> Vec<Entry> {
        let mut entries: Vec<((bool, i64), Entry)> =
            children.filter_map(|child| Some((self.rank(&child), self.entry(&child)?))).collect();
        entries.sort_by(|(a_rank, a), (b_rank, b)| {
            (a_rank, b.date, a.label.to_lowercase()).cmp(&(b_rank, a.date, b.label.to_lowercase()))
        });
        entries.into_iter().map(|(_, entry)| entry).collect()
    }

    /// Whether a child is no folder, and its weight (Hugo, Zola): what has none comes last.
    fn rank(&self, child: &Child<'_>) -> (bool, i64) {
        let page = self.page_at_path(child.path);
        let weight = page.and_then(|page| page.text("weight")?.parse().ok()).filter(|weight| *weight != 0);
        // Where every page is at the path of a folder, only a section is one.
        let leaf = page.is_some_and(|page| matches!(self.kind, Kind::Hugo | Kind::Zola) && !page.section);
        (leaf || !is_folder(child), weight.unwrap_or(i64::MAX))
    }

    /// The title of a folder without a page of its own.
    #[must_use]
    pub fn folder_title(&self, folder: &CapsulePath) -> String {
        if folder.is_root() {
            return self.settings.title.clone().unwrap_or_else(|| "Contents".to_owned());
        }
        name::title(folder.name())
    }

    /// What stands directly in a folder, in order of path. Redirects are not listed.
    pub fn children(&self, folder: &CapsulePath) -> impl Iterator<Item = Child<'_>> {
        let below = (Bound::Excluded(folder.clone()), Bound::Unbounded);
        let prefix = folder.clone();
        let inside = folder.clone();
        self.resources
            .range(below)
            .take_while(move |(path, _)| path.as_str().starts_with(prefix.as_str()))
            .filter(move |(path, _)| path.parent() == inside)
            .map(|(path, resource)| Child { path, resource })
    }

    fn entry(&self, child: &Child<'_>) -> Option<Entry> {
        let path = child.path.clone();
        let target = |kind, title| Target::Internal { path: path.clone(), kind, title };
        let entry = match child.resource {
            Resource::Page(number) => {
                let page = self.page_entry(*number)?;
                if is_error_page(&page.place) {
                    return None;
                }
                let date = page.day();
                Entry { target: target(ItemType::Menu, Some(page.title.clone())), date, label: page.title.clone() }
            }
            Resource::Folder => {
                let title = self.folder_title(&path);
                Entry { target: target(ItemType::Menu, Some(title.clone())), date: None, label: title }
            }
            Resource::Posts => {
                let title = self.list_title(&path)?;
                Entry { target: target(ItemType::Menu, Some(title.clone())), date: None, label: title }
            }
            Resource::File(_) if FOR_MACHINES.contains(&path.name()) => return None,
            Resource::File(number) => {
                let kind = self.file_entry(*number)?.media.item_type();
                Entry { target: target(kind, None), date: None, label: path.name().to_owned() }
            }
            Resource::Feed | Resource::Search | Resource::Moved { .. } | Resource::Elsewhere(_) => return None,
        };
        Some(entry)
    }
}

/// Whether a page is what a web server shows for what it does not have.
pub(super) fn is_error_page(place: &str) -> bool {
    name::stem(place.rsplit('/').next().unwrap_or_default()) == ERROR_PAGE
}

/// Whether a child is a sub-folder: a listing, or a page with others below it, as its path says.
fn is_folder(child: &Child<'_>) -> bool {
    child.path.is_folder()
}
