//! Sections: what the page of a folder shows below its own text, where the templates of Hugo and Zola list what is in it.

use std::collections::HashSet;
use std::ops::Bound;

use super::entry::{self, PageEntry};
use super::listing::Child;
use super::{Capsule, Resource};
use crate::document::Block;
use crate::path::CapsulePath;

impl Capsule {
    /// The pages and sections of a section: those below its path, and those whose files are in its folder but whose
    /// templates gave them another path.
    pub(super) fn section_list(&self, section: &PageEntry) -> Option<Block> {
        let mut children: Vec<Child<'_>> =
            self.children(&section.path).filter(|child| self.is_for_readers(child)).collect();
        let known: HashSet<CapsulePath> = children.iter().map(|child| child.path.clone()).collect();
        let elsewhere = self.pages_in(section).into_iter().filter(|page| !known.contains(&page.path));
        children.extend(elsewhere.filter_map(|page| {
            let (path, resource) = self.resources.get_key_value(&page.path)?;
            Some(Child { path, resource })
        }));
        let entries = self.sorted(children.into_iter());
        (!entries.is_empty()).then_some(Block::Entries(entries))
    }

    /// The pages whose files are in a section's folder and in no section inside it.
    fn pages_in(&self, section: &PageEntry) -> Vec<&PageEntry> {
        let folder = folder_of(&section.place);
        let inside = |page: &&PageEntry| {
            !page.section
                && page.format.menu().is_none()
                && page.language == section.language
                && page.place.starts_with(folder)
                && !folder.is_empty()
        };
        let sections: HashSet<&str> =
            self.pages().iter().filter(|page| page.section).map(|page| folder_of(&page.place)).collect();
        let nearest = |page: &&PageEntry| {
            let mut above = page.place.rmatch_indices('/').map(|(at, _)| page.place.get(..=at).unwrap_or_default());
            above.find(|folder| sections.contains(folder)) == Some(folder)
        };
        // The folders at the top are sections even without a page: the root has only what lies directly in it.
        let top = section.path.is_root();
        let direct = |page: &&PageEntry| {
            let rest = page.place.get(folder.len()..).unwrap_or_default();
            !rest.contains('/') || (rest.matches('/').count() == 1 && entry::is_index(rest))
        };
        self.pages().iter().filter(inside).filter(nearest).filter(|page| !top || direct(page)).collect()
    }

    /// Whether a child is something to read: style sheets and pictures lie beside pages, too.
    fn is_for_readers(&self, child: &Child<'_>) -> bool {
        match child.resource {
            Resource::Page(_) | Resource::Posts => true,
            Resource::Folder => {
                let below = (Bound::Excluded(child.path.clone()), Bound::Unbounded);
                let mut below =
                    self.resources.range(below).take_while(|(path, _)| path.as_str().starts_with(child.path.as_str()));
                below.any(|(_, resource)| matches!(resource, Resource::Page(_) | Resource::Posts))
            }
            Resource::File(_) | Resource::Feed | Resource::Search | Resource::Moved { .. } | Resource::Elsewhere(_) => {
                false
            }
        }
    }
}

/// The folder of a place, with its final `/`.
fn folder_of(place: &str) -> &str {
    place.rfind('/').and_then(|at| place.get(..=at)).unwrap_or_default()
}
