//! The routes of a Hugo site.
//!
//! Pages first, because the files of a bundle are served below its page.

use std::collections::BTreeMap;

use jiff::Zoned;
use serde_json::Value;

use super::build::Build;
use super::cascade::{self, Cascades};
use super::config::HugoConfig;
use super::content_file::ContentFile;
use super::files::lower_keys;
use super::permalink::{self, Words};
use super::sections::Sections;
use crate::content::file_name;
use crate::content::format::PageFormat;
use crate::content::front_matter::Fields;
use crate::content::page_head::text_of;
use crate::content::source::Source;
use crate::date;
use crate::diagnostic::Diagnostic;
use crate::generator::bundle::Bundles;
use crate::generator::fields::{is_true, is_truthy, text};
use crate::generator::interface::Routing;
use crate::generator::plain;
use crate::generator::routed::{PageMetadata, Routed, Served};
use crate::generator::settings::{Options, Settings};
use crate::generator::source_class;
use crate::generator::source_class::Classified;
use crate::path::CapsulePath;

/// Extensions that Hugo reads as pages by way of other programs.
const FOREIGN: &[&str] = &["org", "adoc", "asciidoc", "asciidoctor", "ad", "rst", "pandoc", "pdc"];

/// Routes the files of a Hugo site, and gives the titles of its sections without a page.
#[must_use]
pub(crate) fn route<'a>(
    sources: &Classified<'a>,
    config: &HugoConfig,
    site: &mut Routing<'_>,
) -> (Vec<Routed<'a>>, BTreeMap<CapsulePath, String>) {
    let Routing { settings, options, diagnostics: warnings } = site;
    let content: Vec<ContentFile<'a>> =
        sources.all().filter_map(|file| ContentFile::of(file, config)).collect();
    let cascades = Cascades::of(&content, settings.fields.get("cascade"));
    let mut site =
        Site { config, settings, options, warnings, cascades, bundles: Bundles::default() };
    site.bundles.leaves =
        content.iter().filter(|it| it.is_leaf()).map(|it| it.folder.as_ref()).collect();
    let mut pages: Vec<(&ContentFile<'a>, Routed<'a>)> =
        content.iter().filter_map(|source| Some((source, site.page(source)?))).collect();
    let sections = Sections::of(&content, &pages, config);
    for (source, page) in &mut pages {
        if let Served::Page(metadata) = &mut page.served {
            metadata.parent = sections.around(source, config);
        }
    }
    let mut routed: Vec<Routed<'a>> = pages.into_iter().map(|(_, page)| page).collect();
    routed.extend(content.iter().filter_map(|source| site.resource(source)));
    routed.extend(sources.all().filter_map(|file| static_file(file, config)));
    (routed, sections.without_page)
}

struct Site<'s> {
    config: &'s HugoConfig,
    settings: &'s Settings,
    options: &'s Options,
    warnings: &'s mut Vec<Diagnostic>,
    cascades: Cascades<'s>,
    bundles: Bundles<'s>,
}

impl<'s> Site<'s> {
    fn page<'a>(&mut self, source: &'s ContentFile<'a>) -> Option<Routed<'a>> {
        let (format, head) = source_class::page_of(source.file)?;
        if format.menu().is_some() {
            return plain::route_menu(source.file, &source.folder);
        }
        let language = source.language.as_deref().unwrap_or(&self.config.default_language);
        if self.in_bundle(source) || self.config.disabled_languages.iter().any(|it| it == language)
        {
            return None;
        }
        let page = cascade::Page { kind: source.kind(self.config), language };
        let mut fields = lower_keys(head.fields.as_deref().cloned().unwrap_or_default());
        self.cascades.add(&mut fields, source, &page);
        let date = self.date(&fields, source);
        let build = Build::of(&fields);
        let published = self.config.builds(page.kind) && self.is_published(&fields, date.as_ref());
        if !published || !build.resources {
            self.close(source);
        }
        let path =
            if published { self.page_path(source, &fields, date.as_ref())? } else { return None };
        let usual = !self.bundles.pages.contains_key(source.folder.as_ref())
            || language == self.config.default_language;
        if matches!(source.stem, "index" | "_index") && usual && build.resources {
            self.bundles.pages.insert(&source.folder, path.clone());
        }
        if !build.render {
            return None;
        }
        let redirects = aliases(&fields, &path);
        if !self.config.languages.is_empty() {
            fields.entry("lang").or_insert_with(|| language.into());
        }
        let section = source.stem == "_index";
        let is_post = build.list && date.is_some() && self.is_post(source);
        let collection = is_post.then(|| "posts".into());
        let home = Some(self.config.home_of(language));
        let mut metadata = PageMetadata {
            date,
            collection,
            redirects,
            section,
            home,
            ..plain::metadata_of(fields)
        };
        if !build.list {
            metadata.tags.clear();
            metadata.categories.clear();
        }
        Some(Routed { source: source.file, path, served: Served::Page(Box::new(metadata)) })
    }

