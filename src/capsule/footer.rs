//! The ways onward that stand below a page: to the search, up, and home.

use super::languages;
use super::parts::Parts;
use super::post_lists::List;
use super::search_link::search_link;
use super::titles;
use super::visible::{Contents, Reader, Visible};
use crate::document::{Inline, Link, Target};
use crate::media::ItemType;
use crate::path::CapsulePath;

/// The ways onward from a path: to the search from what lists others, up to its section, and home.
pub(super) fn footer(parts: Parts<'_>, path: &CapsulePath) -> Vec<Link> {
    let mut ways: Vec<Link> = search_link(parts, path).into_iter().collect();
    let (home, phrases) = (languages::home(parts, path), languages::phrases(parts, path));
    if *path == home {
        ways.extend(other_languages(parts, path));
        return ways;
    }
    let up = section(parts.contents, path, &home);
    if up != home
        && !up.is_root()
        && up != *path
        && Visible::of(parts.contents, Reader::Page(path)).names(&up)
        && let Some(resource) = parts.contents.resource(&up)
        && let Some(title) = titles::title(parts, &up, resource)
    {
        ways.push(link(&up, &format!("{}: {title}", phrases.up)));
    }
    let homes = [home, CapsulePath::root()];
    let home = homes.iter().find(|home| parts.contents.resource(home).is_some());
    ways.extend(home.map(|home| link(home, phrases.home)));
    ways
}

/// From the start page in one language the ways to those in the others.
fn other_languages(parts: Parts<'_>, path: &CapsulePath) -> Vec<Link> {
    let seen = Visible::of(parts.contents, Reader::Page(path));
    let others = parts.source.settings.editions.iter().filter(|other| {
        other.home != *path
            && parts.contents.resource(&other.home).is_some()
            && seen.names(&other.home)
    });
    others.map(|other| link(&other.home, &other.name)).collect()
}

/// The section of a path: the one that its generator puts the page in, if that is not the whole
/// site and has a page; else of a post the list of all posts, whatever folders its date makes; else the folder that
/// it stands in.
fn section(contents: &Contents, path: &CapsulePath, home: &CapsulePath) -> CapsulePath {
    let page = contents.page_at(path);
    let own = page
        .and_then(|page| page.parent.as_ref())
        .filter(|own| *own != home && contents.resource(own).is_some());
    let post = page.filter(|page| page.is_post());
    let all = || post.and_then(|post| List::all(&post.home).path());
    own.cloned().or_else(all).unwrap_or_else(|| path.parent())
}

/// A link to a page.
pub(super) fn link(path: &CapsulePath, words: &str) -> Link {
    let target = Target::Internal { path: path.clone(), kind: ItemType::Menu, title: None };
    Link::new(target, vec![Inline::Text(words.to_owned())])
}
