//! `Hugo`: the rules of Hugo with the configuration of a site and the names of its pages.

use std::collections::BTreeMap;

use super::config::HugoConfig;
use super::menu;
use super::mounts::Mount;
use super::names::Names;
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
use crate::template::shortcode::{CallSite, Expanded, hugo};

/// The rules of Hugo with the configuration of a site.
#[derive(Debug)]
pub(crate) struct Hugo {
    config: HugoConfig,
    names: Names,
    /// Titles of the sections without a page, by their paths.
    sections: BTreeMap<CapsulePath, String>,
}

impl Hugo {
    /// Reads `hugo.toml` or one of its other forms.
    pub(crate) fn read(folder: &Folder, diagnostics: &mut Vec<Diagnostic>) -> Configured {
        let (config, settings) = HugoConfig::read(folder, diagnostics);
        (Box::new(Self { config, names: Names::default(), sections: BTreeMap::new() }), settings)
    }

    /// Names of files that may be served at a path, the likeliest first.
    fn names_for(&self, path: &CapsulePath) -> Vec<String> {
        let inner = path.as_str().trim_matches('/');
        let statics = self.config.mounts.statics.iter().filter_map(|mount| mount.source(inner));
        if new_source::is_file(path) {
            return statics.collect();
        }
        let content = &self.config.mounts.content;
        let pages = content.iter().flat_map(|mount| self.pages_in(mount, inner));
        pages.chain(statics).collect()
    }

    /// Names of pages in a content folder, first in the language that a path begins with.
    fn pages_in(&self, mount: &Mount, inner: &str) -> Vec<String> {
        let stem = inner.strip_suffix(".html").unwrap_or(inner);
        let (first, rest) = stem.split_once('/').unwrap_or((stem, ""));
        let mut names = Vec::new();
        if self.config.knows_language(first) {
            names.extend(new_source::section_or_page(rest, &format!(".{first}")));
            names.extend(new_source::section_or_page(rest, ""));
        }
        names.extend(new_source::section_or_page(stem, ""));
        names.push(inner.to_owned());
        names.iter().filter_map(|name| mount.source(name)).collect()
    }
}

impl Generator for Hugo {
    fn name(&self) -> GeneratorName {
        GeneratorName::Hugo
    }

    fn skips(&self, source: &SourcePath) -> bool {
        self.config.skips(source)
    }

    fn route<'a>(&mut self, sources: &Classified<'a>, site: &mut Routing<'_>) -> Vec<Routed<'a>> {
        let (routed, sections) = route(sources, &self.config, site);
        self.sections = sections;
        self.names = Names::of(&routed, &self.config);
        routed
    }

    fn route_unwritten<'a>(
        &self,
        sources: &Classified<'a>,
        site: &mut Routing<'_>,
    ) -> Vec<Routed<'a>> {
        route(sources, &self.config, site).0
    }

    fn rule(&self, page: &PageEntry) -> String {
        if let Some(rule) = rule::of_field(page, &["url"]) {
            return rule;
        }
        let (permalinks, name) = if page.section {
            (&self.config.section_permalinks, "permalinks.section")
        } else {
            (&self.config.page_permalinks, "permalinks")
        };
        let inner = page.source.as_str().strip_prefix(self.config.mounts.content_folder());
        let section = inner.and_then(|inner| inner.trim_matches('/').split('/').next());
        match section.and_then(|section| Some((section, permalinks.get(section)?))) {
            Some((section, template)) => {
                format!("{name}.{section} = \"{template}\" of the site's configuration")
            }
            None => rule::of_field(page, &["slug"])
                .unwrap_or_else(|| "the path of its file below the content folder".to_owned()),
        }
    }

    fn source_for(&self, path: &CapsulePath, settings: &Settings) -> Option<SourcePath> {
        let names = self.names_for(path);
        new_source::first_served(self, path, names, settings)
    }

    fn expand<'t>(&self, page: &PageEntry, body: &'t str, site: &dyn Surroundings) -> Expanded<'t> {
        if page.format == PageFormat::Gemtext {
            return Expanded::unchanged(body);
        }
        let (mounts, settings) = (&self.config.mounts, site.settings());
        let site = CallSite {
            phrases: Phrases::of(page.language.as_ref()),
            is_html: page.format == PageFormat::Html,
            to_html: &|text| parse::markdown_html(text, settings.dialect),
            known: &|call| self.names.answer(call, page, mounts, settings),
        };
        hugo::expand(body, site)
    }

    fn source_folders(&self) -> Vec<&str> {
        let mounts = &self.config.mounts;
        mounts.content.iter().chain(&mounts.statics).map(|mount| &*mount.folder).collect()
    }

    fn content_folder(&self) -> Option<&str> {
        Some(self.config.mounts.content_folder())
    }

    fn menu(
        &self,
        settings: &Settings,
        pages: &mut dyn Iterator<Item = &PageEntry>,
    ) -> Vec<MenuLink> {
        menu::menu(&settings.fields, &self.config.default_language, pages)
    }

    fn list_of_part(&self, path: &CapsulePath) -> Option<CapsulePath> {
        paging::list_of_numbered_page(path)
    }

    fn sections(&self) -> Option<&BTreeMap<CapsulePath, String>> {
        Some(&self.sections)
    }

    /// Feeds stand in each list, the rest at the root and that of a language.
    fn makes(&self, path: &CapsulePath) -> bool {
        let folder = path.parent();
        let is_top = folder.is_root() || self.config.knows_language(folder.name());
        match path.name() {
            "index.xml" => true,
            "sitemap.xml" | "404.html" => is_top,
            "robots.txt" => folder.is_root(),
            _ => false,
        }
    }

    fn lists_only_pages(&self) -> bool {
        true
    }

    /// Hugo lists sections among the pages.
    fn lists_among_pages(&self, _: Option<&PageEntry>) -> bool {
        true
    }

    fn surroundings(&self) -> &'static [&'static str] {
        &["data", "i18n", "layouts"]
    }
}
