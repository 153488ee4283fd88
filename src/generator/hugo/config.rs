//! `hugo.toml` and its older and split forms: what a Hugo site says of itself.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use serde_json::Value;

use super::dates::DateFields;
use super::files;
use super::ignored::Ignored;
use super::mounts::Mounts;
use super::words::Words;
use crate::content::folder::Folder;
use crate::content::front_matter::Fields;
use crate::content::page_head::{list_of, text_of};
use crate::content::source_path::SourcePath;
use crate::diagnostic::Diagnostic;
use crate::generator::edition::Edition;
use crate::generator::fields::{inside, is_true, list, text};
use crate::generator::settings::Settings;
use crate::generator::unreadable::unreadable;
use crate::parse::Dialect;
use crate::path::CapsulePath;
use crate::phrases::Phrases;

/// The part of a configuration that decides which files are served, and at which paths.
#[derive(Clone, Debug)]
pub(crate) struct HugoConfig {
    /// The folders with pages and files.
    pub mounts: Mounts,
    /// Files below the content folders that are passed over.
    ignored: Ignored,
    /// The kinds of pages that are not built.
    disabled_kinds: Vec<String>,
    /// The names of all taxonomies in front matter and paths.
    taxonomies: Vec<String>,
    /// The language of pages that name none.
    pub default_language: String,
    /// True if pages in that language are below a folder of its name, too.
    pub default_in_folder: bool,
    /// All languages of the site.
    pub languages: Vec<String>,
    /// Those that are not served.
    pub disabled_languages: Vec<String>,
    /// The templates of pages by section.
    pub page_permalinks: HashMap<String, String>,
    /// The templates of the sections themselves.
    pub section_permalinks: HashMap<String, String>,
    /// Pages that are `/name.html` and not `/name/`.
    pub ugly: Ugly,
    /// True if paths are in lower case.
    pub lower: bool,
    /// True if drafts are served.
    pub drafts: bool,
    /// True if pages of the future are served.
    pub future: bool,
    /// True if expired pages are served.
    pub expired: bool,
    /// The sections whose pages are posts; empty for all.
    pub main_sections: Vec<String>,
    /// The fields that date a page.
    pub dates: DateFields,
}

/// Pages that are `/name.html` and not `/name/` (`uglyURLs`): none, all, or those of some
/// sections.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Ugly {
    all: bool,
    sections: Vec<String>,
}

impl Ugly {
    fn of(value: Option<&Value>) -> Self {
        let sections = value.and_then(Value::as_object).into_iter().flatten();
        let ugly = sections
            .filter(|(_, is)| **is == Value::Bool(true))
            .map(|(section, _)| section.to_lowercase());
        Self { all: value == Some(&Value::Bool(true)), sections: ugly.collect() }
    }

    /// True if it is for the pages in some folders, the outermost first.
    #[must_use]
    pub(crate) fn is_for(&self, folders: &[String]) -> bool {
        let section = folders.first().map(|folder| folder.to_lowercase()).unwrap_or_default();
        self.all || self.sections.contains(&section)
    }
}

impl HugoConfig {
    /// True if a code names one of the site's languages.
    pub(crate) fn knows_language(&self, code: &str) -> bool {
        self.default_language == code || self.languages.iter().any(|it| it == code)
    }

    /// Path of the start page of a language.
    #[must_use]
    pub(crate) fn home_of(&self, language: &str) -> CapsulePath {
        let is_at_top = language == self.default_language && !self.default_in_folder;
        Edition::home_of((!is_at_top).then_some(language))
    }

