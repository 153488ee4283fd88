//! `_config.yml`: what a Jekyll site says of itself.

use jiff::tz::TimeZone;
use serde_json::Value;

use super::archives::archives;
use super::defaults::Defaults;
use super::dialect;
use super::entry_filter::EntryFilter;
use super::languages::Languages;
use super::plugins::plugins;
use crate::content::folder::Folder;
use crate::content::front_matter::{self, Fields};
use crate::content::page_head::{list_of, text_of};
use crate::content::source_path::SourcePath;
use crate::content::title;
use crate::diagnostic::Diagnostic;
use crate::generator::fields::{is_true, is_truthy, list, text};
use crate::generator::settings::Settings;
use crate::generator::unreadable::unreadable;

/// The names that a configuration may have; the first that is there is read.
pub(crate) const NAMES: &[&str] = &["_config.yml", "_config.yaml", "_config.toml"];

/// Plugins that nothing is missing without: what they do to pages is done here too, or it is only
/// for web browsers, search engines and those who build the site.
const WITHOUT_LOSS: &[&str] = &[
    "html-proofer",
    "jekyll-admin",
    "jekyll-archives",
    "jekyll-algolia",
    "jekyll-coffeescript",
    "jekyll-commonmark",
    "jekyll-commonmark-ghpages",
    "jekyll-compose",
    "jekyll-default-layout",
    "jekyll-feed",
    "jekyll-gist",
    "jekyll-github-metadata",
    "jekyll-imagemagick",
    "jekyll-include-cache",
    "jekyll-link-attributes",
    "jekyll-livereload",
    "jekyll-minifier",
    "jekyll-optional-front-matter",
    "jekyll-paginate",
    "jekyll-polyglot",
    "jekyll-paginate-v2",
    "jekyll-postcss",
    "jekyll-readme-index",
    "jekyll-redirect-from",
    "jekyll-relative-links",
    "jekyll-remote-theme",
    "jekyll-sass-converter",
    "jekyll-seo-tag",
    "jekyll-sitemap",
    "jekyll-swiss",
    "jekyll-tagging",
    "jekyll-target-blank",
    "jekyll-terser",
    "jekyll-tidy",
    "jekyll-titles-from-headings",
    "jekyll-toc",
    "jekyll-typogrify",
    "jekyll-watch",
    "jekyll/tagging",
    "jemoji",
    "kramdown-parser-gfm",
    "rouge",
    "webrick",
];

/// The part of a configuration that decides which files are served, and at which paths.
#[derive(Clone, Debug)]
pub(crate) struct JekyllConfig {
    /// The style or template of permalinks.
    pub permalink: String,
    /// The collections that the configuration names.
    pub collections: Vec<Collection>,
    /// The folder that all of the site is in (`source`): empty, or ends with `/`. It is part of no
    /// other path in the configuration.
    pub source: String,
    /// The folder that collections and `_posts` are in: empty, or ends with `/`.
    pub collections_folder: String,
    /// Front matter that pages get by their source path and type.
    pub defaults: Defaults,
    /// What `exclude`, `include` and names keep back.
    pub filter: EntryFilter,
    /// The folder that Jekyll writes to.
    destination: String,
    /// True if documents of the future are served.
    pub future: bool,
    /// True if drafts are served.
    pub drafts: bool,
    /// True if what is not published is served all the same.
    pub unpublished: bool,
    /// The number of posts that are served, the newest; `None` for all.
    pub most_posts: Option<usize>,
    /// The languages that have folders of their own.
    pub languages: Languages,
    /// The names of its plugins.
    pub plugins: Vec<String>,
}

/// A collection of documents.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Collection {
    /// Its name: its documents are in `_name`.
    pub name: String,
    /// True if its documents are served.
    pub output: bool,
    /// The template of their permalinks.
    pub permalink: Option<String>,
}

impl JekyllConfig {
    /// Reads the configuration of a site; without one everything has Jekyll's own value.
    #[must_use]
    pub(crate) fn read(folder: &Folder, warnings: &mut Vec<Diagnostic>) -> (Self, Settings) {
        let name = NAMES.iter().find(|name| folder.has(name));
        let fields = name.map_or_else(Fields::new, |name| {
            read_fields(folder, name).unwrap_or_else(|diagnostic| {
                warnings.push(unreadable(name, diagnostic));
                Fields::new()
            })
        });
        let (mut config, mut settings) = (Self::of(&fields), settings(&fields, warnings));
        settings.editions = config.languages.editions(&fields);
        if let Some(named) = text(&fields, "source").filter(|it| !config.finds_source(it, folder)) {
            let file = name.copied().unwrap_or_default();
            warnings.push(config.replace_source(&named, folder).in_file(file));
        }
        (config, settings)
    }

