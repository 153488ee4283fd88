//! Paths without a file: lists of posts, feeds, listings, `robots.txt`.

use std::collections::{BTreeMap, BTreeSet};

use super::built::Built;
use crate::access::Zones;
use crate::capsule::post_lists::{List, Posts, Topic};
use crate::capsule::resource::Resource;
use crate::content::folder_settings::FolderSettings;
use crate::exchange::Redirection;
use crate::generator::Archives;
use crate::path::CapsulePath;

impl Built {
    /// Adds the file that keeps crawlers away, where the site has none.
    pub(super) fn add_robots(&mut self) {
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
        let of_home = |home: &CapsulePath| List::all(home).feed_path();
        let homes: BTreeSet<&CapsulePath> =
            self.posts.lists.values().map(|(list, _)| &list.home).collect();
        let homes = homes.into_iter().filter_map(|home| Some((home.clone(), of_home(home)?)));
        let sections = self.routes.pages.iter().filter(|page| page.section);
        let sections = sections.filter_map(|page| Some((page.path.clone(), of_home(&page.home)?)));
        let feeds: Vec<_> = homes.chain(sections).chain(self.posts.tag_feeds()).collect();
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

    /// Adds the addresses that the site's plugins give to lists of posts and to feeds.
    pub(super) fn add_archives(&mut self, archives: &Archives, zones: &Zones) {
        let of_list = |(path, (list, _)): (&CapsulePath, &(List, Vec<usize>))| {
            let (address, feed) = match &list.topic {
                Topic::All => (None, archives.feed()),
                Topic::Tag(name) => (archives.of_tag(name), archives.tag_feed(name)),
                Topic::Category(name) => (archives.of_category(name), None),
                Topic::Year(_) | Topic::Term(..) => (None, None),
            };
            [(address, Some(path.clone())), (feed, list.feed_path())]
        };
        // Those of the other languages would have the same.
        let lists = self.posts.lists.iter().filter(|(_, (list, _))| list.home.is_root());
        let of_dates = lists.clone().flat_map(|(path, (list, numbers))| {
            let is_year = matches!(list.topic, Topic::Year(_));
            let posts = numbers.iter().filter(move |_| is_year);
            let dates = posts.filter_map(|number| self.routes.pages.get(*number)?.date.as_ref());
            dates
                .flat_map(|date| archives.of_date(date))
                .map(|from| (Some(from), Some(path.clone())))
        });
        let addresses: Vec<_> = lists.flat_map(of_list).chain(of_dates).collect();
        for (from, to) in addresses {
            if let (Some(from), Some(to)) = (from, to)
                && !zones.hide(&to, &from)
            {
                self.routes
                    .resources
                    .entry(from)
                    .or_insert(Resource::Redirection(Redirection::Path { to, permanent: true }));
            }
        }
    }

    /// Adds a listing for each folder that holds something and has no page of its own: feeds and old
    /// addresses stand in no listing. What a hidden zone holds makes no folder outside of it. Of a
    /// site with sections these are the folders, and those that lists of posts are in.
    pub(super) fn add_folders(
        &mut self,
        folder_settings: &FolderSettings,
        zones: &Zones,
        sections: Option<&BTreeMap<CapsulePath, String>>,
    ) {
        let mut folders = BTreeSet::new();
        for page in &self.routes.pages {
            let lists = page.parent.iter().chain([&page.home]);
            let made = lists.filter(|list| {
                sections.is_some_and(|sections| sections.contains_key(*list))
                    && !self.routes.resources.contains_key(*list)
                    && !zones.hide(&page.path, list)
            });
            folders.extend(made.cloned());
        }
        let is_listed = |resource: &Resource| match resource {
            Resource::Posts => true,
            Resource::Feed | Resource::Redirection(_) => false,
            Resource::Page(_)
            | Resource::File(_)
            | Resource::Folder
            | Resource::Search
            | Resource::Robots => sections.is_none(),
        };
        let listed = self.routes.resources.iter().filter(|(_, resource)| is_listed(resource));
        for (path, _) in listed {
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
