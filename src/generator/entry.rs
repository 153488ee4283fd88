//! `PageEntry` and `FileEntry`: what the snapshot holds of a page and of a file.

use std::sync::Arc;
use std::time::SystemTime;

use jiff::Zoned;
use jiff::civil::Date;

use crate::content::format::PageFormat;
use crate::content::front_matter::Fields;
use crate::content::page_head::{self, Head};
use crate::content::source_path::SourcePath;
use crate::media::Media;
use crate::path::CapsulePath;

/// A page: what look-ups and lists need of it. Its text stays on disk.
#[derive(Clone, Debug)]
pub struct PageEntry {
    /// Where it is served.
    pub path: CapsulePath,
    /// Where it is on disk, relative to the capsule's folder.
    pub source: SourcePath,
    /// What it is written in.
    pub format: PageFormat,
    /// What its beginning says.
    pub head: Arc<Head>,
    /// Its front matter, with what the site's configuration adds.
    pub fields: Arc<Fields>,
    /// Its title: never empty.
    pub title: String,
    /// When it was written, as far as it says so.
    pub date: Option<Zoned>,
    /// Its language, or the site's.
    pub language: Option<Arc<str>>,
    /// What it is about.
    pub tags: Vec<String>,
    /// What it belongs to.
    pub categories: Vec<String>,
    /// The collection that it is part of: `posts` for posts.
    pub collection: Option<Arc<str>>,
    /// Whether it stands for what is in its folder, as the `_index.md` of Hugo and Zola does.
    pub section: bool,
    /// When its file was last written.
    pub modified: SystemTime,
}

impl PageEntry {
    /// A field of its front matter, as text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        page_head::text_of(self.fields.get(name)?)
    }

    /// The day it was written; nothing when its title is that day, since it is not to be said
    /// twice.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        self.date.as_ref().map(jiff::Zoned::date).filter(|day| day.to_string() != self.title)
    }

    /// Whether it is a post: dated, and part of the site's stream of news.
    #[must_use]
    pub fn is_post(&self) -> bool {
        self.collection.as_deref() == Some("posts")
    }
}

/// A file that is served as it is.
#[derive(Clone, Debug)]
pub struct FileEntry {
    /// Where it is on disk, relative to the capsule's folder.
    pub source: SourcePath,
    /// What it is.
    pub media: Media,
    /// Its character set, when somebody says it.
    pub charset: Option<Arc<str>>,
    /// Its language, or the site's; of a text.
    pub language: Option<Arc<str>>,
    /// Its size in bytes at the last scan.
    pub size: u64,
    /// For a template, which is filled in before it is served: what its front matter says.
    pub template: Option<Box<PageEntry>>,
}
