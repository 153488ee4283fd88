//! `Mdbook`: the rules of mdBook with the configuration and the table of contents of a book.

use super::book::{self, Book};
use super::config::BookConfig;
use super::include;
use super::summary::Line;
use crate::content::folder::Folder;
use crate::content::format::PageFormat;
use crate::content::page_head::Head;
use crate::content::source_path::SourcePath;
use crate::diagnostic::Diagnostic;
use crate::document::Block;
use crate::generator::entry::PageEntry;
use crate::generator::interface::{
    Configured, Generator, LinkTo, Neighbours, Routing, Surroundings,
};
use crate::generator::name::GeneratorName;
use crate::generator::routed::Routed;
use crate::generator::rule;
use crate::generator::settings::Settings;
use crate::generator::source_class::Classified;
use crate::path::CapsulePath;
use crate::template::shortcode::Expanded;

/// The rules of mdBook with the configuration of a book.
#[derive(Debug)]
pub(crate) struct Mdbook {
    config: BookConfig,
    /// The lines of `SUMMARY.md`, until the book is made of them.
    summary: Vec<Line>,
    book: Book,
}

impl Mdbook {
    /// Reads `book.toml` and `SUMMARY.md`.
    pub(crate) fn read(folder: &Folder, diagnostics: &mut Vec<Diagnostic>) -> Configured {
        let (config, settings) = BookConfig::read(folder, diagnostics);
        let summary = book::read_summary(folder, &config, diagnostics);
        (Box::new(Self { config, summary, book: Book::default() }), settings)
    }
}

impl Generator for Mdbook {
    fn name(&self) -> GeneratorName {
        GeneratorName::Mdbook
    }

    fn skips(&self, source: &SourcePath) -> bool {
        self.config.skips(source)
    }

    fn route<'a>(&mut self, sources: &Classified<'a>, site: &mut Routing<'_>) -> Vec<Routed<'a>> {
        let summary = std::mem::take(&mut self.summary);
        let (routed, book) = book::route(sources, summary, &self.config, site);
        self.book = book;
        routed
    }

    /// A new chapter is served when `SUMMARY.md` names it.
    fn rule(&self, page: &PageEntry) -> String {
        if self.book.has(page) {
            format!("the path of its file below {}, with .html", self.book.src)
        } else {
            rule::of_source(page)
        }
    }

    fn source_for(&self, path: &CapsulePath, _: &Settings) -> Option<SourcePath> {
        let name = format!("{}{}", self.config.src, book::inner_source(path)?);
        SourcePath::new(&name).filter(|source| !self.config.skips(source))
    }

    fn expand<'t>(&self, page: &PageEntry, body: &'t str, site: &dyn Surroundings) -> Expanded<'t> {
        if page.format == PageFormat::Gemtext || !self.book.has(page) {
            return Expanded::unchanged(body);
        }
        include::expand(body, page, &self.book, site)
    }

    fn source_folders(&self) -> Vec<&str> {
        vec![self.config.src.trim_end_matches('/')]
    }

    fn contents(&self, page: &PageEntry, target: &LinkTo<'_>) -> Option<Vec<Block>> {
        if page.path.is_root() { Some(self.book.contents(target)) } else { None }
    }

    fn neighbours(&self, page: &PageEntry) -> Neighbours<'_> {
        self.book.beside(page)
    }

    fn makes(&self, path: &CapsulePath) -> bool {
        matches!(path.as_str(), "/404.html" | "/print.html")
    }

    fn lies_below_a_site(&self) -> bool {
        true
    }

    fn shows_others(&self, head: &Head) -> bool {
        head.includes
    }

    fn content_folder(&self) -> Option<&str> {
        Some(self.config.src.trim_end_matches('/'))
    }
}
