//! `config.toml` or `zola.toml`: what a Zola site says of itself.

use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use serde_json::Value;

use crate::content::decode;
use crate::content::folder::Folder;
use crate::content::front_matter::{self, Fields};
use crate::content::page_head::{list_of, text_of};
use crate::content::source_path::SourcePath;
use crate::diagnostic::Diagnostic;
use crate::generator::edition::Edition;
use crate::generator::fields::{inside, is_true, list, text};
use crate::generator::hugo::split_url;
use crate::generator::settings::Settings;
use crate::generator::unreadable::unreadable;
use crate::parse::Dialect;
use crate::path::CapsulePath;
use crate::phrases::Phrases;

/// The part of a configuration that decides which files are served, and at which paths.
#[derive(Clone, Debug)]
pub(crate) struct ZolaConfig {
    /// The language of pages that name none.
    pub default_language: String,
    /// The other languages.
    pub languages: Vec<String>,
    /// Rule by which names become parts of paths.
    pub slugs: Slugs,
    /// True if the date that a file's name begins with stays in its path.
    pub keeps_dates: bool,
    /// Files of the content folder that are passed over.
    ignored: GlobSet,
    /// Files of the static folder that are passed over.
    ignored_static: GlobSet,
    /// The path of the site's folder: the patterns for content mean whole paths.
    top: PathBuf,
}

/// Rule by which names become parts of paths (`slugify.paths`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Slugs {
    /// Lower case ASCII and dashes.
    On,
    /// Without what a file system or a URL may stumble over.
    Safe,
    /// As they are.
    Off,
}

impl Slugs {
    /// A name as part of a path.
    #[must_use]
    pub(crate) fn of(self, name: &str) -> String {
        match self {
            Self::On => slug(name),
            Self::Safe => safe(name),
            Self::Off => name.to_owned(),
        }
    }
}

fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.chars() {
        for ascii in deunicode::deunicode_char(character).unwrap_or("-").chars() {
            if ascii.is_ascii_alphanumeric() {
                slug.push(ascii.to_ascii_lowercase());
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
    }
    slug.trim_end_matches('-').to_owned()
}

fn safe(name: &str) -> String {
    let kept: String =
        name.trim().chars().filter(|c| !"<>:\"/\\|?*#()[]{}\n\0".contains(*c)).collect();
    kept.trim_end_matches(['.', ' ']).replace(char::is_whitespace, "_")
}

impl ZolaConfig {
    /// Reads the configuration of a site; without one everything has Zola's own value.
    #[must_use]
    pub(crate) fn read(folder: &Folder, warnings: &mut Vec<Diagnostic>) -> (Self, Settings) {
        let name = if folder.has("zola.toml") { "zola.toml" } else { "config.toml" };
        let fields = match folder.read(name) {
            Ok(bytes) => front_matter::toml(&decode::text(&bytes).text)
                .map_err(|problem| Diagnostic::at_line(problem.line, problem.what)),
            Err(error) => Err(Diagnostic::whole(error.to_string())),
        };
        let fields = fields.unwrap_or_else(|diagnostic| {
            warnings.push(unreadable(name, diagnostic));
            Fields::new()
        });
        let config = Self::of(&fields, name, folder.name(), warnings);
        let settings = settings(fields, &config);
        (config, settings)
    }

    fn of(fields: &Fields, name: &str, folder: &Path, warnings: &mut Vec<Diagnostic>) -> Self {
        let default_language = text(fields, "default_language").unwrap_or_else(|| "en".to_owned());
        let languages = fields.get("languages").and_then(Value::as_object);
        Self {
            languages: languages.map(|it| it.keys().cloned().collect()).unwrap_or_default(),
            slugs: match inside(fields, "slugify", &["paths"]).and_then(text_of).as_deref() {
                Some("safe") => Slugs::Safe,
                Some("off") => Slugs::Off,
                Some(_) | None => Slugs::On,
            },
            keeps_dates: inside(fields, "slugify", &["paths_keep_dates"])
                == Some(&Value::Bool(true)),
            ignored: globs(list(fields, "ignored_content"), name, warnings),
            ignored_static: globs(list(fields, "ignored_static"), name, warnings),
            top: std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()),
            default_language,
        }
    }

    /// Path of the start page of a language.
    #[must_use]
    pub(crate) fn home_of(&self, language: &str) -> CapsulePath {
        Edition::home_of(Some(language).filter(|language| *language != self.default_language))
    }

    /// True if the scan passes a source path over.
    #[must_use]
    pub(crate) fn skips(&self, source: &SourcePath) -> bool {
        let source = source.as_str();
        let (top, inner) = source.split_once('/').unwrap_or((source, ""));
        match top {
            // Authors write them as if they were of paths below the folder, too.
            "content" if !self.ignored.is_empty() => {
                self.ignored.is_match(inner) || self.ignored.is_match(self.top.join(source))
            }
            "static" => self.ignored_static.is_match(inner),
            _ => top != "content",
        }
    }
}

/// Patterns of files that are passed over. One that can't be read is a fault of the configuration.
fn globs(patterns: Vec<String>, name: &str, warnings: &mut Vec<Diagnostic>) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        match Glob::new(&pattern) {
            Ok(glob) => {
                builder.add(glob);
            }
            Err(error) => {
                warnings.push(unreadable(name, Diagnostic::whole(error.to_string())));
            }
        }
    }
    builder.build().unwrap_or_default()
}