    /// Takes the folder that a build copies to the one that is named and not here, if it can be
    /// guessed: `src` for `.tmp/src`. Else nothing may be served, since what the site leaves out is
    /// not known; Jekyll publishes nothing then.
    fn replace_source(&mut self, named: &str, folder: &Folder) -> Diagnostic {
        let last = self.source.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let other = format!("{last}/");
        let is_elsewhere = named.starts_with('/') || last.is_empty();
        if is_elsewhere || last.starts_with(['.', '_']) || !folder.has(&other) {
            let what = format!(
                "source \"{named}\" is no folder here that can be served; serve the one with the \
                 pages itself, or name it"
            );
            return Diagnostic::whole(what).as_error();
        }
        let what = format!("source \"{named}\" is not here; {last} is served in its place");
        self.source = other;
        Diagnostic::whole(what)
    }

    /// True if the folder that `source` names is there, and is not hidden. One that lies elsewhere
    /// would leave the site to be all that is beside its configuration.
    fn finds_source(&self, named: &str, folder: &Folder) -> bool {
        let is_here = matches!(named.trim_end_matches('/'), "" | ".");
        let hidden = self.source.starts_with('.') || self.source.contains("/.");
        is_here || (!self.source.is_empty() && !hidden && folder.has(&self.source))
    }

    fn of(fields: &Fields) -> Self {
        let collections_folder = folder(text(fields, "collections_dir"));
        Self {
            // An empty style is `date`.
            permalink: text(fields, "permalink").unwrap_or_default(),
            collections: fields.get("collections").map_or_else(Vec::new, collections),
            defaults: Defaults::of(fields.get("defaults"), &collections_folder),
            filter: EntryFilter::new(patterns(fields, "exclude"), patterns(fields, "include")),
            destination: folder(text(fields, "destination").or(Some("_site".to_owned()))),
            future: is_true(fields, "future"),
            drafts: is_true(fields, "show_drafts"),
            unpublished: is_true(fields, "unpublished"),
            most_posts: most_posts(fields),
            languages: Languages::of(fields),
            plugins: plugins(fields),
            source: folder(text(fields, "source")),
            collections_folder,
        }
    }

    /// The path of a source from the folder of the site; `None` for one outside of it.
    #[must_use]
    pub(crate) fn inside<'p>(&self, source: &'p SourcePath) -> Option<&'p str> {
        source.as_str().strip_prefix(self.source.as_str())
    }

    /// The style or template of posts' permalinks: posts are a collection, and `collections` may
    /// say it of them too.
    #[must_use]
    pub(crate) fn posts_permalink(&self) -> &str {
        let posts = self.collections.iter().find(|it| it.name == "posts");
        posts.and_then(|it| it.permalink.as_deref()).unwrap_or(&self.permalink)
    }

    /// True if the scan passes a source path over. `_site` holds a stale copy of every page.
    #[must_use]
    pub(crate) fn skips(&self, source: &SourcePath) -> bool {
        // What Jekyll writes may lie anywhere.
        let is_built = |it: &str| it == "_site" || self.destination.strip_suffix('/') == Some(it);
        if is_built(source.as_str()) {
            return true;
        }
        let Some(source) = self.inside(source) else {
            let above = self.source.strip_prefix(source.as_str());
            return !above.is_some_and(|rest| rest.starts_with('/'));
        };
        if matches!(source, "_site" | "_layouts" | "_plugins" | "_sass") {
            return true;
        }
        let listed = self.in_collection(source).is_some()
            || self.collections_folder.strip_prefix(source).is_some_and(|it| it.starts_with('/'));
        !listed && self.filter.excludes(source) && !self.filter.names(source)
    }

    /// The collection that a source path is in or the folder of, and its path there.
    #[must_use]
    pub(crate) fn in_collection<'p>(&self, source: &'p str) -> Option<(&Collection, &'p str)> {
        let inside = source.strip_prefix(self.collections_folder.as_str())?.strip_prefix('_')?;
        let (name, inner) = inside.split_once('/').unwrap_or((inside, ""));
        if matches!(name, "posts" | "drafts" | "data") {
            return None;
        }
        Some((self.collections.iter().find(|it| it.name == name)?, inner))
    }
}

