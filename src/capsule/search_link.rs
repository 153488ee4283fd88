//! The path of the search, and links to it.

use super::languages;
use super::parts::Parts;
use super::resource::Resource;
use super::visible::Contents;
use crate::document::{Inline, Link, Target};
use crate::media::ItemType;
use crate::path::CapsulePath;

/// The pages of results that can be asked for: nobody reads on.
pub(super) const MOST_PAGES: usize = 1000;

/// The path of the search.
#[must_use]
pub fn search_path() -> Option<CapsulePath> {
    CapsulePath::literal("/search").ok()
}

/// The path of a page of what was found, from 1.
pub(super) fn results_path(page: usize) -> Option<CapsulePath> {
    let path = search_path()?;
    if page <= 1 { Some(path) } else { CapsulePath::literal(&format!("{path}/{page}")).ok() }
}

/// The number of the page of results that a path means; `None` for a path that means none.
#[must_use]
pub fn results_page(path: &CapsulePath) -> Option<usize> {
    let number = path.as_str().strip_prefix(search_path()?.as_str())?.strip_prefix('/')?;
    let page = number.trim_end_matches('/').parse().ok()?;
    (2..=MOST_PAGES).contains(&page).then_some(page)
}

/// True if readers may search what there is.
pub(super) fn is_searched(contents: &Contents) -> bool {
    search_path().is_some_and(|path| contents.resource(&path) == Some(&Resource::Search))
}

/// The link to the search that stands on a page which lists others.
pub(super) fn search_link(parts: Parts<'_>, at: &CapsulePath) -> Option<Link> {
    let resource = |path: &CapsulePath| parts.contents.resource(path);
    let lists = *at == languages::home(parts, at)
        || matches!(resource(at), Some(Resource::Folder | Resource::Posts));
    let path = search_path().filter(|path| lists && resource(path) == Some(&Resource::Search))?;
    Some(to_search(&path, languages::phrases(parts, at).search))
}

/// A link to the search.
pub(super) fn to_search(path: &CapsulePath, words: &str) -> Link {
    let target = Target::Internal { path: path.clone(), kind: ItemType::Search, title: None };
    Link::new(target, vec![Inline::Text(words.to_owned())])
}
