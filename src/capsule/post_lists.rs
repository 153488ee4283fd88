//! The posts of a snapshot, newest first, and the lists of them by tag, category and year. Pages
//! made of them are for `posts`.

use std::collections::{BTreeMap, HashMap};

use crate::access::Zones;
use crate::content::page_head::list_of;
use crate::generator::PageEntry;
use crate::path::CapsulePath;
use crate::phrases::{Phrases, filled};

/// The posts of a site, by number of page, each list newest first. What not everyone may know of
/// stands in no list that everyone may read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Posts {
    pub(super) all: Vec<usize>,
    /// Position of the post at a path in the list of all posts in its language.
    pub(super) positions: HashMap<CapsulePath, usize>,
    /// Every list by the path it is served at.
    pub(super) lists: BTreeMap<CapsulePath, (List, Vec<usize>)>,
}

/// A list of posts in one language of the site.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct List {
    /// Path of the start page in that language.
    pub(super) home: CapsulePath,
    /// Topic that its posts have in common.
    pub(super) topic: Topic,
}

/// The topic of a list of posts.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Topic {
    /// Those of every topic.
    All,
    /// Those of a year.
    Year(i16),
    /// Those of a category.
    Category(String),
    /// Those with a tag.
    Tag(String),
    /// Those with a term of another taxonomy: its name, then the term.
    Term(String, String),
}

impl List {
    /// The list of all posts in a language, by its start page.
    pub(super) fn all(home: &CapsulePath) -> Self {
        Self { home: home.clone(), topic: Topic::All }
    }

    /// The path that it is served at; `None` when no path can be made of its name.
    pub(super) fn path(&self) -> Option<CapsulePath> {
        let home = &self.home;
        // As the tools of the web write it; but `C++` is not `C`.
        let named = |folder: &str, name: &str| {
            let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
            let slug = format!("{home}{folder}/{}/", crate::generator::slug(name));
            let as_it_is = CapsulePath::literal(&format!("{home}{folder}/{name}/")).ok();
            let special = as_it_is.filter(|_| !name.chars().all(plain) && !name.contains('/'));
            special.or_else(|| CapsulePath::literal(&slug).ok())
        };
        match &self.topic {
            Topic::All => CapsulePath::literal(&format!("{home}posts/")).ok(),
            Topic::Year(year) => CapsulePath::literal(&format!("{home}posts/{year}/")).ok(),
            Topic::Category(name) => named("categories", name),
            Topic::Tag(name) => named("tags", name),
            Topic::Term(taxonomy, name) => named(&crate::generator::slug(taxonomy), name),
        }
    }

    /// Its title in the words of its language.
    pub(super) fn title(&self, phrases: &Phrases) -> String {
        match (&self.topic, self.name()) {
            (Topic::Year(year), _) => filled(phrases.posts_of_year, year),
            (_, Some(name)) => format!("{}: {name}", phrases.posts),
            (_, None) => phrases.posts.to_owned(),
        }
    }

    /// The path of its feed, as `jekyll-feed` has it; `None` for years and terms, and when no path
    /// can be made of its name.
    pub(super) fn feed_path(&self) -> Option<CapsulePath> {
        let home = &self.home;
        let path = match &self.topic {
            Topic::All => format!("{home}feed.xml"),
            Topic::Tag(name) => format!("{home}feed/by_tag/{name}.xml"),
            Topic::Category(name) => format!("{home}feed/{name}.xml"),
            Topic::Year(_) | Topic::Term(..) => return None,
        };
        if self.name().is_some_and(|name| name.contains('/')) {
            return None;
        }
        CapsulePath::literal(&path).ok()
    }

    /// The lists whose feed may stand at a path: there are names of categories that look like others'.
    pub(super) fn of_feed(feed: &CapsulePath) -> impl Iterator<Item = Self> {
        let (folder, file) = feed.as_str().rsplit_once('/').unwrap_or_default();
        let name = file.strip_suffix(".xml");
        let list = |home: Option<&str>, topic: Option<Topic>| {
            Some(Self { home: CapsulePath::literal(&format!("{}/", home?)).ok()?, topic: topic? })
        };
        let all = (file == "feed.xml").then_some(Topic::All);
        let tag = name.map(|name| Topic::Tag(name.to_owned()));
        let category = name.map(|name| Topic::Category(name.to_owned()));
        let all = list(Some(folder), all);
        let tag = list(folder.strip_suffix("/feed/by_tag"), tag);
        let category = list(folder.strip_suffix("/feed"), category);
        [all, tag, category].into_iter().flatten()
    }

    /// Name of the tag, category or term that its posts have in common.
    pub(super) fn name(&self) -> Option<&str> {
        match &self.topic {
            Topic::All | Topic::Year(_) => None,
            Topic::Category(name) | Topic::Tag(name) | Topic::Term(_, name) => Some(name),
        }
    }

