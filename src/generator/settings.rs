//! `Settings` and `Options`: facts of a site as a whole, from its own configuration and from its
//! operator.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::archives::Archives;
use super::edition::Edition;
use super::name::GeneratorName;
use crate::access::Zones;
use crate::content::front_matter::Fields;
use crate::content::page_head::text_of;
use crate::content::rules::Rules;
use crate::content::source_path::SourcePath;
use crate::date;
use crate::exchange::{Application, Redirection};
use crate::language::LanguageTags;
use crate::parse::Dialect;
use crate::path::CapsulePath;

/// The operator's word on a capsule, whatever its generator.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// The generator that the site was made for; `None` to detect it.
    pub generator: Option<GeneratorName>,
    /// True if a folder without a page of its own gets a listing.
    pub listings: bool,
    /// True if readers can search for words.
    pub search: bool,
    /// True if readers can write to the author, and see what was published of that.
    pub letters: bool,
    /// True if drafts are served.
    pub drafts: bool,
    /// True if pages of the future are served.
    pub future: bool,
    /// Source paths that are not served: the server's own files, where they lie
    /// inside of it.
    pub kept_back: Vec<String>,
    /// Folders elsewhere that symbolic links may lead to.
    pub links_to: Vec<PathBuf>,
    /// True if a folder that has become empty is served as such at once.
    pub empty_ok: bool,
    /// Paths that not everyone may read.
    pub zones: Zones,
    /// The applications that answer for some of its paths.
    pub applications: Vec<Arc<Application>>,
    /// The language of pages that do not name their own, whatever the site's own configuration
    /// says.
    pub language: Option<LanguageTags>,
    /// True if crawlers are welcome, where the site says nothing of them itself.
    pub robots: bool,
    /// Rules for single paths and files.
    pub rules: Arc<Rules>,
    /// The size of the largest page that is converted, in bytes.
    pub largest_page: u64,
}

impl Options {
    /// True if a source path is, or lies below, one that is not served.
    pub(crate) fn keeps_back(&self, source: &SourcePath) -> bool {
        is_kept_back(&self.kept_back, source.as_str())
    }

    /// The answer to crawlers, where the site has none itself; none where they are welcome.
    pub(crate) fn robots_text(&self) -> Option<&'static str> {
        match (self.robots, self.letters) {
            (false, _) => Some("User-agent: *\nDisallow: /\n"),
            (true, true) => Some("User-agent: *\nDisallow: /letters/\n"),
            (true, false) => None,
        }
    }
}

/// True if a source path is, or lies below, one of those that are kept back.
pub(crate) fn is_kept_back(kept_back: &[String], source: &str) -> bool {
    kept_back.iter().any(|kept| is_below(source, kept))
}

/// True if a source path is a file or folder, or something in it.
pub(crate) fn is_below(source: &str, above: &str) -> bool {
    source.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Default for Options {
    fn default() -> Self {
        Self {
            generator: None,
            listings: true,
            search: false,
            letters: false,
            drafts: false,
            future: false,
            kept_back: Vec::new(),
            links_to: Vec::new(),
            empty_ok: false,
            zones: Zones::default(),
            applications: Vec::new(),
            language: None,
            robots: true,
            rules: Arc::default(),
            largest_page: 4 << 20,
        }
    }
}

/// An address that a site's configuration sends elsewhere.
#[derive(Clone, PartialEq, Debug)]
pub struct ConfiguredRedirection {
    /// The address.
    pub from: CapsulePath,
    /// The place that it leads to.
    pub redirection: Redirection,
    /// The file that says so.
    pub file: &'static str,
}

/// Facts that are true of all pages of a site.
#[derive(Clone, PartialEq, Debug)]
pub struct Settings {
    /// Its title.
    pub title: Option<String>,
    /// Description in a sentence.
    pub description: Option<String>,
    /// The language of pages that do not name their own.
    pub language: Option<LanguageTags>,
    /// Its address on the web, without a final `/`: links to it become links inside the capsule.
    pub url: Option<String>,
    /// The path on the web that it lives below: empty, or begins and does not end with `/`.
    pub baseurl: String,
    /// The time zone of dates that name none.
    pub zone: TimeZone,
    /// True if a time to the second that names no zone is in UTC: its generator leaves dates to a
    /// YAML library.
    pub has_yaml_times: bool,
    /// Moment of reading: what is dated later is of the future.
    pub now: Timestamp,
    /// Dialect of its Markdown.
    pub dialect: Dialect,
    /// True if what stands between two `%%` is for its authors only.
    pub has_comments: bool,
    /// Everything its configuration says, for templates.
    pub fields: Fields,
    /// The fields besides tags and categories by which its pages are listed.
    pub taxonomies: Vec<String>,
    /// The addresses that its configuration itself sends elsewhere.
    pub redirections: Vec<ConfiguredRedirection>,
    /// File names of the feeds that its generator writes, of all posts and below each list of them.
    pub feed_names: Vec<String>,
    /// Addresses of its lists of posts.
    pub archives: Archives,
    /// Its languages, where it has several with lists of their own.
    pub editions: Vec<Edition>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            title: None,
            description: None,
            language: None,
            url: None,
            baseurl: String::new(),
            zone: TimeZone::UTC,
            has_yaml_times: false,
            now: Timestamp::now(),
            // Definition lists are no part of CommonMark, but most tools for plain folders know
            // them.
            dialect: Dialect { definitions: true, ..Dialect::default() },
            has_comments: false,
            fields: Fields::new(),
            taxonomies: Vec::new(),
            redirections: Vec::new(),
            feed_names: Vec::new(),
            archives: Archives::default(),
            editions: Vec::new(),
        }
    }
}

