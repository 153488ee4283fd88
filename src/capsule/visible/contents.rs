//! `Contents`: all that a snapshot serves. By its path or its number each thing is found; lists are
//! for `reader`.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::access::{Zone, Zones};
use crate::capsule::post_lists::{List, Posts};
use crate::capsule::resource::Resource;
use crate::capsule::routes::Routes;
use crate::content::source_path::SourcePath;
use crate::exchange::Application;
use crate::generator::{FileEntry, PageEntry};
use crate::path::CapsulePath;

/// The maps and lists of a snapshot, and the zones that hide parts of them.
#[derive(Debug)]
pub(in crate::capsule) struct Contents {
    pub(super) routes: Routes,
    pub(super) posts: Posts,
    pub(super) zones: Zones,
    /// Applications that answer for paths, by the operator.
    pub(super) applications: Vec<Arc<Application>>,
    /// The path of the start page.
    pub(super) root: CapsulePath,
    /// Paths by their small letters, for links in other case; `None` for those that are alike.
    small: OnceLock<HashMap<String, Option<CapsulePath>>>,
}

impl Contents {
    pub(in crate::capsule) fn new(
        routes: Routes,
        posts: Posts,
        zones: Zones,
        applications: Vec<Arc<Application>>,
    ) -> Self {
        Self {
            routes,
            posts,
            zones,
            applications,
            root: CapsulePath::root(),
            small: OnceLock::new(),
        }
    }

    /// The maps themselves.
    #[cfg(test)]
    pub(in crate::capsule) fn routes(&self) -> &Routes {
        &self.routes
    }

    /// The page of that number, see [`Resource::Page`].
    pub(in crate::capsule) fn page(&self, number: usize) -> Option<&PageEntry> {
        self.routes.pages.get(number)
    }

    /// The file of that number, see [`Resource::File`].
    pub(in crate::capsule) fn file(&self, number: usize) -> Option<&FileEntry> {
        self.routes.files.get(number)
    }

    /// The resource at exactly that path.
    pub(in crate::capsule) fn resource(&self, path: &CapsulePath) -> Option<&Resource> {
        self.routes.resources.get(path)
    }

    /// The only path that differs from one in the case of its letters and in its final slash alone:
    /// on many a machine, and many a web server, they are the same.
    pub(in crate::capsule) fn in_other_case(&self, path: &CapsulePath) -> Option<&CapsulePath> {
        let key = |path: &CapsulePath| path.as_str().trim_end_matches('/').to_lowercase();
        let small = self.small.get_or_init(|| {
            let mut small: HashMap<String, Option<CapsulePath>> = HashMap::new();
            for path in self.routes.resources.keys() {
                let paths = small.entry(key(path));
                paths.and_modify(|other| *other = None).or_insert_with(|| Some(path.clone()));
            }
            small
        });
        small.get(&key(path))?.as_ref()
    }

    /// The same, with the path as the snapshot holds it.
    pub(in crate::capsule) fn entry(
        &self,
        path: &CapsulePath,
    ) -> Option<(&CapsulePath, &Resource)> {
        self.routes.resources.get_key_value(path)
    }

    /// The page in a hidden zone that has another address outside of it, which nobody else hears
    /// of.
    pub(in crate::capsule) fn address_of_hidden(&self, path: &CapsulePath) -> Option<&CapsulePath> {
        self.routes.addresses_of_hidden.get(path)
    }

    /// The menu by hand for readers of menus, beside the page at a path.
    pub(in crate::capsule) fn menu(&self, path: &CapsulePath) -> Option<&PageEntry> {
        self.page(*self.routes.menus.get(path)?)
    }

    /// The path of a source file.
    pub(in crate::capsule) fn path_of(&self, source: &str) -> Option<&CapsulePath> {
        self.routes.sources.get(source)
    }

    /// The path of each source file, for generators that find files by parts of their names.
    pub(in crate::capsule) fn sources(&self) -> &HashMap<SourcePath, CapsulePath> {
        &self.routes.sources
    }

    /// The zone that decides who may read what is at a path.
    pub(in crate::capsule) fn zone(&self, path: &CapsulePath) -> Option<&Zone> {
        self.zones.of(path)
    }

    /// All zones.
    pub(in crate::capsule) fn zones(&self) -> &Zones {
        &self.zones
    }

    /// The number of the zone that decides about a path among [all](Self::zones), from 0.
    pub(in crate::capsule) fn zone_number(&self, path: &CapsulePath) -> Option<usize> {
        self.zones.iter().position(|zone| path.is_below(&zone.path))
    }

    /// The list of posts that is served at a path.
    pub(in crate::capsule) fn list(&self, path: &CapsulePath) -> Option<&List> {
        self.posts.lists.get(path).map(|(list, _)| list)
    }

    /// The path of the feed of a list. `None` when there is none.
    pub(in crate::capsule) fn feed_path(&self, list: &List) -> Option<CapsulePath> {
        let path = list.feed_path()?;
        if self.resource(&path) == Some(&Resource::Feed) { Some(path) } else { None }
    }

    /// The list whose feed is served at a path, with its own path.
    pub(in crate::capsule) fn list_of_feed(
        &self,
        feed: &CapsulePath,
    ) -> Option<(&CapsulePath, &List)> {
        let mut lists = List::of_feed(feed)
            .filter_map(|list| self.posts.lists.get_key_value(&list.path()?))
            .map(|(path, (list, _))| (path, list));
        lists.find(|(_, list)| list.feed_path().as_ref() == Some(feed))
    }

    /// The page that is served at a path.
    pub(in crate::capsule) fn page_at(&self, path: &CapsulePath) -> Option<&PageEntry> {
        match self.resource(path)? {
            Resource::Page(number) => self.page(*number),
            Resource::File(_)
            | Resource::Folder
            | Resource::Posts
            | Resource::Feed
            | Resource::Search
            | Resource::Redirection(_)
            | Resource::Robots => None,
        }
    }

    /// The page whose file is at a source path, also where another one is served there, too.
    pub(in crate::capsule) fn page_from(&self, source: &str) -> Option<&PageEntry> {
        let path = self.path_of(source)?;
        let pages = [self.page_at(path), self.menu(path)].into_iter().flatten();
        pages.into_iter().find(|page| page.source.as_str() == source)
    }

    /// The page, the template, or the document without an address whose file is at a source path.
    pub(in crate::capsule) fn page_of_source(&self, source: &str) -> Option<&PageEntry> {
        if let Some(unserved) = self.routes.unserved.get(source) {
            return Some(unserved);
        }
        let path = self.path_of(source)?;
        if let Some(Resource::File(number)) = self.resource(path) {
            return self.file(*number)?.template.as_deref();
        }
        self.page_at(path)
    }

    /// The number of pages, hidden ones included.
    pub(in crate::capsule) fn page_count(&self) -> usize {
        self.routes.pages.len()
    }

    /// The number of files, hidden ones included.
    pub(in crate::capsule) fn file_count(&self) -> usize {
        self.routes.files.len()
    }
}
