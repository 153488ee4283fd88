//! `Sections`: the folders of a Hugo site that list pages, and which page is in which.
//!
//! Those with an `_index.md` are, and those at the top, whether they have one or not. Any other
//! folder is a place to keep files: its pages are in the section around it.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::config::HugoConfig;
use super::content_file::ContentFile;
use super::permalink::{self, Words};
use crate::content::file_name;
use crate::generator::bundle::upwards;
use crate::generator::routed::Routed;
use crate::path::CapsulePath;

/// A folder below the content folder, in a language.
type Place = (String, String);

/// The sections of a site.
#[derive(Debug, Default)]
pub(super) struct Sections {
    paths: HashMap<Place, CapsulePath>,
    /// Paths of those without a page, with their titles.
    pub without_page: BTreeMap<CapsulePath, String>,
}

impl Sections {
    /// Gathers them from all files below the content folders, and the pages among them that are
    /// served.
    pub(super) fn of(
        content: &[ContentFile<'_>],
        pages: &[(&ContentFile<'_>, Routed<'_>)],
        config: &HugoConfig,
    ) -> Self {
        let mut sections = Self::default();
        for (source, routed) in pages.iter().filter(|(source, _)| source.stem == "_index") {
            sections.paths.insert(place(source, &source.folder, config), routed.path.clone());
        }
        // One that its author keeps back is not made in its place.
        let indexes = content.iter().filter(|source| source.stem == "_index");
        let with_page: HashSet<Place> =
            indexes.map(|source| place(source, &source.folder, config)).collect();
        for (source, _) in pages {
            let (folder, _) = source.folder_and_name();
            let top = folder.split('/').next().unwrap_or_default();
            for folder in ["", top] {
                let place = place(source, folder, config);
                let is_new = !with_page.contains(&place) && !sections.paths.contains_key(&place);
                if is_new && config.builds(config.kind_of_folder(folder)) {
                    sections.add_without_page(place, config);
                }
            }
        }
        sections
    }

    fn add_without_page(&mut self, place: Place, config: &HugoConfig) {
        let (language, folder) = &place;
        let home = config.home_of(language);
        let part = permalink::part(folder, config.lower);
        let sections = [part.clone()];
        let words = Words { sections: &sections, name: folder, ..Words::default() };
        let template = config.section_permalinks.get(folder);
        let filled = template.and_then(|template| permalink::fill(template, &words));
        let inner = filled.unwrap_or(part);
        let path = permalink::path(&format!("{home}{}", inner.trim_start_matches('/')));
        if let Some(path) = path {
            self.without_page.insert(path.clone(), plural(&file_name::title(folder)));
            self.paths.insert(place, path);
        }
    }

    /// Path of the section that a page is in; the start page is in none.
    pub(super) fn around(
        &self,
        source: &ContentFile<'_>,
        config: &HugoConfig,
    ) -> Option<CapsulePath> {
        let (folder, name) = source.folder_and_name();
        let folder =
            if name.is_empty() { folder.rsplit_once('/').map_or("", |it| it.0) } else { folder };
        if name.is_empty() && source.folder.is_empty() {
            return None;
        }
        let mut around = upwards(folder).chain([""]);
        around.find_map(|folder| self.paths.get(&place(source, folder, config)).cloned())
    }
}

fn place(source: &ContentFile<'_>, folder: &str, config: &HugoConfig) -> Place {
    let language = source.language.as_deref().unwrap_or(&config.default_language);
    (language.to_owned(), folder.to_owned())
}

/// The plural of an English word, as the titles of sections without a page have it.
fn plural(word: &str) -> String {
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    match word.strip_suffix('y') {
        _ if word.is_empty() => String::new(),
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if ends(&["ch", "sh", "x", "z", "ss"]) => format!("{word}es"),
        _ if ends(&["s"]) => word.to_owned(),
        _ => format!("{word}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_called_by_the_plural_of_its_folder() {
        for (word, expected) in [
            ("Post", "Posts"),
            ("News", "News"),
            ("Story", "Stories"),
            ("Day", "Days"),
            ("Box", "Boxes"),
        ] {
            assert_eq!(plural(word), expected);
        }
    }
}
