//! `Settings`: what a site says of itself as a whole, and what its operator says of it.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::name::GeneratorName;
use crate::access::Zones;
use crate::content::front_matter::Fields;
use crate::content::page_head::text_of;
use crate::content::rules::Rules;
use crate::exchange::Application;
use crate::parse::Dialect;

/// What the operator wants of a capsule, whatever its kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// The kind of site; `None` to find out.
    pub kind: Option<GeneratorName>,
    /// Whether a folder without a page of its own gets a listing.
    pub listings: bool,
    /// Whether readers can search for words.
    pub search: bool,
    /// Whether drafts are served.
    pub drafts: bool,
    /// Whether pages of the future are served.
    pub future: bool,
    /// What of the folder is not served, by source path: the server's own files, where they lie
    /// inside of it.
    pub kept_back: Vec<String>,
    /// What not everyone may read.
    pub zones: Zones,
    /// The applications that answer for some of its paths.
    pub applications: Vec<Arc<Application>>,
    /// The language of pages that do not name their own, whatever the site's own configuration
    /// says.
    pub language: Option<String>,
    /// Whether crawlers are welcome, where the site says nothing of them itself.
    pub robots: bool,
    /// What is said of its paths and files.
    pub rules: Arc<Rules>,
}

impl Options {
    /// Whether a source path is, or lies below, one that is not served.
    pub(crate) fn keeps_back(&self, source: &str) -> bool {
        let below = |kept: &String| {
            source
                .strip_prefix(kept.as_str())
                .is_some_and(|it| it.is_empty() || it.starts_with('/'))
        };
        self.kept_back.iter().any(below)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            kind: None,
            listings: true,
            search: false,
            drafts: false,
            future: false,
            kept_back: Vec::new(),
            zones: Zones::default(),
            applications: Vec::new(),
            language: None,
            robots: true,
            rules: Arc::default(),
        }
    }
}

/// What is true of all pages of a site.
#[derive(Clone, PartialEq, Debug)]
pub struct Settings {
    /// Its title.
    pub title: Option<String>,
    /// What it is about, in a sentence.
    pub description: Option<String>,
    /// The language of pages that do not name their own.
    pub language: Option<String>,
    /// Its address on the web, without a final `/`: links to it become links inside the capsule.
    pub url: Option<String>,
    /// The path on the web that it lives below: empty, or begins and does not end with `/`.
    pub baseurl: String,
    /// The time zone of dates that name none.
    pub zone: TimeZone,
    /// When the site was read: what is dated later is of the future.
    pub now: Timestamp,
    /// Which Markdown it is written in.
    pub dialect: Dialect,
    /// Everything its configuration says, for templates.
    pub fields: Fields,
    /// The fields besides tags and categories by which its pages are listed.
    pub taxonomies: Vec<String>,
    /// What its tool calls a feed on the web, of all posts and below each list of them.
    pub feed_names: Vec<String>,
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
            now: Timestamp::now(),
            // Definition lists are no part of CommonMark, but most tools for plain folders know
            // them.
            dialect: Dialect { definitions: true, ..Dialect::default() },
            fields: Fields::new(),
            taxonomies: Vec::new(),
            feed_names: Vec::new(),
        }
    }
}

impl Settings {
    /// Who writes the site: the `author` of its configuration, a name or something that has one.
    #[must_use]
    pub fn author(&self) -> Option<String> {
        let author = self.fields.get("author")?;
        text_of(author.get("name").unwrap_or(author))
    }

    /// Whom to write to about it: name and mail address, as far as they are known.
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
