//! `Capsule`: an immutable snapshot of a folder, in parts that functions ask for singly.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;

use super::visible::Contents;
use crate::content::folder::Folder;
use crate::content::folder_settings::FolderSettings;
use crate::content::rules::Rules;
use crate::content::source::Known;
use crate::diagnostic::Diagnostic;
use crate::exchange::{Application, Redirection};
use crate::generator::{Generator, GeneratorName, Settings};
use crate::path::CapsulePath;
use crate::template::liquid;

/// A folder, read into an immutable snapshot: which path holds what, titled and dated how. Texts
/// stay on disk.
#[derive(Debug)]
pub struct Capsule {
    pub(super) source: SourceFolder,
    pub(super) contents: Contents,
    pub(super) access: Access,
    pub(super) templates: Templates,
}

/// The folder that a snapshot was read from, and the site that it holds.
#[derive(Debug)]
pub(super) struct SourceFolder {
    /// The folder itself: pages are read from it when they are asked for.
    pub folder: Arc<Folder>,
    /// The rules of the generator that the site was made for.
    pub generator: Arc<dyn Generator>,
    /// Title, language, time zone … of the site as a whole.
    pub settings: Settings,
    /// Settings of single folders, by their authors.
    pub folder_settings: FolderSettings,
    /// All files of the scan, so that the next one need not read those that have not changed.
    pub known: Known,
    /// Error of a configuration that can't be read.
    pub fault: Option<Diagnostic>,
    /// Moment at which reading it again gives something else, though nothing was written.
    pub next_change: Option<Timestamp>,
}

/// The operator's word on single paths: what answers there.
#[derive(Debug)]
pub(super) struct Access {
    /// Applications that answer for paths.
    pub applications: Vec<Arc<Application>>,
    /// Redirections of paths at which nothing is found.
    pub rules: Arc<Rules>,
}

/// Values that templates ask for again and again, each made when one first does.
#[derive(Debug, Default)]
pub(super) struct Templates {
    /// `site.data`.
    pub data: OnceLock<liquid::Value>,
    /// `site.posts`.
    pub posts: OnceLock<liquid::Value>,
    /// URL of each post by its file's name without an ending.
    pub posts_by_name: OnceLock<HashMap<String, String>>,
}

impl Capsule {
    /// The generator that the site was made for.
    #[must_use]
    pub fn generator(&self) -> GeneratorName {
        self.source.generator.name()
    }

    /// Facts of the site as a whole.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.source.settings
    }

    /// The redirection of a path at which nothing is found, by the operator's rules, then by the
    /// authors'.
    #[must_use]
    pub fn redirection(&self, path: &CapsulePath) -> Option<Redirection> {
        self.access
            .rules
            .redirection(path)
            .or_else(|| self.source.folder_settings.foreign.redirection(path))
    }

    /// Files in it that were made for other servers, and those servers: `.meta files for agate`.
    /// `None` when there are none.
    #[must_use]
    pub fn made_for(&self) -> Option<String> {
        self.source.folder_settings.foreign.summary()
    }

    /// The error of a site's configuration that can't be read at all. Then what
    /// it excludes is not known: such a capsule is to be looked into, but not to be served.
    #[must_use]
    pub fn config_fault(&self) -> Option<&Diagnostic> {
        self.source.fault.as_ref()
    }

    /// Moment at which reading the folder again gives something else though nothing was written: a
    /// post is published.
    #[must_use]
    pub fn next_change(&self) -> Option<Timestamp> {
        self.source.next_change
    }

    /// The folder that it was read from.
    #[must_use]
    pub fn folder(&self) -> &Arc<Folder> {
        &self.source.folder
    }

    /// The number of pages, those in zones included.
    #[must_use]
    pub fn page_count(&self) -> usize {
        self.contents.page_count()
    }

    /// The number of files, those in zones included.
    #[must_use]
    pub fn file_count(&self) -> usize {
        self.contents.file_count()
    }
}
