//! `Routed`: a source with the path that a generator's rules give it.

use std::sync::Arc;

use jiff::Zoned;

use crate::content::folder::Source;
use crate::content::front_matter::Fields;
use crate::media::Media;
use crate::path::CapsulePath;

/// One source file and where it is served: what a kind of site makes of a scan.
#[derive(Clone, Debug)]
pub(crate) struct Routed<'a> {
    /// The file.
    pub source: &'a Source,
    /// Where it is served.
    pub path: CapsulePath,
    /// What it is served as.
    pub served: Served,
}

/// What a source file is served as.
#[derive(Clone, Debug)]
pub(crate) enum Served {
    /// A page.
    Page(Box<PageMetadata>),
    /// A text file whose templates are filled in.
    Template(Media, Box<PageMetadata>),
    /// A file, as it is.
    File(Media),
}

/// What a kind of site says of one page.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageMetadata {
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
