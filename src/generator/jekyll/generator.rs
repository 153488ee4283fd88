//! `Jekyll`: the rules of Jekyll with the configuration of a site.

use jiff::civil::Date;

use super::config::{Collection, JekyllConfig};
use super::menu;
use super::permalink::{post_template, suffix};
use super::post_source::post_source;
use super::repository::is_for_repository;
use super::route::route;
use crate::content::folder::Folder;
use crate::content::page_head::Head;
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
use crate::path::CapsulePath;
use crate::template::shortcode::Expanded;

/// The rules of Jekyll with the configuration of a site.
#[derive(Debug)]
pub(crate) struct Jekyll {
    config: JekyllConfig,
    menu_in_data: Vec<MenuLink>,
}

impl Jekyll {
    /// Reads `_config.yml` or `_config.toml`.
    pub(crate) fn read(folder: &Folder, diagnostics: &mut Vec<Diagnostic>) -> Configured {
        let (config, settings) = JekyllConfig::read(folder, diagnostics);
        let menu_in_data = menu::in_data(folder, &config.source);
        (Box::new(Self { config, menu_in_data }), settings)
    }
}

impl Generator for Jekyll {
    fn name(&self) -> GeneratorName {
        GeneratorName::Jekyll
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

    fn post_source(&self, slug: &str, day: Date, draft: bool) -> Option<String> {
        let JekyllConfig { source, collections_folder, .. } = &self.config;
        let name = if draft { format!("_drafts/{slug}") } else { format!("_posts/{day}-{slug}") };
        Some(format!("{source}{collections_folder}{name}.md"))
    }

    /// Where a collection of that name would be, so that layouts can show them.
    fn letters_folder(&self) -> String {
        let JekyllConfig { source, collections_folder, .. } = &self.config;
        format!("{source}{collections_folder}_letters")
    }

    fn rule(&self, page: &PageEntry) -> String {
        if let Some(rule) = rule::of_field(page, &["permalink"]) {
            return rule;
        }
        match page.collection.as_deref() {
            Some("posts") if page.source.as_str().contains("_posts/") => {
                let template = post_template(self.config.posts_permalink());
                format!("the permalink of posts, \"{template}\"")
            }
            Some(name) => match self.config.collections.iter().find(|it| it.name == name) {
                Some(Collection { permalink: Some(template), .. }) => {
                    format!("the permalink of the collection {name}, \"{template}\"")
                }
                Some(_) | None => {
                    let suffix = suffix(&self.config.permalink);
                    format!("the path of its file, \"/:collection/:path{suffix}\"")
                }
            },
            None if page.path.is_folder() && page.source.name().is_index() => rule::of_source(page),
            None => {
                format!(
                    "the path of its file, \"/:path/:basename{}\"",
                    suffix(&self.config.permalink)
                )
            }
        }
    }

    fn source_for(&self, path: &CapsulePath, settings: &Settings) -> Option<SourcePath> {
        let post = post_source(post_template(self.config.posts_permalink()), path)
            .map(|post| format!("{}{post}", self.config.collections_folder));
        let names = post.into_iter().chain(new_source::names(path));
        let names = names.map(|name| format!("{}{name}", self.config.source)).collect();
        new_source::first_served(self, path, names, settings)
    }

    /// A file without front matter is no template.
    fn expand<'t>(&self, page: &PageEntry, body: &'t str, site: &dyn Surroundings) -> Expanded<'t> {
        if page.head.fields.is_some() {
            site.fill_in(page, body)
        } else {
            Expanded::unchanged(body)
        }
    }

    /// `/blog/page2/` or `/blog/page/2/`, as the plugins for pagination have it.
    fn list_of_part(&self, path: &CapsulePath) -> Option<CapsulePath> {
        let above = path.as_folder().parent();
        if path.name().strip_prefix("page").is_some_and(paging::is_part_number) {
            Some(above)
        } else {
            paging::list_of_numbered_page(path)
        }
    }

    fn fallback(&self, path: &CapsulePath) -> Option<CapsulePath> {
        self.config.languages.fallback(path)
    }

    fn translated(&self, from: &CapsulePath, to: &CapsulePath) -> Option<CapsulePath> {
        self.config.languages.translated(from, to)
    }

    fn menu(
        &self,
        settings: &Settings,
        pages: &mut dyn Iterator<Item = &PageEntry>,
    ) -> Vec<MenuLink> {
        menu::menu(&self.menu_in_data, &settings.fields, pages)
    }

    fn keeps_out_of_menus(&self, page: &PageEntry) -> bool {
        // As the page of its folder it is what visitors see first, but not as `/README/`.
        let stem = page.source.name().stem();
        let is_of_folder =
            page.path.is_folder() && !page.path.as_str().ends_with(&format!("/{stem}/"));
        page.head.fields.is_none() && !is_of_folder && is_for_repository(&page.source)
    }

    fn content_folder(&self) -> Option<&str> {
        self.config.source.strip_suffix('/')
    }

    fn layouts_list_pages(&self) -> bool {
        true
    }

    fn makes(&self, path: &CapsulePath) -> bool {
        let plugin = match path.as_str() {
            "/404.html" => return true,
            "/sitemap.xml" | "/robots.txt" => "jekyll-sitemap",
            "/feed.xml" => "jekyll-feed",
            _ => return false,
        };
        self.config.plugins.iter().any(|it| it == plugin)
    }

    fn shows_others(&self, head: &Head) -> bool {
        head.asks_site
    }

    fn takes_time_of(&self, source: &SourcePath) -> bool {
        // Of a draft without a date.
        source.as_str().split('/').any(|name| name == "_drafts")
    }

    fn has_templates(&self) -> bool {
        true
    }

    fn surroundings(&self) -> &'static [&'static str] {
        &["_data", "_includes"]
    }
}
