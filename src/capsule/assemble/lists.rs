//! Paths without a file: lists of posts, feeds, listings, `robots.txt`.

use std::collections::BTreeSet;

use super::built::Built;
use crate::access::Zones;
use crate::capsule::post_lists::{List, Posts};
use crate::capsule::resource::Resource;
use crate::content::folder_settings::FolderSettings;
use crate::exchange::Redirection;
use crate::path::CapsulePath;

impl Built {
    /// Adds the file that keeps crawlers away, where the site has none.
    pub(super) fn forbid_robots(&mut self) {
        if let Ok(path) = CapsulePath::literal("/robots.txt") {
            self.routes.resources.entry(path).or_insert(Resource::Robots);
        }
    }

    /// Adds the lists of posts and their feeds, where the site has nothing of its own.
    pub(super) fn add_posts(&mut self, taxonomies: &[String], zones: &Zones) {
        self.posts = Posts::of(&self.routes.pages, taxonomies, zones);
        for path in self.posts.paths() {
            self.routes.resources.entry(path.clone()).or_insert(Resource::Posts);
        }
        for path in self.posts.feed_paths() {
            self.routes.resources.entry(path).or_insert(Resource::Feed);
        }
    }

    /// Adds the names that the site's generator gives to feeds: on the web subscribers know them.
    pub(super) fn add_feed_names(&mut self, names: &[String]) {
        if names.is_empty() || self.posts.is_empty() {
            return;
        }
        let Some(all) = List::All.feed_path() else { return };
        let home = [(CapsulePath::root(), all.clone())];
        let sections = self
            .routes
            .pages
            .iter()
            .filter(|page| page.section)
            .map(|page| (page.path.clone(), all.clone()));
        let feeds: Vec<_> =
            home.into_iter().chain(sections).chain(self.posts.tag_feeds()).collect();
        for (list, feed) in feeds {
            let named = names.iter().filter_map(|name| {
                CapsulePath::literal(&format!("{}{name}", list.as_folder())).ok()
            });
            for path in named {
                self.routes.resources.entry(path).or_insert_with(|| {
                    Resource::Redirection(Redirection::Path { to: feed.clone(), permanent: true })
                });
            }
        }
    }

    /// Adds a listing for each folder that holds something and has no page of its own. What a
    /// hidden zone holds makes no folder outside of it.
    pub(super) fn add_folders(&mut self, folder_settings: &FolderSettings, zones: &Zones) {
        let mut folders = BTreeSet::new();
        for path in self.routes.resources.keys() {
            let mut folder = path.parent();
            while !self.routes.resources.contains_key(&folder)
                && !zones.hide(path, &folder)
                && folders.insert(folder.clone())
            {
                folder = folder.parent();
            }
        }
        for folder in folders {
            if folder_settings.listing(&folder) != Some(false) {
                self.routes.resources.insert(folder, Resource::Folder);
            }
        }
    }
}
