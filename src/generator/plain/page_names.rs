//! The names by which the pages and files of a plain folder call one another.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::Value;

use crate::content::page_head::text_of;
use crate::content::source_path::SourcePath;
use crate::generator::routed::{Routed, Served};
use crate::path::CapsulePath;

/// Sources of one name that are kept: each is compared.
const MOST_ALIKE: usize = 64;

/// The pages and files of a folder by the names that people call them by.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// By the names of their files, gathered when a page first asks.
    files: OnceLock<FileNames>,
    /// By the names that their front matter gives them besides.
    aliases: HashMap<String, CapsulePath>,
}

/// Pages and files by the names of their files.
#[derive(Debug, Default)]
struct FileNames {
    /// With their folders.
    whole: HashMap<String, CapsulePath>,
    /// Without, in order of source path.
    last: HashMap<String, Vec<(SourcePath, CapsulePath)>>,
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

    /// The path of what is called so on a page in a folder. `name.md` is the page `name`.
    pub(crate) fn find(
        &self,
        written: &str,
        folder: &str,
        served: &HashMap<SourcePath, CapsulePath>,
    ) -> Option<&CapsulePath> {
        let files = self.files.get_or_init(|| gather(served));
        let called = key(written);
        if let Some(path) = files.find(&called, folder).or_else(|| self.aliases.get(&called)) {
            return Some(path);
        }
        let written = SourcePath::new(written)?;
        written.name().format()?;
        files.find(&key(written.without_extension()), folder)
    }
}

impl FileNames {
    /// A name in full comes first; of some alike the nearest to the folder, then the one with the
    /// shortest path.
    fn find(&self, called: &str, folder: &str) -> Option<&CapsulePath> {
        if let Some(path) = self.whole.get(called) {
            return Some(path);
        }
        let near = |source: &SourcePath| {
            let folders = source.as_str().split('/').zip(folder.trim_matches('/').split('/'));
            folders.take_while(|(one, other)| one == other).count()
        };
        let (_, path) = self
            .last
            .get(called)?
            .iter()
            .min_by_key(|(source, _)| (Reverse(near(source)), source.as_str().len()))?;
        Some(path)
    }
}

/// Titles are no names: many a page is titled with a word that others write in brackets.
fn gather(served: &HashMap<SourcePath, CapsulePath>) -> FileNames {
    let mut sources: Vec<(&SourcePath, &CapsulePath)> = served.iter().collect();
    sources.sort_unstable();
    let mut names = FileNames::default();
    for (source, path) in sources {
        let whole = called(source);
        let last = whole.rsplit_once('/').map_or(whole, |(_, last)| last);
        let alike = names.last.entry(key(last)).or_default();
        if alike.len() < MOST_ALIKE {
            alike.push((source.clone(), path.clone()));
        }
        names.whole.entry(key(whole)).or_insert_with(|| path.clone());
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
