//! Posts: the dated pages of a site, newest first, and the lists of them by tag, category and year.

use std::collections::{BTreeMap, HashMap};

use super::{Capsule, Resource, feed};
use crate::access::Zones;
use crate::content::file_name;
use crate::content::page_head::list_of;
use crate::document::{self, Block, Document, Entry, Inline, Target};
use crate::generator::entry::PageEntry;
use crate::media::ItemType;
use crate::path::CapsulePath;

/// The heading of the lists by year.
const YEARS: &str = "By year";

/// How many posts an index page shows that lists none itself.
const SHOWN_ON_INDEX: usize = 20;

/// The posts of a site, by number of page, each list newest first. What not everyone may know of
/// stands in no list that everyone may read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Posts {
    all: Vec<usize>,
    /// Where in `all` the post at a path stands.
    places: HashMap<CapsulePath, usize>,
    /// Every list by the path it is served at.
    lists: BTreeMap<CapsulePath, (List, Vec<usize>)>,
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
    /// Where it is served; `None` when no path can be made of its name.
    pub(super) fn path(&self) -> Option<CapsulePath> {
        // As the tools of the web write it; but `C++` is not `C`.
        let named = |folder: &str, name: &str| {
            let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
            let slug = format!("/{folder}/{}/", crate::generator::jekyll::slug(name));
            let as_it_is = CapsulePath::literal(&format!("/{folder}/{name}/")).ok();
            let special = as_it_is.filter(|_| !name.chars().all(plain) && !name.contains('/'));
            special.or_else(|| CapsulePath::literal(&slug).ok())
        };
        match self {
            Self::All => CapsulePath::literal("/posts/").ok(),
            Self::Year(year) => CapsulePath::literal(&format!("/posts/{year}/")).ok(),
            Self::Category(name) => named("categories", name),
            Self::Tag(name) => named("tags", name),
            Self::Term(taxonomy, name) => named(&crate::generator::jekyll::slug(taxonomy), name),
        }
    }

    fn title(&self) -> String {
        match self {
            Self::All => "Posts".to_owned(),
            Self::Year(year) => format!("Posts of {year}"),
            Self::Category(name) | Self::Tag(name) | Self::Term(_, name) => {
                format!("Posts: {name}")
            }
        }
    }

    /// What its posts have in common besides their dates.
    pub(super) fn topic(&self) -> Option<&str> {
        match self {
            Self::All | Self::Year(_) => None,
            Self::Category(name) | Self::Tag(name) | Self::Term(_, name) => Some(name),
        }
    }

    /// What the list is called beside others of its kind.
    fn label(&self) -> String {
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
        let place = |(at, number): (usize, &usize)| Some((pages.get(*number)?.path.clone(), at));
        let places = all.iter().enumerate().filter_map(place).collect();
        Self { all, places, lists }
    }

    /// The paths of all lists.
    pub(super) fn paths(&self) -> impl Iterator<Item = &CapsulePath> {
        self.lists.keys()
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The lists by tag, and the feed of each.
    pub(super) fn tag_feeds(&self) -> impl Iterator<Item = (CapsulePath, CapsulePath)> {
        self.lists.iter().filter_map(|(path, (list, _))| match list {
            List::Tag(_) => Some((path.clone(), feed::path(list)?)),
            List::All | List::Year(_) | List::Category(_) | List::Term(..) => None,
        })
    }

    /// The paths of all feeds.
    pub(super) fn feed_paths(&self) -> impl Iterator<Item = CapsulePath> {
        self.lists.values().filter_map(|(list, _)| feed::path(list))
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

impl Capsule {
    /// All posts, newest first.
    pub fn posts(&self) -> impl DoubleEndedIterator<Item = &PageEntry> {
        self.posts.all.iter().filter_map(|number| self.page_entry(*number))
    }

    /// The posts of the list that is served at a path, newest first.
    pub fn posts_of(&self, path: &CapsulePath) -> impl Iterator<Item = &PageEntry> {
        let numbers =
            self.posts.lists.get(path).map(|(_, numbers)| numbers.as_slice()).unwrap_or_default();
        numbers.iter().filter_map(|number| self.page_entry(*number))
    }

    /// The title of the list of posts that is served at a path.
    #[must_use]
    pub fn list_title(&self, path: &CapsulePath) -> Option<String> {
        self.posts.lists.get(path).map(|(list, _)| list.title())
    }

    /// The page of a list of posts: `YYYY-MM-DD Title`, the form that Gemini clients subscribe to.
    #[must_use]
    pub fn post_list(&self, path: &CapsulePath) -> Document {
        let mut blocks = vec![Block::Entries(
            self.posts_of(path).map(|post| self.post_entry(post, path)).collect(),
        )];
        let list = self.posts.lists.get(path).map(|(list, _)| list);
        let feed = list.and_then(|list| self.feed_link(list, path));
        blocks.extend(feed.map(|feed| Block::Entries(vec![feed])));
        if list == Some(&List::All) {
            blocks.extend(self.other_lists());
        }
        Document {
            title: self.subscribed_title(path).unwrap_or_default(),
            path: Some(path.clone()),
            blocks,
            foot: self.foot(path),
            ..Document::default()
        }
    }

    /// What stands at the top of a list: a client that subscribes to it shows it among the titles
    /// of other sites, so it names this one.
    fn subscribed_title(&self, path: &CapsulePath) -> Option<String> {
        let (list, _) = self.posts.lists.get(path)?;
        let Some(site) = &self.settings.title else { return Some(list.title()) };
        Some(format!("{site}: {}", list.topic().map_or_else(|| list.title(), str::to_owned)))
    }

    /// Links to the lists by category, tag and year, each kind under a heading.
    fn other_lists(&self) -> Vec<Block> {
        let by = |list: &List| match list {
            List::All => None,
            List::Category(_) => Some("By category".to_owned()),
            List::Tag(_) => Some("By tag".to_owned()),
            List::Term(taxonomy, _) => Some(file_name::title(taxonomy)),
            List::Year(_) => Some(YEARS.to_owned()),
        };
        let own = self.settings.taxonomies.iter().map(|taxonomy| file_name::title(taxonomy));
        let before = ["By category", "By tag"].map(str::to_owned).into_iter();
        let mut blocks = Vec::new();
        for heading in before.chain(own).chain([YEARS.to_owned()]) {
            let of_kind = self
                .posts
                .lists
                .iter()
                .filter(|(_, (list, _))| by(list).as_ref() == Some(&heading));
            let mut entries: Vec<Entry> =
                of_kind.map(|(path, (list, _))| list_entry(path, list)).collect();
            // Years as posts: the newest first. Names as they stand in a dictionary.
            if heading == YEARS {
                entries.reverse();
            }
            if !entries.is_empty() {
                blocks.push(Block::Heading { level: 2, content: vec![Inline::Text(heading)] });
                blocks.push(Block::Entries(entries));
            }
        }
        blocks
    }

    /// What an index page shows below its own text: the newest posts when it shows none, and where
    /// to subscribe.
    pub(super) fn below_index(&self, shows_posts: bool) -> Vec<Block> {
        if self.posts.all.is_empty() {
            return Vec::new();
        }
        let root = CapsulePath::root();
        let mut below = Vec::new();
        if !shows_posts {
            below.push(Block::Heading { level: 2, content: vec![Inline::Text(List::All.title())] });
            below.push(Block::Entries(
                self.posts()
                    .take(SHOWN_ON_INDEX)
                    .map(|post| self.post_entry(post, &root))
                    .collect(),
            ));
        }
        let known = |path: &CapsulePath| {
            self.posts.lists.contains_key(path) && !self.zones.hide(path, &root)
        };
        let path_of = |list: List| list.path().filter(known);
        let all = path_of(List::All).map(|path| list_entry(&path, &List::All));
        below.push(Block::Entries(
            all.into_iter().chain(self.feed_link(&List::All, &root)).collect(),
        ));
        below
    }

    /// The list whose feed is served at a path, with its own path.
    pub(super) fn list_of_feed(&self, feed: &CapsulePath) -> Option<(&CapsulePath, &List)> {
        let mut lists = self.posts.lists.iter().map(|(path, (list, _))| (path, list));
        lists.find(|(_, list)| feed::path(list).as_ref() == Some(feed))
    }

    /// A link to the feed of a list, from a page that may know of it.
    fn feed_link(&self, list: &List, from: &CapsulePath) -> Option<Entry> {
        let path = self.feed_path(list).filter(|path| !self.zones.hide(path, from))?;
        let target = self.target(&path, ItemType::Text, None, from);
        Some(Entry { target, date: None, label: "Atom feed".to_owned() })
    }

    /// A link to a post, in the form that clients subscribe to.
    fn post_entry(&self, post: &PageEntry, from: &CapsulePath) -> Entry {
        let target = self.target(&post.path, ItemType::Menu, Some(post.title.clone()), from);
        Entry { target, date: post.day(), label: post.title.clone() }
    }

    /// Whether anything in a text leads to a post or to a list of posts.
    pub(super) fn leads_to_posts(&self, blocks: &[Block]) -> bool {
        document::internal_links(blocks).iter().any(|path| self.is_post(path))
    }

    fn is_post(&self, path: &CapsulePath) -> bool {
        let page = self.page_at_path(path);
        page.is_some_and(PageEntry::is_post) || self.resources.get(path) == Some(&Resource::Posts)
    }

    /// The posts before and after one in time.
    pub(super) fn neighbours(&self, page: &PageEntry) -> (Option<&PageEntry>, Option<&PageEntry>) {
        let Some(at) = self.posts.places.get(&page.path).copied() else { return (None, None) };
        let near = |at: Option<usize>| self.page_entry(*self.posts.all.get(at?)?);
        (near(at.checked_add(1)), near(at.checked_sub(1)))
    }
}

/// A link to another list.
fn list_entry(path: &CapsulePath, list: &List) -> Entry {
    let target =
        Target::Internal { path: path.clone(), kind: ItemType::Menu, title: Some(list.title()) };
    Entry { target, date: None, label: list.label() }
}
