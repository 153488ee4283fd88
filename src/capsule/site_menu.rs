//! What a home page lists besides posts: the menu that the owner of the site made, then the rest.

use std::collections::HashSet;

use super::languages;
use super::links::Links;
use super::parts::Parts;
use super::post_lists::List;
use super::titles;
use super::visible::{Reader, Visible};
use crate::document::{Entry, Resolve, Target};
use crate::generator::{MenuLink, MenuTarget, PageEntry};
use crate::path::CapsulePath;

/// The entries of a list on the home page, with the owner's menu before them; an entry that stands
/// in the menu is not listed again, and what the page itself leads to (`linked`) is in neither. On
/// other pages the entries alone. Posts stand in their own list.
pub(super) fn before(
    parts: Parts<'_>,
    from: &CapsulePath,
    linked: &HashSet<&CapsulePath>,
    entries: Vec<Entry>,
) -> Vec<Entry> {
    let entries = without_posts(parts, from, entries);
    if !from.is_root() {
        return entries;
    }
    let mut menu = entries_of_menu(parts, from);
    menu.retain(|entry| path_of(&entry.target).is_none_or(|path| !linked.contains(path)));
    let listed: HashSet<&CapsulePath> = menu.iter().filter_map(|it| path_of(&it.target)).collect();
    let is_new = |entry: &Entry| path_of(&entry.target).is_none_or(|path| !listed.contains(path));
    let others: Vec<Entry> = entries.into_iter().filter(is_new).collect();
    menu.into_iter().chain(others).collect()
}

/// The entries of a home page that lists posts below them: without those, and without the dates of
/// other pages, which clients would take for news. Where posts are in sections, a dated page beside
/// the sections is one such as "About".
fn without_posts(parts: Parts<'_>, from: &CapsulePath, mut entries: Vec<Entry>) -> Vec<Entry> {
    let is_home = *from == languages::home(parts, from);
    let posts = List::all(from).path().filter(|_| is_home);
    let (true, Some(posts)) = (parts.source.generator.lists_only_pages(), posts) else {
        return entries;
    };
    let is_in_section = |page: &PageEntry| {
        !page.path.is_child_of(from) || page.parent.as_ref().is_some_and(|it| it != from)
    };
    let seen = Visible::of(parts.contents, Reader::Page(from));
    let has_sections = seen.posts_of(&posts).any(is_in_section);
    let is_listed_below = |entry: &Entry| {
        let page = path_of(&entry.target).and_then(|path| parts.contents.page_at(path));
        page.is_some_and(|page| page.is_post() && (!has_sections || is_in_section(page)))
    };
    entries.retain(|entry| !is_listed_below(entry));
    for entry in &mut entries {
        entry.date = None;
    }
    entries
}

/// The menu's links that lead somewhere else, each once.
fn entries_of_menu(parts: Parts<'_>, from: &CapsulePath) -> Vec<Entry> {
    let seen = Visible::of(parts.contents, Reader::Page(from));
    let generator = &parts.source.generator;
    let links = Links::new(parts, from, &parts.source.of_site("index"));
    let mut targets = HashSet::new();
    // A menu is in one language; pages in others are in those of their own start pages.
    let mut pages = seen.pages().filter(|page| page.home == *from);
    let menu = generator.menu(&parts.source.settings, &mut pages);
    let entries = menu.into_iter().filter_map(|it| entry(parts, &links, it));
    entries
        .filter(|entry| path_of(&entry.target) != Some(from))
        .filter(|entry| targets.insert(entry.target.clone()))
        .collect()
}

fn entry(parts: Parts<'_>, links: &Links<'_>, link: MenuLink) -> Option<Entry> {
    let target = match &link.to {
        MenuTarget::Reference(reference) => links.resolve(reference),
        MenuTarget::Source(source) => {
            let source = parts.source.of_site(source.trim_start_matches("./"));
            links.served(parts.contents.path_of(&source)?)?
        }
    };
    let label = match (&target, link.words.is_empty()) {
        (Target::Missing(_) | Target::Nowhere | Target::GeminiOnly { listed: false, .. }, _) => {
            return None;
        }
        (_, false) => link.words,
        (Target::External(url), true) => url.clone(),
        (
            Target::Internal { path, .. }
            | Target::GeminiOnly { path, .. }
            | Target::Search { path, .. },
            true,
        ) => titles::title(parts, path, parts.contents.resource(path)?)?,
    };
    Some(Entry { target, date: None, label })
}

fn path_of(target: &Target) -> Option<&CapsulePath> {
    match target {
        Target::Internal { path, .. } | Target::GeminiOnly { path, .. } => Some(path),
        Target::Search { .. } | Target::Missing(_) | Target::External(_) | Target::Nowhere => None,
    }
}