    /// Name of the list beside others of its sort.
    pub(super) fn label(&self, phrases: &Phrases) -> String {
        match &self.topic {
            Topic::All => phrases.all_posts.to_owned(),
            Topic::Year(year) => year.to_string(),
            Topic::Category(name) | Topic::Tag(name) | Topic::Term(_, name) => name.clone(),
        }
    }
}

impl Posts {
    /// Gathers the posts among the pages, also by the terms of the site's own taxonomies.
    pub(super) fn of(pages: &[PageEntry], taxonomies: &[String], zones: &Zones) -> Self {
        let mut all: Vec<usize> =
            (0..).zip(pages).filter(|(_, page)| page.is_post()).map(|(number, _)| number).collect();
        let age = |number: &usize| {
            pages
                .get(*number)
                .map(|page| (page.date.as_ref().map(jiff::Zoned::timestamp), &page.path))
        };
        all.sort_by(|a, b| age(b).cmp(&age(a)));
        let mut lists: BTreeMap<CapsulePath, (List, Vec<usize>)> = BTreeMap::new();
        // Lists are few beside posts, and a path is made of words.
        let mut paths: HashMap<List, Option<CapsulePath>> = HashMap::new();
        for (number, page) in all.iter().filter_map(|number| Some((*number, pages.get(*number)?))) {
            for list in lists_of(page, taxonomies) {
                let path = match paths.get(&list) {
                    Some(path) => path.clone(),
                    None => paths.entry(list.clone()).or_insert(list.path()).clone(),
                };
                if let Some(path) = path.filter(|path| !zones.hide(&page.path, path)) {
                    lists.entry(path).or_insert((list, Vec::new())).1.push(number);
                }
            }
        }
        all.retain(|number| {
            pages.get(*number).is_some_and(|page| !zones.hide(&page.path, &CapsulePath::root()))
        });
        let position = |(at, number): (usize, &usize)| Some((pages.get(*number)?.path.clone(), at));
        let whole = lists.values().filter(|(list, _)| list.topic == Topic::All);
        let positions = whole
            .flat_map(|(_, numbers)| numbers.iter().enumerate().filter_map(position))
            .collect();
        Self { all, positions, lists }
    }

    /// The paths of all lists.
    pub(super) fn paths(&self) -> impl Iterator<Item = &CapsulePath> {
        self.lists.keys()
    }

    /// True if there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The lists by tag, and the feed of each.
    pub(super) fn tag_feeds(&self) -> impl Iterator<Item = (CapsulePath, CapsulePath)> {
        self.lists.iter().filter_map(|(path, (list, _))| match list.topic {
            Topic::Tag(_) => Some((path.clone(), list.feed_path()?)),
            Topic::All | Topic::Year(_) | Topic::Category(_) | Topic::Term(..) => None,
        })
    }

    /// The paths of all feeds.
    pub(super) fn feed_paths(&self) -> impl Iterator<Item = CapsulePath> {
        self.lists.values().filter_map(|(list, _)| list.feed_path())
    }
}

/// The lists that a post stands in: all, by year, by its categories, tags and other terms.
pub(super) fn lists_of<'p>(
    page: &'p PageEntry,
    taxonomies: &'p [String],
) -> impl Iterator<Item = List> + use<'p> {
    let year = page.date.as_ref().map(|date| Topic::Year(date.year()));
    let categories = page.categories.iter().cloned().map(Topic::Category);
    let tags = page.tags.iter().cloned().map(Topic::Tag);
    let terms = taxonomies.iter().flat_map(|taxonomy| {
        let named = page.fields.get(taxonomy).map(list_of).unwrap_or_default();
        named.into_iter().map(|term| Topic::Term(taxonomy.clone(), term))
    });
    let topics = std::iter::once(Topic::All).chain(year).chain(categories).chain(tags).chain(terms);
    topics.map(|topic| List { home: page.home.clone(), topic })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_known_by_its_path() {
        let topic = |name: &str| [Topic::Tag(name.to_owned()), Topic::Category(name.to_owned())];
        let names = ["rust", "C++", "a b", "feed", "by_tag", "posts.xml", "ä.b", "x.xml"];
        for home in ["/", "/de/", "/feed/", "/feed/by_tag/"] {
            let home = CapsulePath::literal(home).unwrap();
            for topic in names.into_iter().flat_map(topic).chain([Topic::All]) {
                let list = List { home: home.clone(), topic };
                let feed = list.feed_path().unwrap();
                assert!(List::of_feed(&feed).any(|one| one == list), "{feed}: {list:?}");
            }
        }
        let other = CapsulePath::literal("/feed/by_tag/rust").unwrap();
        assert_eq!(List::of_feed(&other).next(), None);
    }
}
