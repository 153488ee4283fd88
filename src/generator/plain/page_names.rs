//! The names by which the pages and files of a plain folder call one another.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::Value;

use crate::content::page_head::text_of;
use crate::content::source_path::SourcePath;
use crate::generator::routed::{Routed, Served};
use crate::path::CapsulePath;

/// The pages and files of a folder by the names that people call them by.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// By the names of their files, gathered when a page first asks.
    files: OnceLock<HashMap<String, CapsulePath>>,
    /// By the names that their front matter gives them besides.
    aliases: HashMap<String, CapsulePath>,
}

impl Names {
    /// The names of files that have been routed.
    pub(crate) fn of(routed: &[Routed<'_>]) -> Self {
        let mut aliases = HashMap::new();
        for Routed { path, served, .. } in routed {
            let Served::Page(page) = served else { continue };
            let given = page.fields.get("aliases").and_then(Value::as_array);
            for alias in given.into_iter().flatten().filter_map(text_of) {
                aliases.entry(key(&alias)).or_insert_with(|| path.clone());
            }
        }
        Self { files: OnceLock::new(), aliases }
    }

    /// The path of what is called so. `name.md` is the page `name`.
    pub(crate) fn find(
        &self,
        written: &str,
        served: &HashMap<SourcePath, CapsulePath>,
    ) -> Option<&CapsulePath> {
        let names = self.files.get_or_init(|| gather(served));
        let written_so = key(written);
        if let Some(path) = names.get(&written_so).or_else(|| self.aliases.get(&written_so)) {
            return Some(path);
        }
        let written = SourcePath::new(written)?;
        written.name().format()?;
        names.get(&key(written.without_extension()))
    }
}

/// A name in full, with its folders, comes first. Of two alike the first in order of source
/// path has it. Titles are no names: many a page is titled with a word that others write in
/// brackets.
fn gather(served: &HashMap<SourcePath, CapsulePath>) -> HashMap<String, CapsulePath> {
    let mut sources: Vec<(&SourcePath, &CapsulePath)> = served.iter().collect();
    sources.sort_unstable();
    let mut names: HashMap<String, CapsulePath> = HashMap::new();
    for (source, path) in &sources {
        names.entry(key(called(source))).or_insert_with(|| (*path).clone());
    }
    for (source, path) in sources {
        let whole = called(source);
        let last = whole.rsplit_once('/').map_or(whole, |(_, last)| last);
        names.entry(key(last)).or_insert_with(|| path.clone());
    }
    names
}

/// The name of a source: of a page its source path without its ending, the page of a folder by the
/// folder's name.
fn called(source: &SourcePath) -> &str {
    let name = source.name();
    if name.format().is_none() {
        source.as_str()
    } else if name.is_index() && !source.folder().is_empty() {
        source.folder().trim_end_matches('/')
    } else {
        source.without_extension()
    }
}

/// Names are compared as people type them: capitals, blanks and dashes make no difference.
fn key(name: &str) -> String {
    let words = name
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '_'))
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}
