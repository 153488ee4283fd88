//! The routes of a Zola site.
//!
//! Pages first, because the files beside an `index.md` are served below its page.

use std::collections::HashMap;

use jiff::Zoned;
use serde_json::Value;

use super::config::ZolaConfig;
use crate::content::file_name;
use crate::content::format::PageFormat;
use crate::content::front_matter::Fields;
use crate::content::page_head::{Head, text_of};
use crate::content::source::Source;
use crate::date;
use crate::diagnostic::Diagnostic;
use crate::generator::bundle::{Bundles, upwards};
use crate::generator::fields::text;
use crate::generator::interface::Routing;
use crate::generator::plain;
use crate::generator::routed::{PageMetadata, Routed, Served};
use crate::generator::settings::{Options, Settings};
use crate::generator::source_class;
use crate::generator::source_class::Classified;
use crate::path::CapsulePath;

/// Routes the files of a Zola site.
#[must_use]
pub(crate) fn route<'a>(
    sources: &Classified<'a>,
    config: &ZolaConfig,
    site: &mut Routing<'_>,
) -> Vec<Routed<'a>> {
    let Routing { settings, options, diagnostics: warnings } = site;
    let content: Vec<ContentFile<'a>> =
        sources.all().filter_map(|file| ContentFile::of(file, config)).collect();
    let leaf = |source: &&ContentFile<'a>| {
        source.head.is_some() && source.stem == "index" && !source.folder.is_empty()
    };
    let leaves = content.iter().filter(leaf).map(|source| source.folder).collect();
    let draft = |source: &&ContentFile<'a>| source.stem == "_index" && source.is_draft(options);
    let closed = content.iter().filter(draft).map(|source| source.folder).collect();
    let bundles = Bundles { leaves, closed, ..Bundles::default() };
    let mut site = Site { config, settings, options, warnings, bundles };
    let mut pages: Vec<(&ContentFile<'a>, Routed<'a>)> =
        content.iter().filter_map(|source| Some((source, site.page(source)?))).collect();
    set_parents(&mut pages);
    let mut routed: Vec<Routed<'a>> = pages.into_iter().map(|(_, page)| page).collect();
    routed.extend(content.iter().filter_map(|source| site.asset(source)));
    routed.extend(sources.all().filter_map(static_file));
    routed
}

/// Says of each page which section lists it: the nearest one around it that does not hand its pages
/// on to the one above.
fn set_parents(pages: &mut [(&ContentFile<'_>, Routed<'_>)]) {
    let mut sections = HashMap::new();
    for (source, page) in pages.iter().filter(|(source, _)| source.stem == "_index") {
        let transparent = source.head.is_some_and(|head| head.is("transparent"));
        if !transparent {
            sections.insert((source.language, source.folder), page.path.clone());
        }
    }
    for (source, page) in pages.iter_mut().filter(|(source, _)| source.stem != "_index") {
        let around = match (source.stem, source.folder.rsplit_once('/')) {
            ("index", Some((above, _))) => above,
            ("index", None) => "",
            _ => source.folder,
        };
        let mut folders = upwards(around);
        if let Served::Page(metadata) = &mut page.served {
            metadata.parent = folders.find_map(|it| sections.get(&(source.language, it)).cloned());
        }
    }
}

/// A file below the content folder.
#[derive(Clone, Debug)]
struct ContentFile<'a> {
    file: &'a Source,
    /// Front matter and first heading of a page; `None` for any other file.
    head: Option<&'a Head>,
    /// Its folder below the content folder, without slashes at its ends.
    folder: &'a str,
    /// Its name without ending and language.
    stem: &'a str,
    /// Its language, when its name says one.
    language: Option<&'a str>,
}

impl<'a> ContentFile<'a> {
    fn of(file: &'a Source, config: &ZolaConfig) -> Option<Self> {
        let folder = file.path.folder_below("content")?;
        let name = file.path.name();
        let stem = name.stem();
        let known = |code: &str| {
            config.default_language == code || config.languages.iter().any(|it| it == code)
        };
        let (stem, language) = match stem.rsplit_once('.') {
            Some((stem, code)) if known(code) => (stem, Some(code)),
            Some(_) | None => (stem, None),
        };
        // Zola knows one form of pages; everything else lies beside them.
        let head = match source_class::page_of(file) {
            Some((PageFormat::Markdown, head)) if name.extension() == Some("md") => {
                Some(head.as_ref())
            }
            Some(_) | None => None,
        };
        Some(Self { file, head, folder, stem, language })
    }

    fn is_draft(&self, options: &Options) -> bool {
        self.head.is_some_and(|head| plain::is_unpublished(head, options))
    }

    /// The name that gives the page its date and path: its file's, or of an `index.md` its
    /// folder's.
    fn name(&self) -> &'a str {
        let folder = self.folder.rsplit('/').next().unwrap_or_default();
        if self.stem == "index" { folder } else { self.stem }
    }
}

struct Site<'s, 'a> {
    config: &'s ZolaConfig,
    settings: &'s Settings,
    options: &'s Options,
    warnings: &'s mut Vec<Diagnostic>,
    bundles: Bundles<'a>,
}

