//! The entries of lists: what a reader is shown of a page, a folder or a file, and in which order.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::parts::Parts;
use super::post_lists::Topic;
use super::resource::{Child, Resource};
use super::visible::{Contents, Reader, Visible};
use super::{languages, titles};
use crate::content::listing_order::Order;
use crate::content::page_head::truth_of;
use crate::document::{Entry, Target};
use crate::generator::PageEntry;
use crate::media::ItemType;
use crate::path::CapsulePath;
use crate::phrases::{Phrases, filled};

/// Files that are for clients and crawlers, not for readers.
const FOR_MACHINES: &[&str] =
    &["robots.txt", "caps.txt", "favicon.txt", "favicon.ico", "favicon.png"];

/// The most entries of a list: a reader has no use for more, and each is a line of a menu.
const MOST_ENTRIES: usize = 20_000;

/// The most children of a folder that are put in order, for each is held in memory meanwhile; of
/// more, those with the first names.
const MOST_SORTED: usize = 100_000;

/// The name of the page that a web server shows for what it does not have.
const ERROR_PAGE: &str = "404";

/// Entries for what stands somewhere, in the order in which it is listed: folders first, then
/// pages, then files, and each as the folder says; if it says nothing, what its author gave a
/// weight, by that, then the newest, then by name; and the number of those that are left out. They
/// stand on the page at `from`.
pub(super) fn sorted<'a>(
    parts: Parts<'_>,
    mut children: impl Iterator<Item = Child<'a>>,
    order: Option<Order>,
    from: &CapsulePath,
) -> (Vec<Entry>, usize) {
    // In order of path, which is the order of names.
    let mut entries: Vec<((Sort, i64), Entry)> = children
        .by_ref()
        .take(MOST_SORTED)
        .filter_map(|child| Some((rank(parts, &child), entry(parts, &child, from)?)))
        .collect();
    if order == Some(Order::NameBackwards) {
        entries.reverse();
    }
    // Made once for each entry: a folder may hold hundreds of thousands.
    entries.sort_by_cached_key(|(rank, entry)| Key::new(order, *rank, entry));
    (entries.into_iter().map(|(_, entry)| entry).collect(), children.count())
}

/// Things of one sort stand together in a list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Folder,
    Page,
    File,
}

/// The key of an entry in the order of its folder; what the order does not ask for is the same in
/// all.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    sort: Sort,
    weight: i64,
    newest: Reverse<Option<Date>>,
    oldest: (bool, Option<Date>),
    title: String,
}

impl Key {
    fn new(order: Option<Order>, (sort, weight): (Sort, i64), entry: &Entry) -> Self {
        let is_newest = matches!(order, None | Some(Order::Newest));
        let is_oldest = order == Some(Order::Oldest);
        // In that order they come, whether pages or files: authors number them all.
        let is_name = matches!(order, Some(Order::Name | Order::NameBackwards));
        Self {
            sort: if is_name { sort.min(Sort::Page) } else { sort },
            weight: if order.is_none() { weight } else { 0 },
            newest: Reverse(entry.date.filter(|_| is_newest)),
            oldest: (is_oldest && entry.date.is_none(), entry.date.filter(|_| is_oldest)),
            title: if is_name { String::new() } else { entry.label.to_lowercase() },
        }
    }
}

/// The entries that a list shows, and in place of those beyond a line that says how many there are,
/// with the `left_out` that have been so before.
pub(super) fn bounded(mut entries: Vec<Entry>, left_out: usize, phrases: &Phrases) -> Vec<Entry> {
    let beyond = entries.len().saturating_sub(MOST_ENTRIES).saturating_add(left_out);
    entries.truncate(MOST_ENTRIES);
    if beyond > 0 {
        let label = filled(phrases.not_listed, beyond);
        entries.push(Entry { target: Target::Nowhere, date: None, label });
    }
    entries
}

/// An entry of a list of posts, with the number of posts in it.
pub(super) fn counted(contents: &Contents, entry: Entry) -> Entry {
    let Target::Internal { path, .. } = &entry.target else { return entry };
    let count = Visible::of(contents, Reader::Page(path)).posts_of(path).count();
    Entry { label: format!("{} ({count})", entry.label), ..entry }
}

