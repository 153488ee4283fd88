//! `PageEntry` and `FileEntry`: a page and a file in the snapshot. Texts stay on disk.

use std::sync::Arc;

use jiff::Zoned;
use jiff::civil::Date;

use crate::content::format::PageFormat;
use crate::content::front_matter::Fields;
use crate::content::page_head::{self, Head};
use crate::content::source_path::SourcePath;
use crate::language::LanguageTags;
use crate::media::Media;
use crate::path::CapsulePath;

/// A page, with all that look-ups and lists need. Its text stays on disk.
#[derive(Clone, Debug)]
pub struct PageEntry {
    /// Canonical path that it is served at.
    pub path: CapsulePath,
    /// Source path below the capsule's folder.
    pub source: SourcePath,
    /// Markup of its text.
    pub format: PageFormat,
    /// Front matter and first heading, as they were read.
    pub head: Arc<Head>,
    /// Its front matter, with what the site's configuration adds.
    pub fields: Arc<Fields>,
    /// Its title: never empty.
    pub title: String,
    /// Moment of writing, from the front matter or the file's name.
    pub date: Option<Zoned>,
    /// Its language, or the site's.
    pub language: Option<LanguageTags>,
    /// Path of the start page in its language: the top of a site that has one only.
    pub home: CapsulePath,
    /// Path of the section that lists it, where its own path does not say it.
    pub parent: Option<CapsulePath>,
    /// Tags in the order of the front matter, without doubles.
    pub tags: Vec<String>,
    /// Categories in the order of the front matter, without doubles.
    pub categories: Vec<String>,
    /// The collection that it is part of: `posts` for posts.
    pub collection: Option<Arc<str>>,
    /// True for a page that stands for what is in its folder, as the `_index.md` of Hugo and Zola
    /// does.
    pub section: bool,
}

impl PageEntry {
    /// A field of its front matter, as text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        page_head::text_of(self.fields.get(name)?)
    }

    /// The day it was written; nothing when its title is that day, since it is not to be read
    /// twice.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        self.date.as_ref().map(jiff::Zoned::date).filter(|day| day.to_string() != self.title)
    }

    /// True for a post: dated, and part of the site's stream of news.
    #[must_use]
    pub fn is_post(&self) -> bool {
        self.collection.as_deref() == Some("posts")
    }
}

/// A file that is served as it is.
#[derive(Clone, Debug)]
pub struct FileEntry {
    /// Source path below the capsule's folder.
    pub source: SourcePath,
    /// Media type.
    pub media: Media,
    /// Character set by the author's or operator's word, as in `charset`.
    pub charset: Option<Arc<str>>,
    /// Its language, or the site's; of a text.
    pub language: Option<LanguageTags>,
    /// Front matter of a template, which is filled in before it is served.
    pub template: Option<Box<PageEntry>>,
}