impl<'a> Site<'_, 'a> {
    fn page(&mut self, source: &ContentFile<'a>) -> Option<Routed<'a>> {
        let head = source.head?;
        if self
            .bundles
            .leaf(source.folder)
            .is_some_and(|leaf| leaf != source.folder || source.stem != "index")
        {
            self.warn(
                source,
                "it lies beside an index.md and is no page of its own; it is not served",
            );
            return None;
        }
        if source.is_draft(self.options) || self.is_in_draft(source) {
            return None;
        }
        let mut fields = fields(head);
        let date = self.date(&fields, source);
        let Some(path) = self.page_path(source, &fields) else {
            self.warn(source, "no path can be made of its name; it is not served");
            return None;
        };
        let default =
            source.language.is_none_or(|language| language == self.config.default_language);
        let (section, rendered) = (source.stem == "_index", !head.is_not("render"));
        // The files beside a section are published in any case.
        if (section || (source.stem == "index" && rendered))
            && (default || !self.bundles.pages.contains_key(source.folder))
        {
            self.bundles.pages.insert(source.folder, path.clone());
        }
        if !rendered {
            return None;
        }
        if !self.config.languages.is_empty() {
            fields.insert(
                "lang".to_owned(),
                source.language.unwrap_or(&self.config.default_language).into(),
            );
        }
        let collection = (date.is_some() && !section).then(|| "posts".into());
        let language = source.language.unwrap_or(&self.config.default_language);
        let home = Some(self.config.home_of(language));
        let metadata =
            PageMetadata { date, collection, section, home, ..plain::metadata_of(fields) };
        let redirects = metadata.redirects.iter().filter_map(as_served).collect();
        let metadata = PageMetadata { redirects, ..metadata };
        Some(Routed { source: source.file, path, served: Served::Page(Box::new(metadata)) })
    }

    /// True for a page below a section that is a draft: Zola does not look into its folder. The
    /// section may have a page in another language, which is none.
    fn is_in_draft(&self, source: &ContentFile<'a>) -> bool {
        let above = source.folder.rsplit_once('/').map_or("", |(above, _)| above);
        match (source.stem, source.folder) {
            ("_index", "") => false,
            ("_index", _) => self.bundles.is_closed(above),
            (_, folder) => self.bundles.is_closed(folder),
        }
    }

    fn date(&mut self, fields: &Fields, source: &ContentFile<'_>) -> Option<Zoned> {
        let zone = &self.settings.zone;
        if let Some(text) = fields.get("date").and_then(text_of) {
            if let Some(date) = date::parse(&text, zone) {
                return Some(date);
            }
            self.warnings.push(source_class::no_date(source.file, &text));
        }
        let (day, _) = file_name::dated(source.name())?;
        day.to_zoned(zone.clone()).ok()
    }

    /// The path of a page: as its `path` says, else by its folders, which Zola takes as they
    /// are, and its slug.
    fn page_path(&self, source: &ContentFile<'_>, fields: &Fields) -> Option<CapsulePath> {
        let section = source.stem == "_index";
        if !section && let Some(path) = text(fields, "path") {
            return folder(&path);
        }
        let language = source.language.filter(|language| *language != self.config.default_language);
        let above = match source.stem {
            "index" => source.folder.rsplit_once('/').map_or("", |(above, _)| above),
            _ => source.folder,
        };
        let rest = match file_name::dated(source.name()) {
            Some((_, rest)) if !rest.is_empty() && !self.config.keeps_dates => rest,
            Some(_) | None => source.name(),
        };
        let slug = if section {
            String::new()
        } else {
            self.config.slugs.of(text(fields, "slug").as_deref().unwrap_or(rest))
        };
        folder(&format!("{}/{above}/{slug}", language.unwrap_or_default()))
    }

    /// A file beside pages.
    fn asset(&mut self, source: &ContentFile<'a>) -> Option<Routed<'a>> {
        if source.head.is_some() {
            return None;
        }
        let file = source.file;
        if let Some(menu) = plain::route_menu(file, source.folder) {
            return Some(menu);
        }
        // All that lies below a page, and what lies directly in a section.
        let owner = self.bundles.leaf(source.folder).unwrap_or(source.folder);
        let page = self.bundles.pages.get(owner)?.as_folder();
        let inner = file.path.as_str().strip_prefix("content/")?.strip_prefix(owner)?;
        let path =
            CapsulePath::literal(&format!("{page}{}", inner.trim_start_matches('/'))).ok()?;
        Some(Routed { source: file, path, served: Served::File(source_class::media_of(file)) })
    }

    fn warn(&mut self, source: &ContentFile<'_>, what: impl Into<String>) {
        self.warnings.push(Diagnostic::whole(what).in_file(&source.file.path));
    }
}

/// A page's front matter, with its taxonomies where other generators have them.
fn fields(head: &Head) -> Fields {
    let mut fields = head.fields.as_deref().cloned().unwrap_or_default();
    if let Some(Value::Object(taxonomies)) = fields.get("taxonomies").cloned() {
        for (name, values) in taxonomies {
            fields.entry(name).or_insert(values);
        }
    }
    let redirect = fields.get("redirect_to").and_then(text_of);
    if let Some(path) = redirect.filter(|to| !to.contains("://") && !to.starts_with('/')) {
        fields.insert("redirect_to".to_owned(), Value::String(format!("/{path}")));
    }
    fields
}

/// The path of a folder, whatever slashes are around it or doubled in it.
fn folder(text: &str) -> Option<CapsulePath> {
    let parts: Vec<&str> = text.split('/').map(str::trim).filter(|part| !part.is_empty()).collect();
    let end = if parts.is_empty() { "" } else { "/" };
    CapsulePath::literal(&format!("/{}{end}", parts.join("/"))).ok()
}

/// An alias: Zola writes a page for it, in a folder of that name unless it names a file.
fn as_served(alias: &CapsulePath) -> Option<CapsulePath> {
    if alias.ending() == Some("html") { Some(alias.clone()) } else { folder(alias.as_str()) }
}

/// A file of the static folder, served from the root.
fn static_file(file: &Source) -> Option<Routed<'_>> {
    plain::route_static(file, file.path.folder_below("static")?)
}