    /// Publishes nothing of the files beside the page of a folder.
    fn close(&mut self, source: &'s ContentFile<'_>) {
        if matches!(source.stem, "index" | "_index") {
            self.bundles.closed.insert(&source.folder);
        }
    }

    /// True if a page is only material for the page of its folder.
    fn in_bundle(&mut self, source: &'s ContentFile<'_>) -> bool {
        let inside = self
            .bundles
            .leaf(&source.folder)
            .is_some_and(|owner| owner != source.folder || source.stem != "index");
        if inside {
            self.warn(source, "it belongs to the index.md of its bundle and is no page of its own; it is not served");
        }
        inside
    }

    /// Regular pages of a section are posts when they are dated; pages at the top, such as /about/,
    /// never are.
    fn is_post(&self, source: &ContentFile<'_>) -> bool {
        let section = source.folder.split('/').next().unwrap_or_default();
        let top = if source.stem == "index" {
            !source.folder.contains('/')
        } else {
            source.folder.is_empty()
        };
        let main = &self.config.main_sections;
        source.stem != "_index" && !top && (main.is_empty() || main.iter().any(|it| it == section))
    }

    fn date(&mut self, fields: &Fields, source: &ContentFile<'_>) -> Option<Zoned> {
        let zone = &self.settings.zone;
        let mut unread = None;
        let names = self.config.dates.date.iter();
        for text in names.filter_map(|name| text_of(fields.get(name)?)) {
            match date::parse(&text, zone) {
                Some(date) => return Some(date),
                None => unread = unread.or(Some(text)),
            }
        }
        // `published: true` is a word on drafts, not a date.
        if let Some(text) = unread.filter(|text| !matches!(text.as_str(), "true" | "false")) {
            self.warnings.push(source_class::no_date(source.file, &text));
        }
        if !self.config.dates.are_in_names() {
            return None;
        }
        let (day, _) = file_name::dated(source.stem)?;
        day.to_zoned(zone.clone()).ok()
    }

    /// True for a page that is no draft, and whose time has come and not yet gone.
    fn is_published(&self, fields: &Fields, date: Option<&Zoned>) -> bool {
        let (config, zone) = (self.config, &self.settings.zone);
        // Of `published` nothing stands for no; it may also be a date.
        let unpublished = fields.get("published").is_some_and(|it| !is_truthy(it));
        let draft = unpublished || is_true(fields, "draft");
        let future = config.dates.published(fields, date, zone);
        let future = future.is_some_and(|date| date.timestamp() > self.settings.now);
        let expired = config.dates.expired(fields, zone);
        let expired = expired.is_some_and(|date| date.timestamp() <= self.settings.now);
        (!draft || self.options.drafts || config.drafts)
            && (!future || self.options.future || config.future)
            && (!expired || config.expired)
    }

    /// The path of a page: as its `url` says, else as the template of its section does, else by
    /// its source path.
    fn page_path(
        &mut self,
        source: &ContentFile<'_>,
        fields: &Fields,
        date: Option<&Zoned>,
    ) -> Option<CapsulePath> {
        let title = text(fields, "title").unwrap_or_default();
        let (slug, url) = (text(fields, "slug"), text(fields, "url"));
        let (folder, name) = source.folder_and_name();
        let name = self.without_date(name);
        let sections = self.sections(folder);
        let words = Words {
            sections: &sections,
            title: &title,
            slug: slug.as_deref(),
            name,
            date,
            lower: self.config.lower,
        };
        let template = url.clone().or_else(|| self.template(source, &sections));
        let filled = template.and_then(|template| self.filled(source, &template, &words));
        let text = filled.unwrap_or_else(|| permalink::by_name(&words));
        let absolute = url.as_deref().is_some_and(|url| url.starts_with('/'));
        let language = source.language.as_deref().unwrap_or(&self.config.default_language);
        let home = if absolute { CapsulePath::root() } else { self.config.home_of(language) };
        let ugly = self.config.ugly.is_for(&sections) && url.is_none() && !name.is_empty();
        let path = permalink::path(&format!("{home}{}", text.trim_start_matches('/')));
        let path = path.and_then(|path| if ugly { path.with_ending("html") } else { Some(path) });
        if path.is_none() {
            self.warn(source, "no path can be made of its name; it is not served");
        }
        path
    }

