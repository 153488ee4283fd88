//! `ContentFile`: a file below a content folder of Hugo, its path taken apart.

use std::borrow::Cow;

use super::config::HugoConfig;
use super::mounts::Mount;
use crate::content::source::Source;
use crate::generator::source_class;

/// A file below a content folder.
#[derive(Clone, Debug)]
pub(crate) struct ContentFile<'a> {
    /// The file.
    pub file: &'a Source,
    /// Its folder below the content folder, without slashes at its ends.
    pub folder: Cow<'a, str>,
    /// Its name without ending and language.
    pub stem: &'a str,
    /// Its language, when its name or its content folder says one.
    pub language: Option<String>,
}

impl<'a> ContentFile<'a> {
    /// Takes a source path apart; `None` when it is not below a content folder.
    pub(crate) fn of(file: &'a Source, config: &HugoConfig) -> Option<Self> {
        let (mount, inner) = config.mounts.content_of(&file.path)?;
        let Mount { target, language, .. } = mount;
        let folder = inner.rsplit_once('/').map_or("", |(folder, _)| folder);
        let folder = match (target.as_str(), folder) {
            ("", folder) => Cow::Borrowed(folder),
            (target, "") => Cow::Owned(target.to_owned()),
            (target, folder) => Cow::Owned(format!("{target}/{folder}")),
        };
        let stem = file.path.name().stem();
        let (stem, language) = match stem.rsplit_once('.') {
            Some((stem, code)) if config.knows_language(code) => (stem, Some(code.to_owned())),
            Some(_) | None => (stem, language.clone()),
        };
        Some(Self { file, folder, stem, language })
    }

    /// The folder that it stands in as a page, and its name there: the page of a folder has the
    /// name of the folder, a section has none.
    pub(super) fn folder_and_name(&self) -> (&str, &str) {
        let folder = self.folder.as_ref();
        match self.stem {
            "index" => folder.rsplit_once('/').unwrap_or(("", folder)),
            "_index" => (folder, ""),
            stem => (folder, stem),
        }
    }

    /// Its kind as a page.
    pub(super) fn kind(&self, config: &HugoConfig) -> &'static str {
        match (self.stem, self.folder.as_ref()) {
            ("_index", folder) => config.kind_of_folder(folder),
            ("index", "") => "home",
            _ => "page",
        }
    }

    pub(super) fn is_page(&self) -> bool {
        source_class::page_of(self.file).is_some()
    }

    pub(super) fn is_menu(&self) -> bool {
        source_class::page_of(self.file).is_some_and(|(format, _)| format.menu().is_some())
    }

    /// True for the page of its folder, which then is a bundle. The home page is no bundle: it
    /// would swallow all.
    pub(super) fn is_leaf(&self) -> bool {
        self.stem == "index" && !self.folder.is_empty() && self.is_page() && !self.is_menu()
    }
}
