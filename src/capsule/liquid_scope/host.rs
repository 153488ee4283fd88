//! Filling templates in: what a page's Liquid becomes, and what it needs of the site for that.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Depth;
use crate::capsule::liquid_scope;
use crate::capsule::snapshot::Capsule;
use crate::content::format::PageFormat;
use crate::content::{decode, front_matter};
use crate::generator::entry::PageEntry;
use crate::parse;
use crate::template::liquid::{self, Host, Limits};
use crate::template::shortcode::Expanded;

impl Capsule {
    /// Fills in the Liquid of a page's text.
    pub(crate) fn fill_in<'t>(
        self: &Arc<Self>,
        page: &PageEntry,
        body: &'t str,
        depth: Depth,
    ) -> Expanded<'t> {
        if !body.contains("{{") && !body.contains("{%") {
            return Expanded::unchanged(body);
        }
        let host = Templates { capsule: self, page };
        let filled = liquid::render(
            body,
            &liquid_scope::scope(self, page, depth),
            &host,
            &Limits::default(),
        );
        Expanded {
            text: filled.text.into(),
            diagnostics: filled.diagnostics,
            origins: filled.origins,
        }
    }

    /// A page's content as HTML, for templates that show it on another page. Empty when it can't be
    /// read.
    pub(super) fn content_html(self: &Arc<Self>, page: &PageEntry) -> String {
        self.part_html(page, |body| body)
    }

    /// A page's first paragraph as HTML.
    pub(super) fn excerpt_html(self: &Arc<Self>, page: &PageEntry) -> String {
        self.part_html(page, |body| body.split_once("\n\n").map_or(body, |(first, _)| first))
    }

    fn part_html(self: &Arc<Self>, page: &PageEntry, part: impl Fn(&str) -> &str) -> String {
        let Ok(bytes) = self.folder().read(&page.source) else { return String::new() };
        let text = decode::text(&bytes).text.replace("\r\n", "\n");
        let body = part(front_matter::split(&text).body.trim_start());
        let filled = self.fill_in(page, body, Depth::Inner).text;
        match page.format {
            PageFormat::Markdown => parse::markdown_html(&filled, self.dialect(page)),
            PageFormat::Html => filled.into_owned(),
            PageFormat::Gemtext | PageFormat::Menu(_) => body.to_owned(),
        }
    }
}

/// What the templates of one page may ask of the site.
struct Templates<'a> {
    capsule: &'a Arc<Capsule>,
    page: &'a PageEntry,
}

impl Templates<'_> {
    fn read(&self, source: &str) -> Option<Arc<str>> {
        let bytes = self.capsule.folder().read(source).ok()?;
        Some(decode::text(&bytes).text.into())
    }
}

impl Host for Templates<'_> {
    fn include(&self, name: &str) -> Option<Arc<str>> {
        self.read(&format!("_includes/{name}"))
    }

    fn include_relative(&self, name: &str) -> Option<Arc<str>> {
        self.read(&format!("{}{name}", self.page.source.folder()))
    }

    fn link(&self, file: &str) -> Option<String> {
        self.capsule.path_of(file.trim_start_matches('/')).map(crate::path::CapsulePath::encoded)
    }

    fn post(&self, name: &str) -> Option<String> {
        let by_name = self.capsule.templates.posts_by_name.get_or_init(|| {
            let stem =
                |post: &PageEntry| (post.source.name().stem().to_owned(), post.path.encoded());
            self.capsule.posts().map(stem).collect()
        });
        // A post may be named with the folders that it is in.
        by_name.get(name.trim_matches('/').rsplit('/').next()?).cloned()
    }

    fn base_path(&self) -> &str {
        &self.capsule.settings().baseurl
    }

    fn base_url(&self) -> &str {
        self.capsule.settings().url.as_deref().unwrap_or_default()
    }

    fn markdown(&self, text: &str) -> String {
        parse::markdown_html(text, self.capsule.dialect(self.page))
    }

    fn time_zone(&self) -> TimeZone {
        self.capsule.settings().zone.clone()
    }

    fn now(&self) -> Timestamp {
        self.capsule.settings().now
    }
}
