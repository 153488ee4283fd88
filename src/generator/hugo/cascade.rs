//! `cascade`: front matter that a section hands down to the pages in it.

use std::collections::HashMap;

use globset::{GlobBuilder, GlobMatcher};
use serde_json::Value;

use super::config::lower_keys;
use super::content_file::ContentFile;
use crate::content::front_matter::Fields;
use crate::content::page_head::text_of;
use crate::generator::source_class;

/// Fields that the sections of a site hand down, by their folders, and those of the site itself.
#[derive(Debug, Default)]
pub(crate) struct Cascades<'a> {
    sections: HashMap<&'a str, Vec<Cascade>>,
    site: Vec<Cascade>,
}

/// Fields for the pages that fit.
#[derive(Debug)]
struct Cascade {
    path: Option<GlobMatcher>,
    kind: Option<String>,
    language: Option<String>,
    fields: Fields,
}

impl<'a> Cascades<'a> {
    /// Gathers them from the pages of the sections.
    #[must_use]
    pub(crate) fn of(sources: &[ContentFile<'a>], site: Option<&Value>) -> Self {
        let sections =
            sources.iter().filter(|source| source.stem == "_index").filter_map(|source| {
                let (_, head) = source_class::page_of(source.file)?;
                let (_, value) = head
                    .fields
                    .as_ref()?
                    .iter()
                    .find(|(name, _)| name.eq_ignore_ascii_case("cascade"))?;
                Some((source.folder, cascades(value)))
            });
        Self { sections: sections.collect(), site: site.map(cascades).unwrap_or_default() }
    }

    /// Adds to the fields of a page what it does not say itself. Of two sections the nearer one
    /// counts.
    pub(crate) fn add(&self, fields: &mut Fields, source: &ContentFile<'a>, language: &str) {
        if self.sections.is_empty() && self.site.is_empty() {
            return;
        }
        let path = match (source.folder, source.stem) {
            ("", "index" | "_index") => "/".to_owned(),
            (folder, "index" | "_index") => format!("/{folder}"),
            ("", stem) => format!("/{stem}"),
            (folder, stem) => format!("/{folder}/{stem}"),
        };
        let kind = match (source.stem, source.folder) {
            ("_index", "") => "home",
            ("_index", _) => "section",
            _ => "page",
        };
        let above = source.folder.rmatch_indices('/').filter_map(|(at, _)| source.folder.get(..at));
        let top = (!source.folder.is_empty()).then_some("");
        let folders = std::iter::once(source.folder).chain(above).chain(top);
        let near = folders.filter_map(|folder| self.sections.get(folder)).flatten();
        for cascade in
            near.chain(&self.site).filter(|cascade| cascade.is_for(&path, kind, language))
        {
            for (name, value) in &cascade.fields {
                fields.entry(name).or_insert_with(|| value.clone());
            }
        }
    }
}

impl Cascade {
    fn is_for(&self, path: &str, kind: &str, language: &str) -> bool {
        self.path.as_ref().is_none_or(|glob| glob.is_match(path))
            && self.kind.as_deref().is_none_or(|own| own == kind)
            && self.language.as_deref().is_none_or(|own| own == language)
    }
}

/// One, or several with a `target` each.
fn cascades(value: &Value) -> Vec<Cascade> {
    let one = |value: &Value| {
        let mut fields = lower_keys(value.as_object()?.clone());
        let target =
            fields.remove("_target").or_else(|| fields.remove("target")).unwrap_or_default();
        let target = lower_keys(target.as_object().cloned().unwrap_or_default());
        let text = |name: &str| target.get(name).and_then(text_of);
        let path = text("path").map(|glob| matcher(&glob));
        // A pattern that can't be read is for no page.
        let path = if let Some(path) = path { Some(path?) } else { None };
        Some(Cascade { path, kind: text("kind"), language: text("lang"), fields })
    };
    match value {
        Value::Array(values) => values.iter().filter_map(one).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            one(value).into_iter().collect()
        }
    }
}

fn matcher(glob: &str) -> Option<GlobMatcher> {
    Some(
        GlobBuilder::new(glob)
            .literal_separator(true)
            .case_insensitive(true)
            .build()
            .ok()?
            .compile_matcher(),
    )
}
