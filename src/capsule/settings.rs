//! `Settings`: what a site says of itself as a whole, and what its operator says of it.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::front_matter::Fields;
use super::head::text_of;
use super::kind::Kind;
use crate::parse::Dialect;

/// What the operator wants of a capsule, whatever its kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// The kind of site; `None` to find out.
    pub kind: Option<Kind>,
    /// Whether a folder without a page of its own gets a listing.
    pub listings: bool,
    /// Whether readers can search for words.
    pub search: bool,
    /// Whether drafts are served.
    pub drafts: bool,
    /// Whether pages of the future are served.
    pub future: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { kind: None, listings: true, search: false, drafts: false, future: false }
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
            // Definition lists are no part of CommonMark, but most tools for plain folders know them.
            dialect: Dialect { definitions: true, ..Dialect::default() },
            fields: Fields::new(),
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
        let mail = self.fields.get("email").or_else(|| self.fields.get("author")?.get("email")).and_then(text_of);
        match (self.author(), mail) {
            (Some(author), Some(mail)) => Some(format!("{author} <{mail}>")),
            (author, mail) => author.or(mail),
        }
    }
}