    /// The languages of the site, in their order, if there are several.
    fn editions(&self, fields: &Fields) -> Vec<Edition> {
        let served = self.languages.iter().filter(|it| !self.disabled_languages.contains(it));
        let mut served: Vec<(Words<'_>, &String)> =
            served.map(|language| (Words::of(fields, language), language)).collect();
        if served.len() < 2 {
            return Vec::new();
        }
        served.sort_by_key(|(words, _)| words.weight());
        let edition = |(words, code): (Words<'_>, &String)| Edition {
            code: code.clone(),
            home: self.home_of(code),
            language: words.tag().as_ref().unwrap_or(code).parse().ok(),
            name: words.name().unwrap_or_else(|| Phrases::name_of(code)),
            title: words.text("title"),
            description: words.text("description"),
        };
        served.into_iter().map(edition).collect()
    }

    /// Reads the configuration of a site; without one everything has Hugo's own value.
    #[must_use]
    pub(crate) fn read(folder: &Folder, warnings: &mut Vec<Diagnostic>) -> (Self, Settings) {
        let fields = files::read(folder, warnings);
        if inside(&fields, "module", &["imports"]).is_some() {
            let what = "module.imports is not followed: only the site's own folders are served";
            warnings.push(Diagnostic::whole(what).in_file("hugo.toml"));
        }
        let (mounts, fault) = Mounts::of(&fields);
        let ignored = Ignored::new(&list(&fields, "ignorefiles"), folder);
        let fault = ignored.as_ref().err().or(fault.as_ref());
        warnings.extend(fault.map(|pattern| {
            let what = format!("this is no pattern: \"{pattern}\"");
            unreadable("hugo.toml", Diagnostic::whole(what))
        }));
        let config = Self::of(&fields, mounts, ignored.unwrap_or_default());
        let settings = settings(fields, &config, warnings);
        (config, settings)
    }

    fn of(fields: &Fields, mounts: Mounts, ignored: Ignored) -> Self {
        let default_language = text(fields, "defaultcontentlanguage");
        let default_language = default_language.map_or("en".to_owned(), |it| it.to_lowercase());
        let languages = fields.get("languages").and_then(Value::as_object);
        let permalinks = fields.get("permalinks").and_then(Value::as_object);
        let mut page_permalinks = templates(permalinks);
        page_permalinks.extend(templates(permalinks.and_then(|it| it.get("page")?.as_object())));
        Self {
            mounts,
            ignored,
            disabled_kinds: lower(list(fields, "disablekinds")),
            taxonomies: taxonomies(fields),
            default_in_folder: is_true(fields, "defaultcontentlanguageinsubdir"),
            languages: languages.map(|it| it.keys().cloned().collect()).unwrap_or_default(),
            disabled_languages: disabled_languages(fields, languages),
            page_permalinks,
            section_permalinks: templates(permalinks.and_then(|it| it.get("section")?.as_object())),
            ugly: Ugly::of(fields.get("uglyurls")),
            lower: !is_true(fields, "disablepathtolower"),
            drafts: is_true(fields, "builddrafts"),
            future: is_true(fields, "buildfuture"),
            expired: is_true(fields, "buildexpired"),
            main_sections: main_sections(fields),
            dates: DateFields::of(fields),
            default_language,
        }
    }

    /// True if the scan passes a source path over: layouts, themes and data are no
    /// content.
    #[must_use]
    pub(crate) fn skips(&self, source: &SourcePath) -> bool {
        let in_content = |folder: &String| {
            source.as_str().strip_prefix(folder.as_str()).is_some_and(|it| it.starts_with('/'))
        };
        let mut folders = self.mounts.content.iter().map(|mount| &mount.folder);
        self.mounts.pass_over(source.as_str())
            || (folders.any(in_content) && self.ignored.mean(source))
    }

    /// The kind of the page that stands for a folder below the content folder.
    #[must_use]
    pub(crate) fn kind_of_folder(&self, folder: &str) -> &'static str {
        let (first, rest) = folder.split_once('/').unwrap_or((folder, ""));
        match (folder.is_empty(), self.taxonomies.iter().any(|it| it == first), rest.is_empty()) {
            (true, ..) => "home",
            (_, false, _) => "section",
            (_, true, true) => "taxonomy",
            (_, true, false) => "term",
        }
    }

    /// True if pages of a kind are built.
    #[must_use]
    pub(crate) fn builds(&self, kind: &str) -> bool {
        !self.disabled_kinds.iter().any(|disabled| disabled == kind)
    }
}

fn lower(names: Vec<String>) -> Vec<String> {
    names.into_iter().map(|name| name.to_lowercase()).collect()
}

fn templates(fields: Option<&Fields>) -> HashMap<String, String> {
    let mut templates = HashMap::new();
    for (section, template) in fields.into_iter().flatten() {
        if let Some(template) = template.as_str() {
            templates.insert(section.trim_matches('/').to_owned(), template.to_owned());
        }
    }
    templates
}

