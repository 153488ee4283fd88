//! `PageEntry` and `FileEntry`: what the snapshot holds of a page and of a file.

use std::sync::Arc;
use std::time::SystemTime;

use jiff::Zoned;
use jiff::civil::Date;

use crate::content::folder::{Source, SourceContent};
use crate::content::format::PageFormat;
use crate::content::front_matter::Fields;
use crate::content::page_head::{self, Head};
use crate::content::source_path::SourcePath;
use crate::diagnostic::Diagnostic;
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

/// One source file and where it is served: what a kind of site makes of a scan.
#[derive(Clone, Debug)]
pub(crate) struct Placed<'a> {
    /// The file.
    pub file: &'a Source,
    /// Where it is served.
    pub path: CapsulePath,
    /// What it is served as.
    pub role: Role,
}

/// What a source file is served as.
#[derive(Clone, Debug)]
pub(crate) enum Role {
    /// A page.
    Page(Box<PageRole>),
    /// A text file whose templates are filled in.
    Template(Media, Box<PageRole>),
    /// A file, as it is.
    File(Media),
}

/// What a kind of site says of one page.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageRole {
    /// Its front matter, with what the site's configuration adds.
    pub fields: Arc<Fields>,
    /// When it was written.
    pub date: Option<Zoned>,
    /// What it is about.
    pub tags: Vec<String>,
    /// What it belongs to.
    pub categories: Vec<String>,
    /// The collection that it is part of: `posts` for posts.
    pub collection: Option<Arc<str>>,
    /// Whether it stands for what is in its folder.
    pub section: bool,
    /// Paths that lead to it.
    pub redirects: Vec<CapsulePath>,
    /// Where it sends its readers instead: a path or a URL.
    pub redirect_to: Option<String>,
}

/// How a source file that is no special case is served: as a page when it can be one, else as it
/// is.
#[must_use]
pub(crate) fn page_of(file: &Source) -> Option<(PageFormat, &Arc<Head>)> {
    match &file.content {
        // Other HTML was not written for a site generator: it is served as it is.
        SourceContent::Page(PageFormat::Html, head)
            if head.fields.is_none() && !file.path.name().is_index() =>
        {
            None
        }
        SourceContent::Page(format, head) => Some((*format, head)),
        SourceContent::Other(_) | SourceContent::Template(..) => None,
    }
}

/// What was read of the beginning of a file: of a page, or of a template, whose text is nothing but
/// lines.
#[must_use]
pub(crate) fn read_of(file: &Source) -> Option<(PageFormat, &Arc<Head>)> {
    match &file.content {
        SourceContent::Template(_, head) => Some((PageFormat::Gemtext, head)),
        SourceContent::Page(..) | SourceContent::Other(_) => page_of(file),
    }
}

/// What the author of a file is told whose date can't be read.
#[must_use]
pub(crate) fn no_date(file: &Source, written: &str) -> Diagnostic {
    let line = read_of(file).map_or(0, |(_, head)| head.date_line);
    Diagnostic::at_line(line, format!("front matter: \"{written}\" is no date")).in_file(&file.path)
}

/// What a source file is when it is served as it is.
#[must_use]
pub(crate) fn media_of(file: &Source) -> Media {
    match &file.content {
        SourceContent::Other(media) | SourceContent::Template(media, _) => media.clone(),
        SourceContent::Page(..) => Media::of_name(&file.path).unwrap_or(Media::PLAIN),
    }
}