impl Settings {
    /// A date of front matter, in the site's zone.
    #[must_use]
    pub fn date(&self, text: &str) -> Option<Zoned> {
        if self.has_yaml_times {
            date::parse_yaml(text, &self.zone)
        } else {
            date::parse(text, &self.zone)
        }
    }

    /// The language that a path is in, of a site that has several.
    #[must_use]
    pub fn edition(&self, path: &CapsulePath) -> Option<&Edition> {
        let around = self.editions.iter().filter(|edition| path.is_below(&edition.home));
        around.max_by_key(|edition| edition.home.as_str().len())
    }

    /// Path of the start page for what is at a path: in its language.
    #[must_use]
    pub fn home_of(&self, path: &CapsulePath) -> CapsulePath {
        self.edition(path).map_or_else(CapsulePath::root, |edition| edition.home.clone())
    }

    /// Title of the site in the language of a path.
    #[must_use]
    pub fn title_at(&self, path: &CapsulePath) -> Option<&str> {
        let own = self.edition(path).and_then(|edition| edition.title.as_deref());
        own.or(self.title.as_deref())
    }

    /// Description of the site in the language of a path.
    #[must_use]
    pub fn description_at(&self, path: &CapsulePath) -> Option<&str> {
        let own = self.edition(path).and_then(|edition| edition.description.as_deref());
        own.or(self.description.as_deref())
    }

    /// The language of what is at a path and names none itself.
    #[must_use]
    pub fn language_at(&self, path: &CapsulePath) -> Option<&LanguageTags> {
        let own = self.edition(path).and_then(|edition| edition.language.as_ref());
        own.or(self.language.as_ref())
    }

    /// Name of the author: the `author` of its configuration, a name or something that has one.
    #[must_use]
    pub fn author(&self) -> Option<String> {
        let author = self.fields.get("author")?;
        text_of(author.get("name").unwrap_or(author))
    }

    /// Name and mail address of the author, as far as they are known.
    #[must_use]
    pub fn admin(&self) -> Option<String> {
        let mail = self
            .fields
            .get("email")
            .or_else(|| self.fields.get("author")?.get("email"))
            .and_then(text_of);
        match (self.author(), mail) {
            (Some(author), Some(mail)) => Some(format!("{author} <{mail}>")),
            (author, mail) => author.or(mail),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_the_words_of_its_language_else_those_of_the_site() {
        let text = |it: &str| Some(it.to_owned());
        let edition = |code: &str, title, description| Edition {
            code: code.to_owned(),
            home: Edition::home_of(Some(code)),
            language: code.parse().ok(),
            name: code.to_owned(),
            title,
            description,
        };
        let settings = Settings {
            title: text("Site"),
            description: text("All of it"),
            language: "en".parse().ok(),
            editions: vec![edition("de", text("Seite"), text("Alles")), edition("fr", None, None)],
            ..Settings::default()
        };
        for (path, home, title, description, language) in [
            ("/a", "/", "Site", "All of it", "en"),
            ("/dea", "/", "Site", "All of it", "en"),
            ("/de/a", "/de/", "Seite", "Alles", "de"),
            ("/fr/", "/fr/", "Site", "All of it", "fr"),
        ] {
            let path = CapsulePath::literal(path).unwrap();
            assert_eq!(settings.home_of(&path).as_str(), home);
            assert_eq!(settings.title_at(&path), Some(title), "{path}");
            assert_eq!(settings.description_at(&path), Some(description), "{path}");
            assert_eq!(settings.language_at(&path).map(LanguageTags::as_str), Some(language));
        }
    }
}