fn disabled_languages(fields: &Fields, languages: Option<&Fields>) -> Vec<String> {
    let listed = list(fields, "disablelanguages");
    let off = languages
        .into_iter()
        .flatten()
        .filter(|(_, about)| about.get("disabled") == Some(&Value::Bool(true)));
    listed
        .into_iter()
        .chain(off.map(|(language, _)| language.clone()))
        .map(|it| it.to_lowercase())
        .collect()
}

fn main_sections(fields: &Fields) -> Vec<String> {
    let named = fields.get("mainsections").or_else(|| inside(fields, "params", &["mainsections"]));
    named.map_or_else(Vec::new, list_of)
}

fn settings(mut fields: Fields, config: &HugoConfig, warnings: &mut Vec<Diagnostic>) -> Settings {
    let words = Words::of(&fields, &config.default_language);
    let zone = words.text("timezone").map_or(TimeZone::UTC, |name| zone(&name, warnings));
    let (url, baseurl) = split_url(words.text("baseurl").as_deref());
    let (title, description) = (words.text("title"), words.text("description"));
    let author = words.find("author").or_else(|| words.find("authors")).cloned();
    let emoji = is_true(&fields, "enableemoji");
    let email = words.find("email").cloned();
    let language = words.tag().or_else(|| text(&fields, "locale"));
    let language = language.or_else(|| text(&fields, "languagecode"));
    let language = language.unwrap_or_else(|| config.default_language.clone());
    let editions = config.editions(&fields);
    fields.extend(author.map(|author| ("author".to_owned(), first_of(author))));
    fields.extend(email.map(|email| ("email".to_owned(), email)));
    let is_own = |name: &&String| !matches!(name.as_str(), "tags" | "categories");
    let taxonomies = config.taxonomies.iter().filter(is_own).cloned().collect();
    Settings {
        title,
        description,
        language: language.parse().ok(),
        url,
        baseurl,
        zone,
        dialect: Dialect {
            definitions: true,
            attributes: true,
            smart: true,
            emoji,
            math: has_math(&fields),
            ..Dialect::default()
        },
        fields,
        taxonomies,
        feed_names: vec!["index.xml".to_owned()],
        editions,
        ..Settings::default()
    }
}

/// A time zone by its name; UTC for one that is not known.
fn zone(name: &str, warnings: &mut Vec<Diagnostic>) -> TimeZone {
    TimeZone::get(name).unwrap_or_else(|_| {
        let what = format!("timeZone \"{name}\" is not known; UTC is used");
        warnings.push(Diagnostic::whole(what).in_file("hugo.toml"));
        TimeZone::UTC
    })
}

/// The names of the taxonomies in front matter and paths; the usual ones when none are set.
fn taxonomies(fields: &Fields) -> Vec<String> {
    let Some(named) = fields.get("taxonomies").and_then(Value::as_object) else {
        return vec!["tags".to_owned(), "categories".to_owned()];
    };
    lower(named.values().filter_map(text_of).collect())
}

/// Of several authors the first.
fn first_of(value: Value) -> Value {
    match value {
        Value::Array(values) => values.into_iter().next().unwrap_or_default(),
        one @ (Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Object(_)) => one,
    }
}

/// True if TeX between delimiters is passed through to the browser
/// (`markup.goldmark.extensions.passthrough`).
fn has_math(fields: &Fields) -> bool {
    let rest = ["goldmark", "extensions", "passthrough", "enable"];
    inside(fields, "markup", &rest) == Some(&Value::Bool(true))
}

/// The site's address, without a final `/`, and the path on the web that it lives below.
#[must_use]
pub(crate) fn split_url(url: Option<&str>) -> (Option<String>, String) {
    let Some(url) = url else { return (None, String::new()) };
    let (scheme, rest) = url.split_once("://").map_or(("", url), |(scheme, rest)| (scheme, rest));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let path = path.trim_matches('/');
    let baseurl = if path.is_empty() { String::new() } else { format!("/{path}") };
    let url = (!host.is_empty() && !scheme.is_empty()).then(|| format!("{scheme}://{host}"));
    (url, baseurl)
}

#[cfg(test)]
mod tests;
