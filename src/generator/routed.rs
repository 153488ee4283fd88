//! `Routed`: a source with the path that a generator's rules give it.

use std::sync::Arc;

use jiff::Zoned;

use crate::content::front_matter::Fields;
use crate::content::source::Source;
use crate::media::Media;
use crate::path::CapsulePath;

/// One source with its path: the result of a generator's rules.
#[derive(Clone, Debug)]
pub(crate) struct Routed<'a> {
    /// The source itself.
    pub source: &'a Source,
    /// Path that it is served at, or would be.
    pub path: CapsulePath,
    /// Page, template or file.
    pub served: Served,
}

/// The way in which a source is served.
#[derive(Clone, Debug)]
pub(crate) enum Served {
    /// A page.
    Page(Box<PageMetadata>),
    /// A text file whose templates are filled in.
    Template(Media, Box<PageMetadata>),
    /// A file, as it is.
    File(Media),
    /// A page that has no address: templates of others may show it.
    Nowhere(Box<PageMetadata>),
}

/// The generator's word on one page.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageMetadata {
    /// Its front matter, with what the site's configuration adds.
    pub fields: Arc<Fields>,
    /// Moment of writing.
    pub date: Option<Zoned>,
    /// Tags in the order of the front matter, without doubles.
    pub tags: Vec<String>,
    /// Categories, without doubles.
    pub categories: Vec<String>,
    /// The collection that it is part of: `posts` for posts.
    pub collection: Option<Arc<str>>,
    /// True for a page that stands for what is in its folder.
    pub section: bool,
    /// The section that lists it, where its path does not say it.
    pub parent: Option<CapsulePath>,
    /// The start page of its language, where its path does not say it.
    pub home: Option<CapsulePath>,
    /// Paths that lead to it.
    pub redirects: Vec<CapsulePath>,
    /// Path or URL that its readers are sent to instead.
    pub redirect_to: Option<String>,
}
