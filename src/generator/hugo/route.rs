//! The routes of a Hugo site.
//!
//! Pages first, because the files of a bundle are served below its page.

use jiff::Zoned;
use serde_json::Value;

use super::cascade::Cascades;
use super::config::{HugoConfig, lower_keys};
use super::content_file::ContentFile;
use super::permalink::{self, Words};
use crate::content::file_name;
use crate::content::front_matter::Fields;
use crate::content::page_head::text_of;
use crate::content::source::Source;
use crate::date;
use crate::diagnostic::Diagnostic;
use crate::generator::bundle::Bundles;
use crate::generator::fields::text;
use crate::generator::interface::Routing;
use crate::generator::plain;
use crate::generator::routed::{PageMetadata, Routed, Served};
use crate::generator::settings::{Options, Settings};
use crate::generator::source_class;
use crate::generator::source_class::Classified;
use crate::path::CapsulePath;

/// The names of the fields that may give a page its date, in Hugo's order.
const DATES: &[&str] = &["date", "publishdate", "pubdate", "published", "lastmod", "modified"];
/// Extensions that Hugo reads as pages by way of other programs.
const FOREIGN: &[&str] = &["org", "adoc", "asciidoc", "asciidoctor", "ad", "rst", "pandoc", "pdc"];

/// Routes the files of a Hugo site.
#[must_use]
pub(crate) fn route<'a>(
    sources: &Classified<'a>,
    config: &HugoConfig,
    site: &mut Routing<'_>,
) -> Vec<Routed<'a>> {
    let Routing { settings, options, diagnostics: warnings } = site;
    let content: Vec<ContentFile<'a>> =
        sources.all().filter_map(|file| ContentFile::of(file, config)).collect();
    let cascades = Cascades::of(&content, settings.fields.get("cascade"));
    let mut site =
        Site { config, settings, options, warnings, cascades, bundles: Bundles::default() };
    site.bundles.leaves = content.iter().filter(|it| it.is_leaf()).map(|it| it.folder).collect();
    let mut routed: Vec<Routed<'a>> =
        content.iter().filter_map(|source| site.page(source)).collect();
    routed.extend(content.iter().filter_map(|source| site.resource(source)));
    routed.extend(sources.all().filter_map(|file| static_file(file, config)));
    routed
}

struct Site<'s, 'a> {
    config: &'s HugoConfig,
    settings: &'s Settings,
    options: &'s Options,
    warnings: &'s mut Vec<Diagnostic>,
    cascades: Cascades<'a>,
    bundles: Bundles<'a>,
}

