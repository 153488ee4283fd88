//! `_config.yml`: what a Jekyll site says of itself.

use globset::{Glob, GlobSet, GlobSetBuilder};
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::content::folder::Folder;
use crate::content::front_matter::{self, Fields};
use crate::content::page_head::{list_of, text_of};
use crate::content::source_path::SourcePath;
use crate::diagnostic::Diagnostic;
use crate::generator::fields::{is_true, list, text};
use crate::generator::settings::Settings;
use crate::generator::unreadable::unreadable;
use crate::parse::Dialect;

/// The names that a configuration may have; all that are there are merged, later ones win.
pub(crate) const NAMES: &[&str] = &["_config.yml", "_config.yaml", "_config.toml"];

/// Patterns that Jekyll never serves, whatever the configuration says.
const EXCLUDED: &[&str] = &[
    "Gemfile",
    "Gemfile.lock",
    "gemfiles",
    "node_modules",
    "vendor/bundle",
    "vendor/cache",
    "vendor/gems",
    "vendor/ruby",
    "*.gemspec",
];

/// Plugins that nothing is missing without: what they do to pages is done here too, or it is only
/// for web browsers, search engines and those who build the site.
const WITHOUT_LOSS: &[&str] = &[
    "jekyll-admin",
    "jekyll-coffeescript",
    "jekyll-commonmark",
    "jekyll-commonmark-ghpages",
    "jekyll-compose",
    "jekyll-default-layout",
    "jekyll-feed",
    "jekyll-gist",
    "jekyll-github-metadata",
    "jekyll-include-cache",
    "jekyll-livereload",
    "jekyll-optional-front-matter",
    "jekyll-paginate",
    "jekyll-postcss",
    "jekyll-readme-index",
    "jekyll-redirect-from",
    "jekyll-relative-links",
    "jekyll-remote-theme",
    "jekyll-sass-converter",
    "jekyll-seo-tag",
    "jekyll-sitemap",
    "jekyll-swiss",
    "jekyll-titles-from-headings",
    "jekyll-watch",
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
    /// The folder that collections and `_posts` are in: empty, or ends with `/`.
    pub collections_folder: String,
    /// Front matter that pages get by their source path and type.
    pub defaults: Vec<Defaults>,
    /// Patterns of source paths that are not served.
    exclude: Patterns,
    /// Patterns of source paths that are served in spite of their names.
    include: Patterns,
    /// True if posts of the future are served.
    pub future: bool,
    /// True if drafts are served.
    pub drafts: bool,
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

/// Front matter that pages get by their source path and type.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Defaults {
    /// The folder or file it is for; empty for all.
    path: String,
    /// `posts`, `pages`, `drafts` or a collection's name; `None` for all.
    page_type: Option<String>,
    /// The fields.
    values: Fields,
}

/// Patterns of source paths, as `exclude` and `include` list them.
#[derive(Clone, Debug, Default)]
struct Patterns {
    plain: Vec<String>,
    globs: GlobSet,
}

impl Patterns {
    fn new(patterns: impl Iterator<Item = String>) -> Self {
        let plain: Vec<String> = patterns
            .map(|it| it.trim_matches('/').to_owned())
            .filter(|it| !it.is_empty())
            .collect();
        let mut builder = GlobSetBuilder::new();
        for glob in plain.iter().filter_map(|pattern| Glob::new(pattern).ok()) {
            builder.add(glob);
        }
        Self { globs: builder.build().unwrap_or_default(), plain }
    }

    /// True if a source path, or a folder that holds it, is meant.
    fn mean(&self, source: &str) -> bool {
        self.plain.iter().any(|pattern| is_below(source, pattern)) || self.globs.is_match(source)
    }
}

impl JekyllConfig {
    /// Reads the configuration of a site; without one everything has Jekyll's own value.
    #[must_use]
    pub(crate) fn read(folder: &Folder, warnings: &mut Vec<Diagnostic>) -> (Self, Settings) {
        let mut fields = Fields::new();
        for name in NAMES.iter().filter(|name| folder.has(name)) {
            match read_fields(folder, name) {
                Ok(more) => fields.extend(more),
                Err(diagnostic) => warnings.push(unreadable(name, diagnostic)),
            }
        }
        let settings = settings(&fields, warnings);
        (Self::of(&fields), settings)
    }