/// The rank of a child: its sort, and its weight (Hugo, Zola) or order (just-the-docs); one
/// without comes last.
fn rank(parts: Parts<'_>, child: &Child<'_>) -> (Sort, i64) {
    let page = parts.contents.page_at(child.path);
    let weight =
        page.and_then(|page| page.text("weight").or_else(|| page.text("nav_order"))?.parse().ok());
    let weight = weight.filter(|weight| *weight != 0);
    // A listing, or a page with others below it, as its path says.
    let is_folder = || child.path.is_folder() && !parts.source.generator.lists_among_pages(page);
    let sort = if matches!(child.resource, Resource::File(_)) {
        Sort::File
    } else if is_folder() {
        Sort::Folder
    } else {
        Sort::Page
    };
    (sort, weight.unwrap_or(i64::MAX))
}

fn entry(parts: Parts<'_>, child: &Child<'_>, from: &CapsulePath) -> Option<Entry> {
    let path = child.path.clone();
    let seen = Visible::of(parts.contents, Reader::Page(from));
    if !seen.names(&path) || !languages::are_one(parts, &path, from) {
        return None;
    }
    let target = |kind, title| seen.target(&path, kind, title);
    let entry = match child.resource {
        Resource::Page(number) => {
            let page = parts.contents.page(*number)?;
            if is_error_page(page)
                || is_unlisted(page)
                || parts.source.generator.keeps_out_of_menus(page)
            {
                return None;
            }
            let date = page.day();
            let title = parts
                .source
                .folder_settings
                .title(&path)
                .filter(|_| path.is_folder())
                .unwrap_or(&page.title)
                .to_owned();
            Entry { target: target(ItemType::Menu, Some(title.clone())), date, label: title }
        }
        Resource::Folder => {
            let title = titles::folder_title(parts.source, &path);
            Entry { target: target(ItemType::Menu, Some(title.clone())), date: None, label: title }
        }
        Resource::Posts => {
            let list = parts.contents.list(&path)?;
            let phrases = languages::phrases(parts, &path);
            let title = list.title(phrases);
            let is_whole = list.topic == Topic::All;
            let label = if is_whole { title.clone() } else { list.label(phrases) };
            let entry = Entry { target: target(ItemType::Menu, Some(title)), date: None, label };
            // What a list of lists is of, its own title says.
            if list.name().is_some() { counted(parts.contents, entry) } else { entry }
        }
        Resource::File(_) if FOR_MACHINES.contains(&path.name()) => return None,
        Resource::File(number) => {
            let kind = parts.contents.file(*number)?.media.item_type();
            Entry { target: target(kind, None), date: None, label: path.name().to_owned() }
        }
        Resource::Feed | Resource::Search | Resource::Redirection(_) | Resource::Robots => {
            return None;
        }
    };
    Some(entry)
}

/// True for the page that a web server shows for what it does not have.
pub(super) fn is_error_page(page: &PageEntry) -> bool {
    page.source.name().stem() == ERROR_PAGE
}

/// True for a page that its author keeps out of lists (Hugo: `build.list`).
pub(super) fn is_unlisted(page: &PageEntry) -> bool {
    let build = page.fields.get("build").or_else(|| page.fields.get("_build"));
    let list = build.and_then(|build| build.get("list"));
    list.is_some_and(|list| list == "never" || truth_of(list) == Some(false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capsule::tests::TestSite;

    #[test]
    fn of_a_large_folder_no_more_is_held_than_is_put_in_order() {
        let site = TestSite::new(&[("a/b.txt", "B")]);
        let (parts, folder) = (Parts::of(&site.capsule), CapsulePath::literal("/a/").unwrap());
        let seen = Visible::of(parts.contents, Reader::Page(&folder));
        let child = seen.children(&folder).next().unwrap();
        let many = std::iter::repeat_n(child, MOST_SORTED + 5);
        let (entries, left_out) = sorted(parts, many, None, &folder);
        assert_eq!((entries.len(), left_out), (MOST_SORTED, 5));
    }

    #[test]
    fn a_list_says_how_many_entries_it_does_not_show() {
        let entry =
            |label: &str| Entry { target: Target::Nowhere, date: None, label: label.into() };
        let few = vec![entry("a"), entry("b")];
        let phrases = Phrases::of(None);
        assert_eq!(bounded(few.clone(), 0, phrases), few);
        let many = bounded(vec![entry("a"); MOST_ENTRIES + 7], 3, phrases);
        assert_eq!(many.len(), MOST_ENTRIES + 1);
        assert_eq!(many.last(), Some(&entry("10 more are not listed")));
    }
}
