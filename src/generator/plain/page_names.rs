//! The names by which the pages and files of a plain folder call one another.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::content::file_name;
use crate::content::format::PageFormat;
use crate::generator::entry;
use crate::path::CapsulePath;

/// The pages and files of a folder by the names that people call them by, gathered when a page
/// first asks.
#[derive(Debug, Default)]
pub(crate) struct Names(OnceLock<HashMap<String, CapsulePath>>);

impl Names {
    /// The path of what is called so. `name.md` is the page `name`.
    pub(crate) fn find(
        &self,
        written: &str,
        served: &HashMap<Arc<str>, CapsulePath>,
    ) -> Option<&CapsulePath> {
        let names = self.0.get_or_init(|| gather(served));
        let without_ending =
            || PageFormat::of_place(written).map(|_| file_name::stem_of_path(written));
        names.get(&key(written)).or_else(|| names.get(&key(without_ending()?)))
    }
}

/// A name said in full, with its folders, comes first. Of two alike the first in order of place has
/// it. Titles are no names: many a page is titled with a word that others write in brackets.
fn gather(served: &HashMap<Arc<str>, CapsulePath>) -> HashMap<String, CapsulePath> {
    let mut places: Vec<(&str, &CapsulePath)> =
        served.iter().map(|(place, path)| (&**place, path)).collect();
    places.sort_unstable();
    let mut names = HashMap::new();
    let mut add = |name: &str, path: &CapsulePath| {
        names.entry(key(name)).or_insert_with(|| path.clone());
    };
    places.iter().for_each(|(place, path)| add(called(place), path));
    places
        .iter()
        .for_each(|(place, path)| add(called(place).rsplit('/').next().unwrap_or_default(), path));
    names
}

/// What a place is called: a page without its ending, the page of a folder by the folder's name.
fn called(place: &str) -> &str {
    match (PageFormat::of_place(place), place.rsplit_once('/')) {
        (None, _) => place,
        (Some(_), Some((folder, _))) if entry::is_index(place) => folder,
        (Some(_), _) => file_name::stem_of_path(place),
    }
}

/// Names are compared as people type them: capitals, blanks and dashes make no difference.
fn key(name: &str) -> String {
    let words = name
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '_'))
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}
