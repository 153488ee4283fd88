//! The path of the search, and links to it.

use super::resource::Resource;
use super::titles::SEARCH_TITLE;
use super::visible::Contents;
use crate::document::{Inline, Link, Target};
use crate::media::ItemType;
use crate::path::CapsulePath;

/// The path of the search.
#[must_use]
pub fn search_path() -> Option<CapsulePath> {
    CapsulePath::literal("/search").ok()
}

/// The link to the search that stands on a page which lists others.
pub(super) fn search_link(contents: &Contents, at: &CapsulePath) -> Option<Link> {
    let lists =
        at.is_root() || matches!(contents.resource(at), Some(Resource::Folder | Resource::Posts));
    let path =
        search_path().filter(|path| lists && contents.resource(path) == Some(&Resource::Search))?;
    Some(to_search(&path, SEARCH_TITLE))
}

/// A link to the search.
pub(super) fn to_search(path: &CapsulePath, words: &str) -> Link {
    let target = Target::Internal { path: path.clone(), kind: ItemType::Search, title: None };
    Link { target, title: String::new(), content: vec![Inline::Text(words.to_owned())] }
}
