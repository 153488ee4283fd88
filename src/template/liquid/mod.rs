//! Liquid, the template language of Jekyll: a template and what it may see go in, text comes out,
//! and never an error.
//!
//! Read from the top: [`render`] reads a template (`lexer`, `expression`, `markup`, `parser`) into
//! a tree (`syntax`) and runs it (`eval`, `values`, `loops`, `include`, `filters`). As lax as
//! Jekyll: what is not defined is nil, an unknown filter leaves its value as it is, an unknown tag
//! goes and its content stays; the author is told of what is not right. What a site consists of is
//! not known here: the site hands it in, as an [`Object`] and a [`Host`].

mod diagnostics;
mod embed;
mod filters;
mod read;
mod run;
mod syntax;
mod values;

pub use values::value::{Fields, List, Object, Value};

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::diagnostic::Diagnostic;
use crate::template::source_map::Origins;

/// What the evaluator asks of the site.
pub trait Host {
    /// The text of `_includes/name`. The name is relative and goes nowhere up.
    fn include(&self, name: &str) -> Option<Arc<str>>;

    /// The text of the file of that name beside the page.
    fn include_relative(&self, name: &str) -> Option<Arc<str>>;

    /// The URL, without the base path, of a page, post or file, by its place in the site's folder:
    /// `_docs/x.md`.
    fn link(&self, file: &str) -> Option<String>;

    /// The URL, without the base path, of a post, by its name without an ending:
    /// `2020-01-31-title`.
    fn post(&self, name: &str) -> Option<String>;

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

/// How much one rendering may do.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Nodes run, values looked up, items looked at.
    pub steps: u64,
    /// Bytes written, to the page or to captured texts.
    pub output: usize,
    /// How deep includes may lie in each other.
    pub includes: usize,
    /// Bytes of a text that a filter makes, and, divided by 16, items of an array.
    pub value: usize,
    /// Numbers of a range that a loop goes through.
    pub range: usize,
}

impl Default for Limits {
    /// A hostile template comes to its end within about a second.
    fn default() -> Self {
        Self { steps: 2_000_000, output: 32 << 20, includes: 32, value: 8 << 20, range: 100_000 }
    }
}

/// What became of a template.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// What its author should know, with the place in the template; each thing once, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// Where in the template each part of the text stands.
    pub origins: Origins,
}

/// Renders a template. `scope` holds what it may name: `site`, `page`, …
#[must_use]
pub fn render(source: &str, scope: &dyn Object, host: &dyn Host, limits: &Limits) -> Rendered {
    run::evaluation::Evaluation::new(scope, host, limits).render(source)
}

#[cfg(test)]
mod tests;
