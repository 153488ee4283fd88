//! The posts of a snapshot, newest first, and the lists of them by tag, category and year. Pages
//! made of them are for `posts`.

use std::collections::{BTreeMap, HashMap};

use crate::access::Zones;
use crate::content::page_head::list_of;
use crate::generator::PageEntry;
use crate::path::CapsulePath;

/// The posts of a site, by number of page, each list newest first. What not everyone may know of
/// stands in no list that everyone may read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Posts {
    pub(super) all: Vec<usize>,
    /// Position in `all` of the post at a path.
    pub(super) positions: HashMap<CapsulePath, usize>,
    /// Every list by the path it is served at.
    pub(super) lists: BTreeMap<CapsulePath, (List, Vec<usize>)>,
}

/// A list of posts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum List {
    /// All of them.
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
    /// The path that it is served at; `None` when no path can be made of its name.
    pub(super) fn path(&self) -> Option<CapsulePath> {
        // As the tools of the web write it; but `C++` is not `C`.
        let named = |folder: &str, name: &str| {
            let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
            let slug = format!("/{folder}/{}/", crate::generator::slug(name));
            let as_it_is = CapsulePath::literal(&format!("/{folder}/{name}/")).ok();
            let special = as_it_is.filter(|_| !name.chars().all(plain) && !name.contains('/'));
            special.or_else(|| CapsulePath::literal(&slug).ok())
        };
        match self {
            Self::All => CapsulePath::literal("/posts/").ok(),
            Self::Year(year) => CapsulePath::literal(&format!("/posts/{year}/")).ok(),
            Self::Category(name) => named("categories", name),
            Self::Tag(name) => named("tags", name),
            Self::Term(taxonomy, name) => named(&crate::generator::slug(taxonomy), name),
        }
    }

    pub(super) fn title(&self) -> String {
        match self {
            Self::All => "Posts".to_owned(),
            Self::Year(year) => format!("Posts of {year}"),
            Self::Category(name) | Self::Tag(name) | Self::Term(_, name) => {
                format!("Posts: {name}")
            }
        }
    }

    /// The path of its feed, as `jekyll-feed` has it; `None` for years and terms, and when no path
    /// can be made of its name.
    pub(super) fn feed_path(&self) -> Option<CapsulePath> {
        let path = match self {
            Self::All => "/feed.xml".to_owned(),
            Self::Tag(name) => format!("/feed/by_tag/{name}.xml"),
            Self::Category(name) => format!("/feed/{name}.xml"),
            Self::Year(_) | Self::Term(..) => return None,
        };
        if self.topic().is_some_and(|name| name.contains('/')) {
            return None;
        }
        CapsulePath::literal(&path).ok()
    }

    /// Topic that its posts have in common besides their dates.
    pub(super) fn topic(&self) -> Option<&str> {
        match self {
            Self::All | Self::Year(_) => None,
            Self::Category(name) | Self::Tag(name) | Self::Term(_, name) => Some(name),
        }
    }

    /// Name of the list beside others of its sort.
    pub(super) fn label(&self) -> String {
        match self {
            Self::All => "All posts".to_owned(),
            Self::Year(year) => year.to_string(),
            Self::Category(name) | Self::Tag(name) | Self::Term(_, name) => name.clone(),
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
        for (number, page) in all.iter().filter_map(|number| Some((*number, pages.get(*number)?))) {
            for list in lists_of(page, taxonomies) {
                if let Some(path) = list.path().filter(|path| !zones.hide(&page.path, path)) {
                    lists.entry(path).or_insert((list, Vec::new())).1.push(number);
                }
            }
        }
        all.retain(|number| {
            pages.get(*number).is_some_and(|page| !zones.hide(&page.path, &CapsulePath::root()))
        });
        let position = |(at, number): (usize, &usize)| Some((pages.get(*number)?.path.clone(), at));
        let positions = all.iter().enumerate().filter_map(position).collect();
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
        self.lists.iter().filter_map(|(path, (list, _))| match list {
            List::Tag(_) => Some((path.clone(), list.feed_path()?)),
            List::All | List::Year(_) | List::Category(_) | List::Term(..) => None,
        })
    }

    /// The paths of all feeds.
    pub(super) fn feed_paths(&self) -> impl Iterator<Item = CapsulePath> {
        self.lists.values().filter_map(|(list, _)| list.feed_path())
    }
}

/// The lists that a post stands in.
fn lists_of(page: &PageEntry, taxonomies: &[String]) -> Vec<List> {
    let year = page.date.as_ref().map(|date| List::Year(date.year()));
    let categories = page.categories.iter().cloned().map(List::Category);
    let tags = page.tags.iter().cloned().map(List::Tag);
    let terms = taxonomies.iter().flat_map(|taxonomy| {
        let named = page.fields.get(taxonomy).map(list_of).unwrap_or_default();
        named.into_iter().map(|term| List::Term(taxonomy.clone(), term))
    });
    std::iter::once(List::All).chain(year).chain(categories).chain(tags).chain(terms).collect()
}
