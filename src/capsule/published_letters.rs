//! `Letters`: which letters of readers are published, and below which page each stands.

use std::collections::BTreeMap;

use jiff::Zoned;

use crate::content::source_path::SourcePath;
use crate::generator::is_below;
use crate::path::CapsulePath;

/// The letters of a site that shows them.
#[derive(Debug, Default)]
pub(super) struct Letters {
    /// By the path of the page that they are about, the oldest first.
    pub by_page: BTreeMap<CapsulePath, Vec<Letter>>,
    /// Their folder; `None` where there are none.
    pub folder: Option<String>,
}

impl Letters {
    /// True for the source path of a letter.
    pub(super) fn hold(&self, source: &SourcePath) -> bool {
        self.folder.as_deref().is_some_and(|folder| is_below(source.as_str(), folder))
    }
}

/// A letter, without its text.
#[derive(Debug)]
pub(super) struct Letter {
    /// Its file.
    pub source: SourcePath,
    /// The moment that its front matter gives.
    pub date: Option<Zoned>,
    /// The name that its front matter gives.
    pub name: Option<String>,
}
