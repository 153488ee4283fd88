//! `cascade`: front matter that a section hands down to the pages in it.

use std::collections::HashMap;

use regex::Regex;
use serde_json::Value;

use super::content_file::ContentFile;
use super::files::lower_keys;
use crate::content::front_matter::Fields;
use crate::content::page_head::text_of;
use crate::generator::bundle::upwards;
use crate::generator::source_class;
use crate::generator::wildcards::Wildcards;

/// The environment in which a site is built that is published.
const ENVIRONMENT: &str = "production";

/// Fields that the sections of a site hand down, by their folders, and those of the site itself.
#[derive(Debug, Default)]
pub(crate) struct Cascades<'a> {
    sections: HashMap<&'a str, Vec<Cascade>>,
    site: Vec<Cascade>,
}

/// Fields for the pages that fit.
#[derive(Debug)]
struct Cascade {
    path: Option<Regex>,
    kind: Option<Regex>,
    language: Option<Regex>,
    fields: Fields,
}

/// A page, as a `target` describes it.
pub(crate) struct Page<'p> {
    pub kind: &'static str,
    pub language: &'p str,
}

impl<'a> Cascades<'a> {
    /// Gathers them from the pages of the sections.
    #[must_use]
    pub(crate) fn of(sources: &'a [ContentFile<'_>], site: Option<&Value>) -> Self {
        let sections =
            sources.iter().filter(|source| source.stem == "_index").filter_map(|source| {
                let (_, head) = source_class::page_of(source.file)?;
                let (_, value) = head
                    .fields
                    .as_ref()?
                    .iter()
                    .find(|(name, _)| name.eq_ignore_ascii_case("cascade"))?;
                Some((source.folder.as_ref(), cascades(value)))
            });
        Self { sections: sections.collect(), site: site.map(cascades).unwrap_or_default() }
    }

    /// Adds to the fields of a page what it does not say itself. Of two sections the nearer one
    /// counts.
    pub(crate) fn add(&self, fields: &mut Fields, source: &ContentFile<'_>, page: &Page<'_>) {
        if self.sections.is_empty() && self.site.is_empty() {
            return;
        }
        let folder = source.folder.as_ref();
        let path = match (folder, source.stem) {
            ("", "index" | "_index") => "/".to_owned(),
            (folder, "index" | "_index") => format!("/{folder}"),
            ("", stem) => format!("/{stem}"),
            (folder, stem) => format!("/{folder}/{stem}"),
        };
        let path = path.to_lowercase();
        let top = (!folder.is_empty()).then_some("");
        let near =
            upwards(folder).chain(top).filter_map(|folder| self.sections.get(folder)).flatten();
        for cascade in near.chain(&self.site).filter(|cascade| cascade.is_for(&path, page)) {
            for (name, value) in &cascade.fields {
                fields.entry(name).or_insert_with(|| value.clone());
            }
        }
    }
}

impl Cascade {
    fn is_for(&self, path: &str, page: &Page<'_>) -> bool {
        let fits = |own: &Option<Regex>, value: &str| {
            own.as_ref().is_none_or(|own| own.is_match(&value.to_lowercase()))
        };
        fits(&self.path, path) && fits(&self.kind, page.kind) && fits(&self.language, page.language)
    }
}

/// One, or several with a `target` each.
fn cascades(value: &Value) -> Vec<Cascade> {
    let one = |value: &Value| {
        let mut fields = lower_keys(value.as_object()?.clone());
        let target =
            fields.remove("_target").or_else(|| fields.remove("target")).unwrap_or_default();
        let target = lower_keys(target.as_object().cloned().unwrap_or_default());
        // A pattern that can't be read is for no page.
        let pattern = |name: &str| match target.get(name).and_then(text_of) {
            Some(glob) => Wildcards::Glob.regex(&glob.to_lowercase()).map(Some),
            None => Some(None),
        };
        let here = pattern("environment")?.is_none_or(|glob| glob.is_match(ENVIRONMENT));
        // What stands below `params` is handed down as if it stood above.
        let params = fields.get("params").and_then(Value::as_object).cloned();
        for (name, value) in params.into_iter().flatten() {
            fields.entry(name).or_insert(value);
        }
        let (path, kind, language) = (pattern("path")?, pattern("kind")?, pattern("lang")?);
        here.then_some(Cascade { path, kind, language, fields })
    };
    match value {
        Value::Array(values) => values.iter().filter_map(one).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            one(value).into_iter().collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fields_are_for_pages_that_fit_in_all_that_is_named() {
        let is_for = |target: &Value, path: &str, kind, language| {
            let value = json!({"target": target, "draft": true});
            cascades(&value).iter().any(|it| it.is_for(path, &Page { kind, language }))
        };
        let all = json!({"path": "/docs/**", "kind": "page", "lang": "de"});
        assert!(is_for(&all, "/docs/a", "page", "de"));
        for (path, kind, language) in [
            ("/news/a", "page", "de"),
            ("/docs/a", "section", "de"),
            ("/docs/a", "page", "en"),
            ("/news/a", "section", "de"),
        ] {
            assert!(!is_for(&all, path, kind, language), "{path} {kind} {language}");
        }
        assert!(is_for(&json!({"LANG": "D?"}), "/a", "page", "de"));
        assert!(is_for(&json!({"environment": "production"}), "/a", "page", "de"));
        assert!(!is_for(&json!({"environment": "development"}), "/a", "page", "de"));
        assert!(is_for(&json!(null), "/a", "home", ""));
    }
}
