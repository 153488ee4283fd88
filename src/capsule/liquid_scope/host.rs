//! `Templates`: the snapshot as the `Host` of one page's templates.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::handle::seen;
use crate::capsule::parts::{Capsule, Parts};
use crate::capsule::{dialect, inclusion};
use crate::content::decode;
use crate::generator::PageEntry;
use crate::parse;
use crate::path::CapsulePath;
use crate::template::liquid::Host;

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
        by_name.get(name.trim_matches('/').rsplit('/').next()?).cloned()
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

/// The URLs of posts, by their files' names without ending.
fn by_name(capsule: &Capsule) -> HashMap<String, String> {
    let posts = seen(capsule).posts();
    posts.map(|post| (post.source.name().stem().to_owned(), post.path.encoded())).collect()
}
