//! `Templates`: the snapshot as the `Host` of one page's templates.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::handle::seen;
use crate::capsule::parts::{Capsule, Parts};
use crate::capsule::{dialect, inclusion};
use crate::content::decode;
use crate::content::file_name;
use crate::content::page_head::text_of;
use crate::content::source_path::SourcePath;
use crate::generator::PageEntry;
use crate::parse;
use crate::path::CapsulePath;
use crate::phrases::Phrases;
use crate::template::liquid::Host;

/// Files of a site whose bibliography has no name.
const MOST_BIBLIOGRAPHIES: usize = 8;

/// The site of the templates of one page.
pub(super) struct Templates<'a> {
    pub(super) capsule: &'a Arc<Capsule>,
    pub(super) page: &'a PageEntry,
}

impl Templates<'_> {
    fn read(&self, source: &str) -> Option<Arc<str>> {
        let bytes = inclusion::read(Parts::of(self.capsule), &self.page.path, source).ok()?;
        Some(decode::text(&bytes).text.into())
    }
}

impl Host for Templates<'_> {
    fn include(&self, name: &str) -> Option<Arc<str>> {
        self.read(&self.capsule.source.of_site(&format!("_includes/{name}")))
    }

    fn include_relative(&self, name: &str) -> Option<Arc<str>> {
        self.read(&format!("{}{name}", self.page.source.folder()))
    }

    fn link(&self, file: &str) -> Option<String> {
        let source = self.capsule.source.of_site(file.trim_start_matches('/'));
        self.capsule.contents.path_of(source.as_str()).map(CapsulePath::encoded)
    }

    fn post(&self, name: &str) -> Option<String> {
        let by_name = self.capsule.templates.posts_by_name.get_or_init(|| by_name(self.capsule));
        // A post may be named with the folders that it is in.
        by_name.get(&padded(name.trim_matches('/').rsplit('/').next()?)).cloned()
    }

    fn phrases(&self) -> &'static Phrases {
        Phrases::of(self.page.language.as_ref())
    }

    fn bibliography(&self, file: Option<&str>) -> Option<Arc<str>> {
        let scholar = self.capsule.source.settings.fields.get("scholar");
        let setting = |name: &str| text_of(scholar?.get(name)?);
        let folder = setting("source").unwrap_or_else(|| "_bibliography".to_owned());
        let folder = self.capsule.source.of_site(folder.trim_start_matches("./").trim_matches('/'));
        let name = file.map(str::to_owned).or_else(|| setting("bibliography"));
        let name = name.unwrap_or_else(|| "references.bib".to_owned());
        let name = name.strip_suffix(".bib").unwrap_or(&name);
        if let Some(text) = self.read(&format!("{folder}/{name}.bib")) {
            return Some(text);
        }
        if file.is_some() {
            return None;
        }
        let inside = |source: &&SourcePath| {
            source.folder().trim_end_matches('/') == folder
                && source.name().extension() == Some("bib")
        };
        let sources = self.capsule.source.known.beginning_with(&folder).map(|file| &file.path);
        let texts = sources.filter(inside).take(MOST_BIBLIOGRAPHIES);
        let texts: Vec<_> = texts.filter_map(|source| self.read(source.as_str())).collect();
        if texts.is_empty() { None } else { Some(texts.concat().into()) }
    }

    fn base_path(&self) -> &str {
        &self.capsule.source.settings.baseurl
    }

    fn base_url(&self) -> &str {
        self.capsule.source.settings.url.as_deref().unwrap_or("")
    }

    fn markdown(&self, text: &str) -> String {
        parse::markdown_html(text, dialect::of(&self.capsule.source.settings, self.page))
    }

    fn time_zone(&self) -> TimeZone {
        self.capsule.source.settings.zone.clone()
    }

    fn now(&self) -> Timestamp {
        self.capsule.source.settings.now
    }
}

/// The URLs of posts, by their files' names without ending, with dates in two digits.
fn by_name(capsule: &Capsule) -> HashMap<String, String> {
    let posts = seen(capsule).posts();
    posts.map(|post| (padded(post.source.name().stem()), post.path.encoded())).collect()
}

/// The name of a post whose date is compared as a date: `2016-2-9-x` is `2016-02-09-x`.
fn padded(name: &str) -> String {
    match file_name::dated(name) {
        Some((date, slug)) if !slug.is_empty() => format!("{date}-{slug}"),
        Some(_) | None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_posts_are_compared_by_their_dates() {
        for (name, expected) in [
            ("2016-2-9-x", "2016-02-09-x"),
            ("2016-02-09-x", "2016-02-09-x"),
            ("2016-2-9", "2016-2-9"),
            ("x-2016-2-9", "x-2016-2-9"),
        ] {
            assert_eq!(padded(name), expected);
        }
    }
}
