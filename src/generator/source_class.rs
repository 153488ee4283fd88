//! Sources as pages, templates and files.

use std::sync::Arc;

use crate::content::format::PageFormat;
use crate::content::page_head::Head;
use crate::content::source::{Source, SourceContent};
use crate::diagnostic::Diagnostic;
use crate::media::Media;

/// The sources of a site, pages apart from files; each list in order of source path.
#[derive(Clone, Debug, Default)]
pub(crate) struct Classified<'a> {
    /// Texts that can be shown as pages.
    pub pages: Vec<&'a Source>,
    /// All others: templates, and what is served as it is.
    pub files: Vec<&'a Source>,
}

impl<'a> Classified<'a> {
    /// Pages and files.
    pub(crate) fn all(&self) -> impl Iterator<Item = &'a Source> {
        self.pages.iter().chain(&self.files).copied()
    }
}

/// Parts pages from files.
pub(crate) fn classify<'a>(sources: impl IntoIterator<Item = &'a Source>) -> Classified<'a> {
    let (pages, files) = sources.into_iter().partition(|source| page_of(source).is_some());
    Classified { pages, files }
}

/// Format and head of a source that can be a page.
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

/// Format and head of a page, or of a template, whose text is nothing but lines.
#[must_use]
pub(crate) fn read_of(file: &Source) -> Option<(PageFormat, &Arc<Head>)> {
    match &file.content {
        SourceContent::Template(_, head) => Some((PageFormat::Text, head)),
        SourceContent::Page(..) | SourceContent::Other(_) => page_of(file),
    }
}

/// The diagnostic for a date that can't be read.
#[must_use]
pub(crate) fn no_date(file: &Source, written: &str) -> Diagnostic {
    let line = read_of(file).map_or(0, |(_, head)| head.date_line);
    Diagnostic::at_line(line, format!("front matter: \"{written}\" is no date")).in_file(&file.path)
}

/// The media type of a source that is served as it is.
#[must_use]
pub(crate) fn media_of(file: &Source) -> Media {
    match &file.content {
        SourceContent::Other(media) | SourceContent::Template(media, _) => media.clone(),
        SourceContent::Page(..) => Media::of_name(file.path.name().text()).unwrap_or(Media::PLAIN),
    }
}
