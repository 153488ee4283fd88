//! `Zola`: the rules of Zola with the configuration of a site.

use super::config::ZolaConfig;
use super::menu;
use super::route::route;
use crate::content::folder::Folder;
use crate::content::format::PageFormat;
use crate::content::source_path::SourcePath;
use crate::diagnostic::Diagnostic;
use crate::generator::entry::PageEntry;
use crate::generator::interface::{Configured, Generator, Routing, Surroundings};
use crate::generator::menu::MenuLink;
use crate::generator::name::GeneratorName;
use crate::generator::new_source;
use crate::generator::paging;
use crate::generator::routed::Routed;
use crate::generator::rule;
use crate::generator::settings::Settings;
use crate::generator::source_class::Classified;
use crate::parse;
use crate::path::CapsulePath;
use crate::phrases::Phrases;
use crate::template::shortcode::{CallSite, Expanded, zola};

/// The rules of Zola with the configuration of a site.
#[derive(Debug)]
pub(crate) struct Zola {
    config: ZolaConfig,
}

impl Zola {
    /// Reads `zola.toml` or `config.toml`.
    pub(crate) fn read(folder: &Folder, diagnostics: &mut Vec<Diagnostic>) -> Configured {
        let (config, settings) = ZolaConfig::read(folder, diagnostics);
        (Box::new(Self { config }), settings)
    }

    /// Names of files that may be served at a path, the likeliest first.
    fn names_for(&self, path: &CapsulePath) -> Vec<String> {
        let inner = path.as_str().trim_matches('/');
        if new_source::is_file(path) {
            return vec![format!("static/{inner}")];
        }
        let (first, rest) = inner.split_once('/').unwrap_or((inner, ""));
        let mut names = Vec::new();
        if self.config.languages.iter().any(|language| language == first) {
            names.extend(new_source::section_or_page(rest, &format!(".{first}")));
        }
        names.extend(new_source::section_or_page(inner, ""));
        names.push(inner.to_owned());
        let content = names.into_iter().map(|name| format!("content/{name}"));
        content.chain([format!("static/{inner}")]).collect()
    }
}

impl Generator for Zola {
    fn name(&self) -> GeneratorName {
        GeneratorName::Zola
    }

    fn skips(&self, source: &SourcePath) -> bool {
        self.config.skips(source)
    }

    fn route<'a>(&mut self, sources: &Classified<'a>, site: &mut Routing<'_>) -> Vec<Routed<'a>> {
        route(sources, &self.config, site)
    }

    fn route_unwritten<'a>(
        &self,
        sources: &Classified<'a>,
        site: &mut Routing<'_>,
    ) -> Vec<Routed<'a>> {
        route(sources, &self.config, site)
    }

    fn rule(&self, page: &PageEntry) -> String {
        if page.section {
            return "the section of its folder below content".to_owned();
        }
        rule::of_field(page, &["path", "slug"])
            .unwrap_or_else(|| "the path of its file below content, as a slug".to_owned())
    }

    fn source_for(&self, path: &CapsulePath, settings: &Settings) -> Option<SourcePath> {
        let names = self.names_for(path);
        new_source::first_served(self, path, names, settings)
    }

    fn expand<'t>(&self, page: &PageEntry, body: &'t str, site: &dyn Surroundings) -> Expanded<'t> {
        if page.format == PageFormat::Gemtext {
            return Expanded::unchanged(body);
        }
        let site = CallSite {
            phrases: Phrases::of(page.language.as_ref()),
            is_html: page.format == PageFormat::Html,
            to_html: &|text| parse::markdown_html(text, site.settings().dialect),
            known: &|_| None,
        };
        zola::expand(body, site)
    }

    /// A file beside a page stands beside its translations, too.
    fn fallback(&self, path: &CapsulePath) -> Option<CapsulePath> {
        let (first, rest) = path.as_str().strip_prefix('/')?.split_once('/')?;
        let is_translation = self.config.languages.iter().any(|language| language == first);
        if !is_translation || !new_source::is_file(path) {
            return None;
        }
        CapsulePath::literal(&format!("/{rest}")).ok()
    }

    fn source_folders(&self) -> Vec<&str> {
        vec!["content", "static"]
    }

    fn content_folder(&self) -> Option<&str> {
        Some("content")
    }

    fn menu(&self, settings: &Settings, _: &mut dyn Iterator<Item = &PageEntry>) -> Vec<MenuLink> {
        menu::menu(&settings.fields)
    }

    fn list_of_part(&self, path: &CapsulePath) -> Option<CapsulePath> {
        paging::list_of_numbered_page(path)
    }

    /// Feeds stand in each list, the rest at the root.
    fn makes(&self, path: &CapsulePath) -> bool {
        match path.name() {
            "atom.xml" | "rss.xml" => true,
            "sitemap.xml" | "robots.txt" | "404.html" => path.parent().is_root(),
            _ => false,
        }
    }

    fn lists_only_pages(&self) -> bool {
        true
    }

    /// Every page is at the path of a folder, and only a section is one.
    fn lists_among_pages(&self, page: Option<&PageEntry>) -> bool {
        page.is_some_and(|page| !page.section)
    }

    fn surroundings(&self) -> &'static [&'static str] {
        &["templates"]
    }
}
