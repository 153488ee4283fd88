//! `Host`: the site, as far as templates ask it for something.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::phrases::Phrases;

/// The site that a template is rendered for.
pub trait Host {
    /// The text of `_includes/name`. The name is relative and goes nowhere up.
    fn include(&self, name: &str) -> Option<Arc<str>>;

    /// The text of the file of that name beside the page.
    fn include_relative(&self, name: &str) -> Option<Arc<str>>;

    /// The URL, without the base path, of a page, post or file, by its source path: `_docs/x.md`.
    fn link(&self, file: &str) -> Option<String>;

    /// The URL, without the base path, of a post, by its name without an ending:
    /// `2020-01-31-title`.
    fn post(&self, name: &str) -> Option<String>;

    /// The text of a bibliography in BibTeX: that in a file, by its name in the folder of the site's
    /// bibliographies, or the site's.
    fn bibliography(&self, file: Option<&str>) -> Option<Arc<str>> {
        let _ = file;
        None
    }

    /// The words of the page's language.
    fn phrases(&self) -> &'static Phrases {
        Phrases::ENGLISH
    }

    /// Jekyll's `baseurl`, such as `/blog`; mostly empty.
    fn base_path(&self) -> &str;

    /// Jekyll's `url`, such as `https://example.org`.
    fn base_url(&self) -> &str;

    /// A text of Markdown as HTML.
    fn markdown(&self, text: &str) -> String;

    /// The zone in which times are shown and times without a zone are read.
    fn time_zone(&self) -> TimeZone;

    /// The time that `now` and `today` are.
    fn now(&self) -> Timestamp;
}