    fn of(fields: &Fields) -> Self {
        let excluded = EXCLUDED.iter().map(|it| (*it).to_owned());
        Self {
            // An empty style is `date`.
            permalink: text(fields, "permalink").unwrap_or_default(),
            collections: fields.get("collections").map_or_else(Vec::new, collections),
            collections_folder: collections_folder(fields),
            defaults: fields.get("defaults").map_or_else(Vec::new, defaults),
            exclude: Patterns::new(excluded.chain(list(fields, "exclude"))),
            include: Patterns::new(list(fields, "include").into_iter()),
            future: is_true(fields, "future"),
            drafts: is_true(fields, "show_drafts"),
        }
    }

    /// The style or template of posts' permalinks: posts are a collection, and `collections` may
    /// say it of them too.
    #[must_use]
    pub(crate) fn posts_permalink(&self) -> &str {
        let posts = self.collections.iter().find(|it| it.name == "posts");
        posts.and_then(|it| it.permalink.as_deref()).unwrap_or(&self.permalink)
    }

    /// True if the site's own configuration keeps a source path from being served.
    #[must_use]
    pub(crate) fn excludes(&self, source: &SourcePath) -> bool {
        let source = source.as_str();
        self.exclude.mean(source) && !self.include.mean(source)
    }

    /// True if a source path is served in spite of its name.
    #[must_use]
    pub(crate) fn includes(&self, source: &SourcePath) -> bool {
        self.include.mean(source.as_str())
    }

    /// A page's front matter with the defaults under it: of two defaults the one with the longer
    /// path, then the later one wins.
    #[must_use]
    pub(crate) fn with_defaults(
        &self,
        own: Option<&Fields>,
        source: &SourcePath,
        page_type: &str,
    ) -> Fields {
        let mut fitting: Vec<&Defaults> =
            self.defaults.iter().filter(|it| it.are_for(source.as_str(), page_type)).collect();
        fitting.sort_by_key(|it| (it.path.len(), it.page_type.is_some()));
        let mut fields = Fields::new();
        for defaults in fitting {
            fields.extend(defaults.values.clone());
        }
        if let Some(own) = own {
            fields.extend(own.clone());
        }
        fields
    }
}

impl Collection {
    fn of(name: &str, settings: &Value) -> Self {
        Self {
            name: name.to_owned(),
            output: settings.get("output") == Some(&Value::Bool(true)),
            permalink: settings.get("permalink").and_then(text_of),
        }
    }
}

impl Defaults {
    /// One item of `defaults`; `None` when it has no scope or no values.
    fn of(item: &Value) -> Option<Self> {
        let scope = item.get("scope")?;
        let path = scope.get("path").and_then(text_of);
        Some(Self {
            path: path.map_or_else(String::new, |path| path.trim_matches('/').to_owned()),
            page_type: scope.get("type").and_then(text_of),
            values: item.get("values")?.as_object()?.clone(),
        })
    }

    fn are_for(&self, source: &str, page_type: &str) -> bool {
        let here = self.path.is_empty()
            || is_below(source, &self.path)
            || (self.path.contains('*')
                && Patterns::new(std::iter::once(self.path.clone())).globs.is_match(source));
        here && self.page_type.as_deref().is_none_or(|own| own == page_type)
    }
}

/// True if a source path is a folder or file, or below it.
fn is_below(source: &str, folder: &str) -> bool {
    source.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The folder of all collections: empty, or ends with `/`.
fn collections_folder(fields: &Fields) -> String {
    match text(fields, "collections_dir").as_deref().map(|folder| folder.trim_matches('/')) {
        None | Some("" | ".") => String::new(),
        Some(folder) => format!("{folder}/"),
    }
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
    let plugins = [list(fields, "plugins"), list(fields, "gems")].concat();
    for plugin in plugins.iter().filter(|plugin| !WITHOUT_LOSS.contains(&plugin.as_str())) {
        let what = format!("plugin \"{plugin}\" is not known; what it does to pages is missing");
        warnings.push(Diagnostic::whole(what).in_file("_config.yml"));
    }
    let dialect = Dialect {
        kramdown: true,
        definitions: true,
        math: ["math", "mathjax", "katex"].iter().any(|name| is_true(fields, name)),
        smart: true,
        emoji: plugins.iter().any(|plugin| plugin == "jemoji"),
    };
    Settings {
        title: text(fields, "title").or_else(|| text(fields, "name")),
        description: text(fields, "description").or_else(|| text(fields, "tagline")),
        language: text(fields, "lang")
            .or_else(|| text(fields, "locale"))
            .and_then(|it| it.parse().ok()),
        url: text(fields, "url").map(|url| url.trim_end_matches('/').to_owned()),
        baseurl: baseurl(fields),
        zone,
        dialect,
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

fn defaults(value: &Value) -> Vec<Defaults> {
    value.as_array().into_iter().flatten().filter_map(Defaults::of).collect()
}

#[cfg(test)]
mod tests;