impl Collection {
    fn of(name: &str, settings: &Value) -> Self {
        Self {
            name: name.to_owned(),
            output: settings.get("output").is_some_and(is_truthy),
            permalink: settings.get("permalink").and_then(text_of),
        }
    }
}

/// The texts of a list of patterns. Jekyll passes all else in it over.
fn patterns(fields: &Fields, name: &str) -> Vec<String> {
    match fields.get(name) {
        Some(Value::Array(values)) => {
            values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
        }
        Some(_) => list(fields, name),
        None => Vec::new(),
    }
}

/// A folder of the site: empty for its own or one elsewhere, else it ends with `/`.
fn folder(named: Option<String>) -> String {
    let named = named.unwrap_or_default();
    let inner = named.strip_prefix("./").unwrap_or(&named).trim_matches('/');
    match SourcePath::new(inner) {
        Some(path) => format!("{path}/"),
        None => String::new(),
    }
}

fn most_posts(fields: &Fields) -> Option<usize> {
    let most = fields.get("limit_posts").and_then(Value::as_u64).filter(|most| *most > 0)?;
    usize::try_from(most).ok()
}

fn read_fields(folder: &Folder, name: &str) -> Result<Fields, Diagnostic> {
    let bytes = folder.read(name).map_err(|error| Diagnostic::whole(error.to_string()))?;
    let text = crate::content::decode::text(&bytes).text;
    let read =
        if name.ends_with(".toml") { front_matter::toml(&text) } else { front_matter::yaml(&text) };
    read.map_err(|problem| Diagnostic::at_line(problem.line, problem.what))
}

fn settings(fields: &Fields, warnings: &mut Vec<Diagnostic>) -> Settings {
    let zone = text(fields, "timezone").map_or(TimeZone::UTC, |name| zone(&name, warnings));
    let plugins = plugins(fields);
    let unknown: Vec<&str> = plugins
        .iter()
        .map(String::as_str)
        .filter(|plugin| !WITHOUT_LOSS.contains(plugin))
        .collect();
    if !unknown.is_empty() {
        let what = format!(
            "plugins that are not known, so that what they do is missing: {}",
            unknown.join(", ")
        );
        warnings.push(Diagnostic::whole(what).in_file("_config.yml"));
    }
    Settings {
        title: text(fields, "title").or_else(|| text(fields, "name")).map(|it| title::words(&it)),
        description: text(fields, "description").or_else(|| text(fields, "tagline")),
        language: text(fields, "lang")
            .or_else(|| text(fields, "locale"))
            .and_then(|it| it.parse().ok()),
        url: text(fields, "url").map(|url| url.trim_end_matches('/').to_owned()),
        baseurl: baseurl(fields),
        zone,
        has_yaml_times: true,
        dialect: dialect::of(fields, &plugins),
        archives: archives(fields, &plugins),
        fields: fields.clone(),
        ..Settings::default()
    }
}

/// A time zone by its name; UTC for one that is not known.
fn zone(name: &str, warnings: &mut Vec<Diagnostic>) -> TimeZone {
    TimeZone::get(name).unwrap_or_else(|_| {
        let what = format!("timezone \"{name}\" is not known; UTC is used");
        warnings.push(Diagnostic::whole(what).in_file("_config.yml"));
        TimeZone::UTC
    })
}

/// The path that the site lives below on the web: empty, or with a `/` at its beginning only.
fn baseurl(fields: &Fields) -> String {
    match text(fields, "baseurl").as_deref().map(|path| path.trim_matches('/')) {
        None | Some("") => String::new(),
        Some(path) => format!("/{path}"),
    }
}

/// `collections` is a list of names, or names with the settings of each.
fn collections(value: &Value) -> Vec<Collection> {
    if let Value::Object(map) = value {
        return map.iter().map(|(name, settings)| Collection::of(name, settings)).collect();
    }
    list_of(value).iter().map(|name| Collection::of(name, &Value::Null)).collect()
}

#[cfg(test)]
mod tests;
