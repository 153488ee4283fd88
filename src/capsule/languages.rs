//! The language of what is served at a path, the words that propus writes there, and the language's
//! own start page.

use super::parts::Parts;
use crate::content::page_head::list_of;
use crate::generator::{Edition, PageEntry};
use crate::language::LanguageTags;
use crate::path::CapsulePath;
use crate::phrases::Phrases;

/// The language of a page, a list or a listing.
pub(super) fn language(parts: Parts<'_>, path: &CapsulePath) -> Option<LanguageTags> {
    let page = parts.contents.page_at(path).and_then(|page| page.language.clone());
    let folder = || parts.source.folder_settings.language(path);
    page.or_else(folder).or_else(|| parts.source.settings.language_at(path).cloned())
}

/// The words that propus writes on what is at a path.
pub(super) fn phrases(parts: Parts<'_>, path: &CapsulePath) -> &'static Phrases {
    Phrases::of(language(parts, path).as_ref())
}

/// Path of the start page in the language of what is at a path.
pub(super) fn home(parts: Parts<'_>, path: &CapsulePath) -> CapsulePath {
    let page = parts.contents.page_at(path).map(|page| page.home.clone());
    page.unwrap_or_else(|| parts.source.settings.home_of(path))
}

/// True for a page that is not kept to other languages by `lang-exclusive`, as jekyll-polyglot has
/// it.
pub(super) fn is_for(page: &PageEntry, edition: &Edition) -> bool {
    let named = page.fields.get("lang-exclusive").map(list_of).unwrap_or_default();
    named.is_empty() || named.contains(&edition.code)
}

/// True if a page may stand in for one in the language of a path that was asked for.
pub(super) fn stands_in(parts: Parts<'_>, page: &CapsulePath, asked: &CapsulePath) -> bool {
    let Some(edition) = parts.source.settings.edition(asked) else { return true };
    parts.contents.page_at(page).is_none_or(|page| is_for(page, edition))
}

/// True for two paths in the same language, where the site has several.
pub(super) fn are_one(parts: Parts<'_>, one: &CapsulePath, other: &CapsulePath) -> bool {
    parts.source.settings.editions.is_empty() || home(parts, one) == home(parts, other)
}
