//! The ways onward that stand below a page: to the search, up, and home.

use super::parts::Parts;
use super::post_lists::List;
use super::search_link::search_link;
use super::titles;
use super::visible::{Contents, Reader, Visible};
use crate::document::{Inline, Link, Target};
use crate::generator::PageEntry;
use crate::media::ItemType;
use crate::path::CapsulePath;

/// The ways onward from a path: to the search from what lists others, up to its section, and home.
pub(super) fn footer(parts: Parts<'_>, path: &CapsulePath) -> Vec<Link> {
    let mut ways: Vec<Link> = search_link(parts.contents, path).into_iter().collect();
    if path.is_root() {
        return ways;
    }
    let up = section(parts.contents, path);
    if !up.is_root()
        && up != *path
        && Visible::of(parts.contents, Reader::Page(path)).names(&up)
        && let Some(resource) = parts.contents.resource(&up)
        && let Some(title) = titles::title(parts, &up, resource)
    {
        ways.push(link(&up, &format!("Up: {title}")));
    }
    if parts.contents.resource(&CapsulePath::root()).is_some() {
        ways.push(link(&CapsulePath::root(), "Home"));
    }
    ways
}

/// The section of a path: of a post the list of all posts, whatever folders its date makes; else
/// the folder that it stands in.
fn section(contents: &Contents, path: &CapsulePath) -> CapsulePath {
    let post = contents.page_at(path).is_some_and(PageEntry::is_post);
    List::All.path().filter(|_| post).unwrap_or_else(|| path.parent())
}

/// A link to a page.
pub(super) fn link(path: &CapsulePath, words: &str) -> Link {
    let target = Target::Internal { path: path.clone(), kind: ItemType::Menu, title: None };
    Link { target, title: String::new(), content: vec![Inline::Text(words.to_owned())] }
}
