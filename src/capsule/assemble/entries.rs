//! The entries of pages and files: a source, its route, and what authors and site say besides.

use std::sync::Arc;

use crate::content::file_name::{self, FileName};
use crate::content::front_matter::Fields;
use crate::content::page_head::text_of;
use crate::content::rules::MediaOverride;
use crate::content::source::Source;
use crate::content::title;
use crate::generator::PageMetadata;
use crate::generator::Settings;
use crate::generator::source_class;
use crate::generator::{FileEntry, PageEntry};
use crate::language::LanguageTags;
use crate::media::Media;
use crate::path::CapsulePath;
use crate::phrases::Phrases;

pub(super) fn file_entry(
    file: &Source,
    media: Media,
    overrides: &MediaOverride,
    settings: &Settings,
) -> FileEntry {
    FileEntry {
        source: file.path.clone(),
        media: overrides.media.clone().unwrap_or(media),
        charset: overrides.charset.as_deref().map(Into::into),
        language: language_of(None, overrides, settings),
        template: None,
    }
}

pub(super) fn page_entry(
    file: &Source,
    path: &CapsulePath,
    metadata: PageMetadata,
    overrides: &MediaOverride,
    settings: &Settings,
) -> Option<PageEntry> {
    let (format, head) = source_class::read_of(file)?;
    let text = |name: &str| metadata.fields.get(name).and_then(text_of);
    let heading =
        if settings.has_comments { head.uncommented_heading() } else { head.heading.as_deref() };
    let own = text("lang").or_else(|| text("language"));
    let language = language_of(own.as_deref(), overrides, settings);
    let home = metadata.home.unwrap_or_else(|| settings.home_of(path));
    let title = text("title")
        .map(|written| title::words(&written))
        .or_else(|| {
            let heading = heading.filter(|it| head.fields.is_none() || !is_template(it));
            heading.map(str::to_owned)
        })
        .or_else(|| settings.title_at(path).filter(|_| *path == home).map(str::to_owned))
        .unwrap_or_else(|| name_title(path, &home, file.path.name(), language.as_ref()));
    // Most pages have no others than their own.
    let is_own =
        |own: &&Arc<Fields>| Arc::ptr_eq(own, &metadata.fields) || **own == metadata.fields;
    let own = head.fields.as_ref().filter(is_own);
    let fields = own.map_or(metadata.fields, Arc::clone);
    Some(PageEntry {
        path: path.clone(),
        source: file.path.clone(),
        format,
        head: head.clone(),
        title: title.split_whitespace().collect::<Vec<_>>().join(" "),
        date: metadata.date,
        language,
        home,
        parent: metadata.parent,
        tags: metadata.tags,
        categories: metadata.categories,
        collection: metadata.collection,
        section: metadata.section,
        fields,
    })
}

/// True if words are yet to be filled in, as those of `<h2>{{ post.title }}</h2>` in a loop.
fn is_template(words: &str) -> bool {
    words.contains("{{") || words.contains("{%")
}

/// The title that names suggest: of an index its folder's, else its own. What the start page's file
/// is called says nothing to a reader.
fn name_title(
    path: &CapsulePath,
    home: &CapsulePath,
    name: FileName<'_>,
    language: Option<&LanguageTags>,
) -> String {
    let phrases = Phrases::of(language);
    match (path == home, path.is_folder()) {
        (true, _) if name.is_folder_menu() => phrases.contents.to_owned(),
        (true, _) => phrases.home.to_owned(),
        (false, true) if is_of_folder(name) => file_name::title(path.name()),
        (false, _) => name.title(),
    }
}

/// True if a file's name says that it is the page of its folder.
fn is_of_folder(name: FileName<'_>) -> bool {
    name.is_index() || name.is_readme() || name.is_folder_menu() || name.stem() == "_index"
}

/// The language of a file by its front matter (`own`), else by what is set for it, else the site's.
/// Front matter that names none that can be read leaves the page without.
fn language_of(
    own: Option<&str>,
    overrides: &MediaOverride,
    settings: &Settings,
) -> Option<LanguageTags> {
    let language = match own {
        Some(own) => own.parse().ok(),
        None => overrides.language.clone().or_else(|| settings.language.clone()),
    };
    language.filter(|tags| !tags.is_none())
}