fn settings(mut fields: Fields, config: &ZolaConfig) -> Settings {
    let language = &config.default_language;
    let title = word(&fields, language, "title").and_then(text_of);
    let description = word(&fields, language, "description").and_then(text_of);
    for name in ["author", "email"] {
        if let Some(found) = word(&fields, language, name).cloned() {
            fields.insert(name.to_owned(), found);
        }
    }
    let (url, baseurl) = split_url(text(&fields, "base_url").as_deref());
    let dialect = dialect(&fields);
    let language = config.default_language.parse().ok();
    let (taxonomies, feed_names) = (taxonomies(&fields), feed_names(&fields));
    let editions = editions(&fields, config);
    Settings {
        title,
        description,
        language,
        url,
        baseurl,
        dialect,
        fields,
        taxonomies,
        feed_names,
        editions,
        ..Settings::default()
    }
}

/// The languages of the site, if there are several.
fn editions(fields: &Fields, config: &ZolaConfig) -> Vec<Edition> {
    let default = &config.default_language;
    let others = config.languages.iter().filter(|language| *language != default);
    let codes: Vec<&String> = std::iter::once(default).chain(others).collect();
    if codes.len() < 2 {
        return Vec::new();
    }
    let edition = |code: &String| Edition {
        code: code.clone(),
        home: config.home_of(code),
        language: code.parse().ok(),
        name: Phrases::name_of(code),
        title: word(fields, code, "title").and_then(text_of),
        description: word(fields, code, "description").and_then(text_of),
    };
    codes.into_iter().map(edition).collect()
}

/// A word of the site in its language: the language's own, the site's, or one of its `extra`.
fn word<'f>(fields: &'f Fields, language: &str, name: &str) -> Option<&'f Value> {
    inside(fields, "languages", &[language, name])
        .or_else(|| fields.get(name))
        .or_else(|| inside(fields, "extra", &[name]))
}

fn dialect(fields: &Fields) -> Dialect {
    Dialect {
        definitions: is_on(fields, "definition_list"),
        smart: is_on(fields, "smart_punctuation"),
        emoji: is_on(fields, "render_emoji"),
        ..Dialect::default()
    }
}

/// True for a setting of Markdown that is on.
fn is_on(fields: &Fields, name: &str) -> bool {
    inside(fields, "markdown", &[name]) == Some(&Value::Bool(true))
}

/// The taxonomies besides tags and categories.
fn taxonomies(fields: &Fields) -> Vec<String> {
    let named = fields.get("taxonomies").and_then(Value::as_array).into_iter().flatten();
    let named = named.filter_map(|taxonomy| text_of(taxonomy.get("name")?));
    named.filter(|name| !matches!(name.as_str(), "tags" | "categories")).collect()
}

/// File names of the feeds; empty when there are none.
fn feed_names(fields: &Fields) -> Vec<String> {
    if !is_true(fields, "generate_feeds") && !is_true(fields, "generate_feed") {
        return Vec::new();
    }
    let names = fields.get("feed_filenames").or_else(|| fields.get("feed_filename")).map(list_of);
    names.unwrap_or_else(|| vec!["atom.xml".to_owned()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::LanguageTags;

    #[test]
    fn names_become_parts_of_paths() {
        let cases = [
            ("My First Post!", "my-first-post", "My_First_Post!"),
            (" C++ & Rust ", "c-rust", "C++_&_Rust"),
            ("Ünï (1)", "uni-1", "Ünï_1"),
            ("日本", "ri-ben", "日本"),
        ];
        for (name, on, safe) in cases {
            assert_eq!((Slugs::On.of(name).as_str(), Slugs::Safe.of(name).as_str()), (on, safe));
            assert_eq!(Slugs::Off.of(name), name);
        }
    }

    #[test]
    fn a_site_says_who_and_where_it_is() {
        let text = "base_url = 'https://a.org/b'\ntitle = 'T'\ndefault_language = 'de'\nauthor = 'A'\n\
                    [markdown]\nsmart_punctuation = true\n[extra]\nemail = 'a@a.org'";
        let fields = front_matter::toml(text).unwrap();
        let config = ZolaConfig::of(&fields, "config.toml", Path::new(""), &mut Vec::new());
        let settings = settings(fields, &config);
        assert_eq!(
            (settings.url.as_deref(), settings.baseurl.as_str()),
            (Some("https://a.org"), "/b")
        );
        assert_eq!(
            (settings.title.as_deref(), settings.language.as_ref().map(LanguageTags::as_str)),
            (Some("T"), Some("de"))
        );
        assert_eq!(settings.admin().as_deref(), Some("A <a@a.org>"));
        assert!(settings.dialect.smart && !settings.dialect.emoji);
    }

    #[test]
    fn a_site_has_the_feeds_that_it_names() {
        let cases: [(&str, &[&str]); 6] = [
            ("", &[]),
            ("feed_filenames = ['a.xml']\ngenerate_feeds = false", &[]),
            ("generate_feeds = true", &["atom.xml"]),
            ("generate_feed = true", &["atom.xml"]),
            ("generate_feed = true\nfeed_filename = 'rss.xml'", &["rss.xml"]),
            ("generate_feeds = true\nfeed_filenames = ['a.xml', 'b.xml']", &["a.xml", "b.xml"]),
        ];
        for (text, expected) in cases {
            assert_eq!(feed_names(&front_matter::toml(text).unwrap()), expected, "{text}");
        }
    }
}
