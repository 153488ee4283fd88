//! A site without files, as templates see one: for tests and benchmarks that are about Liquid
//! alone.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use propus::template::liquid::Host;

/// A site without files.
pub(crate) struct Nowhere {
    pub(crate) base_path: &'static str,
    pub(crate) markdown: fn(&str) -> String,
    pub(crate) time_zone: TimeZone,
    pub(crate) now: Timestamp,
}

impl Default for Nowhere {
    /// At the root of its host, in 1970, with Markdown left as it is.
    fn default() -> Self {
        Self {
            base_path: "",
            markdown: str::to_owned,
            time_zone: TimeZone::UTC,
            now: Timestamp::UNIX_EPOCH,
        }
    }
}

impl Host for Nowhere {
    fn include(&self, _name: &str) -> Option<Arc<str>> {
        None
    }

    fn include_relative(&self, _name: &str) -> Option<Arc<str>> {
        None
    }

    fn link(&self, _file: &str) -> Option<String> {
        None
    }

    fn post(&self, _name: &str) -> Option<String> {
        None
    }

    fn base_path(&self) -> &str {
        self.base_path
    }

    fn base_url(&self) -> &'static str {
        "https://example.org"
    }

    fn markdown(&self, text: &str) -> String {
        (self.markdown)(text)
    }

    fn time_zone(&self) -> TimeZone {
        self.time_zone.clone()
    }

    fn now(&self) -> Timestamp {
        self.now
    }
}
