//! Titles of what is served, as menus and links name it.

use super::parts::{Parts, SourceFolder};
use super::resource::Resource;
use crate::content::file_name;
use crate::path::CapsulePath;

/// The title of the search in menus.
pub(super) const SEARCH_TITLE: &str = "Search";

/// The title of a page or a listing.
pub(super) fn title(parts: Parts<'_>, path: &CapsulePath, resource: &Resource) -> Option<String> {
    match resource {
        Resource::Page(number) => parts.contents.page(*number).map(|page| page.title.clone()),
        Resource::Folder => Some(folder_title(parts.source, path)),
        Resource::Posts => parts.contents.list_title(path),
        Resource::Search => Some(SEARCH_TITLE.to_owned()),
        Resource::File(_) | Resource::Feed | Resource::Redirection(_) | Resource::Robots => None,
    }
}

/// The title of a folder without a page of its own.
pub(super) fn folder_title(source: &SourceFolder, folder: &CapsulePath) -> String {
    if folder.is_root() {
        return source.settings.title.clone().unwrap_or_else(|| "Contents".to_owned());
    }
    source
        .folder_settings
        .title(folder)
        .map_or_else(|| file_name::title(folder.name()), str::to_owned)
}