impl<'a> Site<'_, 'a> {
    fn page(&mut self, source: &ContentFile<'a>) -> Option<Routed<'a>> {
        let (format, head) = source_class::page_of(source.file)?;
        if format.menu().is_some() {
            return plain::route_menu(source.file, source.folder);
        }
        let language = source.language.as_deref().unwrap_or(&self.config.default_language);
        if self.in_bundle(source) || self.config.disabled_languages.iter().any(|it| it == language)
        {
            return None;
        }
        let mut fields = lower_keys(head.fields.clone().unwrap_or_default());
        self.cascades.add(&mut fields, source, language);
        let date = self.date(&fields, source);
        if self.is_unpublished(&fields, date.as_ref()) {
            return None;
        }
        let path = self.page_path(source, &fields, date.as_ref())?;
        let usual = !self.bundles.pages.contains_key(source.folder)
            || language == self.config.default_language;
        if matches!(source.stem, "index" | "_index") && usual {
            self.bundles.pages.insert(source.folder, path.clone());
        }
        let redirects = aliases(&fields, &path);
        if !self.config.languages.is_empty() {
            fields.entry("lang").or_insert_with(|| language.into());
        }
        let section = source.stem == "_index";
        let collection = (date.is_some() && self.is_post(source)).then(|| "posts".into());
        let metadata =
            PageMetadata { date, collection, redirects, section, ..plain::metadata_of(fields) };
        Some(Routed { source: source.file, path, served: Served::Page(Box::new(metadata)) })
    }

    /// True if a page is only material for the page of its folder.
    fn in_bundle(&mut self, source: &ContentFile<'a>) -> bool {
        let inside = self
            .bundles
            .leaf(source.folder)
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
        for text in DATES.iter().filter_map(|name| text_of(fields.get(*name)?)) {
            match date::parse(&text, zone) {
                Some(date) => return Some(date),
                None => unread = unread.or(Some(text)),
            }
        }
        // `published: true` is a word on drafts, not a date.
        if let Some(text) = unread.filter(|text| !matches!(text.as_str(), "true" | "false")) {
            self.warnings.push(source_class::no_date(source.file, &text));
        }
        if !self.config.dates_in_names {
            return None;
        }
        let (day, _) = file_name::dated(source.stem)?;
        day.to_zoned(zone.clone()).ok()
    }

    fn is_unpublished(&self, fields: &Fields, date: Option<&Zoned>) -> bool {
        let moment = |name: &str| date::parse(&text_of(fields.get(name)?)?, &self.settings.zone);
        let now = self.settings.now;
        let draft = fields.get("draft") == Some(&Value::Bool(true))
            || fields.get("published") == Some(&Value::Bool(false));
        let published = moment("publishdate").or_else(|| date.cloned());
        let future = published.is_some_and(|date| date.timestamp() > now);
        let expired = moment("expirydate").is_some_and(|date| date.timestamp() <= now);
        let build =
            fields.get("build").or_else(|| fields.get("_build")).and_then(|it| it.get("render"));
        let unbuilt =
            matches!(build.and_then(text_of).as_deref(), Some("never" | "false" | "link"))
                || fields.get("headless") == Some(&Value::Bool(true));
        unbuilt
            || (draft && !self.options.drafts && !self.config.drafts)
            || (future && !self.options.future && !self.config.future)
            || (expired && !self.config.expired)
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
        let prefix = if absolute { String::new() } else { self.language_prefix(source) };
        let ugly = self.config.ugly.is_for(&sections) && url.is_none() && !name.is_empty();
        let path = permalink::path(&format!("{prefix}/{text}"));
        let path = path.and_then(|path| if ugly { path.with_ending("html") } else { Some(path) });
        if path.is_none() {
            self.warn(source, "no path can be made of its name; it is not served");
        }
        path
    }

    /// A name without the date that it begins with, where the site reads dates from names.
    fn without_date<'n>(&self, name: &'n str) -> &'n str {
        match file_name::dated(name) {
            Some((_, rest)) if self.config.dates_in_names && !rest.is_empty() => rest,
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

    /// `/xx` for pages that are not in the default language.
    fn language_prefix(&self, source: &ContentFile<'_>) -> String {
        let language = source.language.as_deref().unwrap_or(&self.config.default_language);
        let prefixed = language != self.config.default_language || self.config.default_in_folder;
        if prefixed { format!("/{language}") } else { String::new() }
    }

    /// A file beside pages: served below the page of the innermost folder that has one.
    fn resource(&mut self, source: &ContentFile<'a>) -> Option<Routed<'a>> {
        if source.is_page() {
            return None;
        }
        let file = source.file;
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
        let path = self.bundles.path_of(source.folder, file.path.name().text(), &part)?;
        Some(Routed { source: file, path, served: Served::File(source_class::media_of(file)) })
    }

    fn warn(&mut self, source: &ContentFile<'_>, what: impl Into<String>) {
        self.warnings.push(Diagnostic::whole(what).in_file(&source.file.path));
    }
}

/// A file of a static folder, served from the root.
fn static_file<'a>(file: &'a Source, config: &HugoConfig) -> Option<Routed<'a>> {
    let folder = config.statics.iter().find_map(|top| file.path.folder_below(top))?;
    plain::route_static(file, folder)
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
