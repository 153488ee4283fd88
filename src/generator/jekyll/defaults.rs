//! `Defaults`: front matter that pages get by their source path and type (`defaults`).

use globset::{GlobBuilder, GlobMatcher};
use serde_json::Value;

use crate::content::front_matter::Fields;
use crate::content::page_head::text_of;
use crate::generator::fields::is_truthy;

/// All defaults of a site.
#[derive(Clone, Debug, Default)]
pub(crate) struct Defaults {
    sets: Vec<Set>,
    /// The folder of the collections, whose name counts for nothing: empty, or ends with `/`.
    collections_folder: String,
}

/// Fields for the pages in a scope.
#[derive(Clone, Debug)]
struct Set {
    /// The beginning of the source paths that it is for; empty for all.
    path: String,
    /// A pattern of the files and folders that it is for.
    glob: Option<GlobMatcher>,
    /// `posts`, `pages` or a collection's name; `None` for all.
    page_type: Option<String>,
    values: Fields,
}

impl Defaults {
    pub(super) fn of(value: Option<&Value>, collections_folder: &str) -> Self {
        let items = value.and_then(Value::as_array).into_iter().flatten();
        let collections_folder = collections_folder.to_owned();
        let mut sets: Vec<Set> =
            items.filter_map(|item| Set::of(item, &collections_folder)).collect();
        sets.sort_by_key(|set| (set.path.len(), set.page_type.is_some()));
        Self { sets, collections_folder }
    }

    /// The fields of a page with the defaults under its own: of two defaults the one with the
    /// longer path, then the later one wins.
    #[must_use]
    pub(crate) fn with(&self, own: Option<&Fields>, source: &str, page_type: &str) -> Fields {
        let defaults = self.fitting(source, Some(page_type)).map(|set| &set.values);
        let all = defaults.chain(own).flatten();
        all.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// True if they keep a file without front matter from being published; it has a type when it
    /// is in a collection.
    #[must_use]
    pub(crate) fn unpublish(&self, source: &str, page_type: Option<&str>) -> bool {
        let last =
            self.fitting(source, page_type).rev().find_map(|set| set.values.get("published"));
        last.is_some_and(|it| !is_truthy(it))
    }

    /// The sets for a source path, the one that wins last.
    fn fitting<'d>(
        &'d self,
        source: &'d str,
        page_type: Option<&'d str>,
    ) -> impl DoubleEndedIterator<Item = &'d Set> {
        let source = source.strip_prefix(self.collections_folder.as_str()).unwrap_or(source);
        self.sets.iter().filter(move |set| set.is_for(source, page_type))
    }
}

impl Set {
    /// One item; `None` when it has no values.
    fn of(item: &Value, collections_folder: &str) -> Option<Self> {
        let scope = |name: &str| item.get("scope")?.get(name).and_then(text_of);
        let path = scope("path").unwrap_or_default();
        let path = path.strip_prefix('/').unwrap_or(&path);
        let path = path.strip_prefix(collections_folder).unwrap_or(path);
        let page_type = scope("type").map(|name| match name.as_str() {
            "page" | "post" => format!("{name}s"),
            _ => name,
        });
        Some(Self {
            path: path.to_owned(),
            glob: path.contains('*').then(|| glob(path)).flatten(),
            page_type,
            values: item.get("values")?.as_object()?.clone(),
        })
    }

    fn is_for(&self, source: &str, page_type: Option<&str>) -> bool {
        let is_here = if self.path.contains('*') {
            let folders = source.match_indices('/').filter_map(|(at, _)| source.get(..at));
            let globs = self.glob.as_ref();
            folders.chain([source]).any(|path| globs.is_some_and(|glob| glob.is_match(path)))
        } else {
            source.starts_with(&self.path)
        };
        is_here && self.page_type.as_deref().is_none_or(|own| page_type == Some(own))
    }
}

fn glob(pattern: &str) -> Option<GlobMatcher> {
    let glob = GlobBuilder::new(pattern.trim_end_matches('/')).literal_separator(true).build();
    glob.ok().map(|glob| glob.compile_matcher())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::front_matter;

    fn defaults(text: &str) -> Defaults {
        Defaults::of(front_matter::yaml(text).unwrap().get("defaults"), "c/")
    }

    #[test]
    fn defaults_are_for_a_source_path_and_a_type() {
        let defaults = defaults(
            "defaults:\n- scope: {path: '', type: post}\n  values: {lang: en, a: 1}\n\
             - scope: {path: x}\n  values: {lang: ar}\n\
             - scope: {path: 'c/_docs/*/z'}\n  values: {lang: de}\n",
        );
        let lang = |source, page_type| {
            defaults.with(None, source, page_type).get("lang").and_then(text_of)
        };
        assert_eq!(lang("_posts/a.md", "posts").as_deref(), Some("en"));
        assert_eq!(lang("a.md", "pages"), None);
        for source in ["x/_posts/a.md", "xy/a.md"] {
            assert_eq!(lang(source, "posts").as_deref(), Some("ar"));
        }
        for source in ["c/_docs/y/z/a.md", "_docs/y/z"] {
            assert_eq!(lang(source, "docs").as_deref(), Some("de"));
        }
        assert_eq!(lang("_docs/y/za.md", "docs"), None);
    }

    #[test]
    fn files_may_be_unpublished() {
        let defaults = defaults(
            "defaults:\n- scope: {path: private}\n  values: {published: no}\n\
             - scope: {path: '', type: docs}\n  values: {published: false}\n- values: {a: 1}\n",
        );
        assert!(defaults.unpublish("private.pdf", None));
        assert!(defaults.unpublish("_docs/a.pdf", Some("docs")));
        assert!(!defaults.unpublish("a.pdf", None));
    }
}
