//! The menu that the owner of a site made, at the head of what its home page lists.

use std::collections::HashSet;

use super::links::Links;
use super::parts::Parts;
use super::titles;
use super::visible::{Reader, Visible};
use crate::document::{Entry, Resolve, Target};
use crate::generator::{MenuLink, MenuTarget};
use crate::path::CapsulePath;

/// The entries of a list on the home page, with the owner's menu before them; an entry that stands
/// in the menu is not listed again, and what the page itself leads to (`linked`) is in neither. On
/// other pages the entries alone.
pub(super) fn before(
    parts: Parts<'_>,
    from: &CapsulePath,
    linked: &HashSet<&CapsulePath>,
    entries: Vec<Entry>,
) -> Vec<Entry> {
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

/// The menu's links that lead somewhere else, each once.
fn entries_of_menu(parts: Parts<'_>, from: &CapsulePath) -> Vec<Entry> {
    let seen = Visible::of(parts.contents, Reader::Page(from));
    let generator = &parts.source.generator;
    let links = Links::new(parts, from, &parts.source.of_site("index"));
    let mut targets = HashSet::new();
    let menu = generator.menu(&parts.source.settings, &mut seen.pages());
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
        (Target::Internal { path, .. } | Target::GeminiOnly { path, .. }, true) => {
            titles::title(parts, path, parts.contents.resource(path)?)?
        }
    };
    Some(Entry { target, date: None, label })
}

fn path_of(target: &Target) -> Option<&CapsulePath> {
    match target {
        Target::Internal { path, .. } | Target::GeminiOnly { path, .. } => Some(path),
        Target::Missing(_) | Target::External(_) | Target::Nowhere => None,
    }
}
