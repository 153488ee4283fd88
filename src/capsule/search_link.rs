//! The path of the search, and links to it.

use super::languages;
use super::parts::Parts;
use super::resource::Resource;
use crate::document::{Inline, Link, Target};
use crate::media::ItemType;
use crate::path::CapsulePath;

/// The path of the search.
#[must_use]
pub fn search_path() -> Option<CapsulePath> {
    CapsulePath::literal("/search").ok()
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
    Link { target, title: String::new(), content: vec![Inline::Text(words.to_owned())] }
}
