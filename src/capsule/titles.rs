//! Titles of what is served, as menus and links name it.

use super::languages;
use super::parts::{Parts, SourceFolder};
use super::resource::Resource;
use crate::content::file_name;
use crate::path::CapsulePath;
use crate::phrases::Phrases;

/// The title of a page or a listing.
pub(super) fn title(parts: Parts<'_>, path: &CapsulePath, resource: &Resource) -> Option<String> {
    match resource {
        Resource::Page(number) => parts.contents.page(*number).map(|page| page.title.clone()),
        Resource::Folder => Some(folder_title(parts.source, path)),
        Resource::Posts => {
            parts.contents.list(path).map(|list| list.title(languages::phrases(parts, path)))
        }
        Resource::Search => Some(languages::phrases(parts, path).search.to_owned()),
        Resource::File(_) | Resource::Feed | Resource::Redirection(_) | Resource::Robots => None,
    }
}

/// The title of a folder without a page of its own.
pub(super) fn folder_title(source: &SourceFolder, folder: &CapsulePath) -> String {
    if let Some(title) = source.folder_settings.title(folder) {
        return title.to_owned();
    }
    let settings = &source.settings;
    let phrases = Phrases::of(settings.language_at(folder));
    let home = settings.home_of(folder);
    if *folder == home {
        return settings.title_at(folder).unwrap_or(phrases.contents).to_owned();
    }
    let section = source.generator.sections().and_then(|sections| sections.get(folder));
    if let Some(title) = section {
        return title.clone();
    }
    match folder.rest_below(&home) {
        Some("/tags/") => phrases.tags.to_owned(),
        Some("/categories/") => phrases.categories.to_owned(),
        Some(_) | None => file_name::title(folder.name()),
    }
}
