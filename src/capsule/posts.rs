//! Posts: the dated pages of a site, newest first, and the lists of them by tag, category and year.

use super::post_lists::List;
use super::resource::Resource;
use super::snapshot::Capsule;
use crate::content::file_name;
use crate::document::{self, Block, Document, Entry, Inline, Target};
use crate::generator::PageEntry;
use crate::media::ItemType;
use crate::path::CapsulePath;

/// The heading of the lists by year.
const YEARS: &str = "By year";

/// How many posts an index page shows that lists none itself.
const SHOWN_ON_INDEX: usize = 20;

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
            footer: self.foot(path),
            ..Document::default()
        }
    }

    /// What stands at the top of a list: a client that subscribes to it shows it among the titles
    /// of other sites, so it names this one.
    fn subscribed_title(&self, path: &CapsulePath) -> Option<String> {
        let (list, _) = self.posts.lists.get(path)?;
        let Some(site) = &self.source.settings.title else { return Some(list.title()) };
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
        let own = self.source.settings.taxonomies.iter().map(|taxonomy| file_name::title(taxonomy));
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
            self.posts.lists.contains_key(path) && !self.access.zones.hide(path, &root)
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
        lists.find(|(_, list)| list.feed_path().as_ref() == Some(feed))
    }

    /// A link to the feed of a list, from a page that may know of it.
    fn feed_link(&self, list: &List, from: &CapsulePath) -> Option<Entry> {
        let path = self.feed_path(list).filter(|path| !self.access.zones.hide(path, from))?;
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
        page.is_some_and(PageEntry::is_post)
            || self.routes.resources.get(path) == Some(&Resource::Posts)
    }

    /// The posts before and after one in time.
    pub(super) fn neighbours(&self, page: &PageEntry) -> (Option<&PageEntry>, Option<&PageEntry>) {
        let Some(at) = self.posts.positions.get(&page.path).copied() else { return (None, None) };
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