    /// A name without the date that it begins with, where the site reads dates from names.
    fn without_date<'n>(&self, name: &'n str) -> &'n str {
        match file_name::dated(name) {
            Some((_, rest)) if self.config.dates.are_in_names() && !rest.is_empty() => rest,
            Some(_) | None => name,
        }
    }

    /// The names of a folder as they are in URLs, the outermost first.
    fn sections(&self, folder: &str) -> Vec<String> {
        let names = folder.split('/').filter(|name| !name.is_empty());
        names.map(|name| permalink::part(name, self.config.lower)).collect()
    }

    /// A template with its words filled in; one with an unknown word is a diagnostic.
    fn filled(
        &mut self,
        source: &ContentFile<'_>,
        template: &str,
        words: &Words<'_>,
    ) -> Option<String> {
        let filled = permalink::fill(template, words);
        if filled.is_none() {
            let what = format!(
                "permalink \"{template}\" has an unknown word; the page is served by its source path"
            );
            self.warn(source, what);
        }
        filled
    }

    fn template(&self, source: &ContentFile<'_>, sections: &[String]) -> Option<String> {
        let section = sections.first().map_or("", String::as_str);
        if source.stem != "_index" {
            return self.config.page_permalinks.get(section).cloned();
        }
        if sections.len() != 1 {
            return None;
        }
        self.config.section_permalinks.get(section).cloned()
    }

    /// A file beside pages: served below the page of the innermost folder that has one.
    fn resource<'a>(&mut self, source: &'s ContentFile<'a>) -> Option<Routed<'a>> {
        let file = source.file;
        // HTML without front matter is a page in Hugo's eyes, and what makes pages is nothing to
        // read.
        let inside = self.bundles.leaf(&source.folder).is_some();
        let is_text = inside && file.path.name().format() == Some(PageFormat::Html);
        if source.is_page() || is_text || file.path.name().extension() == Some("gotmpl") {
            return None;
        }
        if let Some(ending) = file.path.name().extension()
            && FOREIGN.contains(&ending)
        {
            self.warn(
                source,
                format!("pages in the form of \".{ending}\" files can't be read; it is not served"),
            );
            return None;
        }
        let part = |name: &str| permalink::part(name, self.config.lower);
        let section = (self.config.builds("section"), source.folder.is_empty());
        if section == (false, false) && !inside {
            return None;
        }
        let path = self.bundles.path_of(&source.folder, file.path.name().text(), &part)?;
        Some(Routed { source: file, path, served: Served::File(source_class::media_of(file)) })
    }

    fn warn(&mut self, source: &ContentFile<'_>, what: impl Into<String>) {
        self.warnings.push(Diagnostic::whole(what).in_file(&source.file.path));
    }
}

/// A file of a static folder, served from the root.
fn static_file<'a>(file: &'a Source, config: &HugoConfig) -> Option<Routed<'a>> {
    let (mount, inner) = config.mounts.static_of(&file.path)?;
    let folder = inner.rsplit_once('/').map_or("", |(folder, _)| folder);
    plain::route_static(file, format!("{}/{folder}", mount.target).trim_matches('/'))
}

/// The paths that lead to a page: from the root, or beside the page itself.
fn aliases(fields: &Fields, path: &CapsulePath) -> Vec<CapsulePath> {
    let texts = match fields.get("aliases") {
        Some(Value::Array(values)) => values.iter().filter_map(text_of).collect(),
        Some(value) => text_of(value).into_iter().collect(),
        None => Vec::new(),
    };
    let absolute = |text: String| {
        let text = if text.starts_with('/') { text } else { format!("{}{text}", path.parent()) };
        let decoded = CapsulePath::decode(text.trim_end_matches('/')).ok()?.path;
        permalink::path(decoded.as_str())
    };
    texts.into_iter().filter_map(absolute).collect()
}
