//! `Capsule`: an immutable snapshot of a folder, in parts that functions ask for singly.
//!
//! Its methods are for `snapshot`: they call the files of this room, which name the parts.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;

use super::page_texts::PageTexts;
use super::published_letters::Letters;
use super::room::Room;
use super::visible::Contents;
use crate::content::folder::Folder;
use crate::content::folder_settings::FolderSettings;
use crate::content::rules::Rules;
use crate::content::source_path::SourcePath;
use crate::content::sources::Sources;
use crate::diagnostic::Diagnostic;
use crate::exchange::Redirection;
use crate::generator::{Generator, PageEntry, Settings};
use crate::path::CapsulePath;
use crate::template::liquid;

/// A folder, read into an immutable snapshot: which path holds what, titled and dated how. Texts
/// stay on disk.
#[derive(Debug)]
pub struct Capsule {
    pub(super) source: SourceFolder,
    pub(super) contents: Arc<Contents>,
    pub(super) templates: Templates,
    /// Letters of readers that are published.
    pub(super) letters: Arc<Letters>,
    /// The text for crawlers, where the site has none itself.
    pub(super) robots: &'static str,
    /// Memory for conversions that nobody waits for; the same for all snapshots of a folder, as
    /// pages of an older one may be looked at still.
    pub(super) checks: Arc<Room>,
}

/// The folder that a snapshot was read from, and the site that it holds.
#[derive(Clone, Debug)]
pub(super) struct SourceFolder {
    /// The folder itself: pages are read from it when they are asked for.
    pub folder: Arc<Folder>,
    /// The rules of the generator that the site was made for.
    pub generator: Arc<dyn Generator>,
    /// Title, language, time zone … of the site as a whole.
    pub settings: Arc<Settings>,
    /// Settings of single folders, by their authors.
    pub folder_settings: Arc<FolderSettings>,
    /// Redirections of paths at which nothing is found, by the operator.
    pub rules: Arc<Rules>,
    /// Source paths of the server's own files.
    pub kept_back: Vec<String>,
    /// All files of the scan, so that the next one need not read those that have not changed.
    pub known: Sources,
    /// What else the scan found.
    pub scan: ScanFacts,
    /// Size of the largest page that is converted, in bytes.
    pub largest_page: u64,
    /// Error of a configuration that can't be read.
    pub fault: Option<Diagnostic>,
    /// Moment at which reading it again gives something else, though nothing was written.
    pub next_change: Option<Timestamp>,
}

/// What a scan found besides files, for the one that follows it.
#[derive(Clone, Debug)]
pub(super) struct ScanFacts {
    /// Diagnostics of the scan alone.
    pub diagnostics: Arc<[Diagnostic]>,
    /// True where files can be looked at singly, see [`Content`](crate::content::source::Content).
    pub is_straight: bool,
    /// Names of files that the snapshot was made with besides those of the scan, see
    /// [`Folder::asked`].
    pub asked: Option<Arc<BTreeSet<String>>>,
}

/// What templates ask for again and again, each made when one first does. None of it takes long,
/// but the texts of pages, for which nobody waits.
#[derive(Debug, Default)]
pub(super) struct Templates {
    /// `site.data`.
    pub data: liquid::Value,
    /// Lists of pages and files, by the field of `site` that they are; in the first language.
    pub lists: SiteLists,
    /// The same in the other languages of the site.
    pub other_lists: Vec<SiteLists>,
    /// URL of each post by its file's name without an ending.
    pub posts_by_name: OnceLock<HashMap<String, String>>,
    /// Contents and excerpts.
    pub texts: PageTexts,
}

impl Templates {
    /// None yet, for a site in so many languages.
    pub(super) fn new(languages: usize) -> Self {
        let others = (1..languages).map(|_| SiteLists::default());
        Self { other_lists: others.collect(), ..Self::default() }
    }

    /// The lists in a language of the site.
    pub(super) fn lists_in(&self, edition: usize) -> &SiteLists {
        let other = edition.checked_sub(1).and_then(|at| self.other_lists.get(at));
        other.unwrap_or(&self.lists)
    }
}

/// `site.posts` and its like.
#[derive(Debug, Default)]
pub(super) struct SiteLists {
    pub posts: OnceLock<liquid::Value>,
    pub pages: OnceLock<liquid::Value>,
    pub documents: OnceLock<liquid::Value>,
    pub static_files: OnceLock<liquid::Value>,
    /// Posts by tag and by category, newest first.
    pub tags: OnceLock<liquid::Value>,
    pub categories: OnceLock<liquid::Value>,
    pub collections: OnceLock<liquid::Value>,
    /// The documents of each collection, by its label.
    pub by_label: OnceLock<HashMap<String, liquid::Value>>,
    /// The documents before and after each one in its collection.
    pub neighbours: OnceLock<HashMap<SourcePath, [Option<SourcePath>; 2]>>,
}

/// The parts that pages, links and lists are made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts<'c> {
    /// The folder and its site.
    pub source: &'c SourceFolder,
    /// The paths, and what is served there.
    pub contents: &'c Contents,
}

impl<'c> Parts<'c> {
    /// Borrows them from a snapshot.
    pub(super) fn of(capsule: &'c Capsule) -> Self {
        Self { source: &capsule.source, contents: &capsule.contents }
    }
}

impl SourceFolder {
    /// The source path of something by its path from the folder of the site's pages.
    pub(super) fn of_site(&self, path: &str) -> String {
        let folder = self.generator.content_folder();
        folder.map_or_else(|| path.to_owned(), |folder| format!("{folder}/{path}"))
    }

    /// The bytes of a page or a template.
    ///
    /// # Errors
    /// Fails when its file is gone or can no longer be read, and with
    /// [`io::ErrorKind::FileTooLarge`] when it is too large to be converted.
    pub(super) fn read(&self, page: &PageEntry) -> io::Result<Vec<u8>> {
        self.folder.read_at_most(&page.source, self.largest_page)
    }

    /// True for a page or a template that was too large to be converted at the last scan.
    pub(super) fn is_too_large(&self, page: &PageEntry) -> bool {
        self.size_of(page) > self.largest_page
    }

    /// Size of the file of a page or a template in bytes at the last scan.
    pub(super) fn size_of(&self, page: &PageEntry) -> u64 {
        self.known.get(page.source.as_str()).map_or(0, |file| file.stamp.size)
    }

    /// The redirection of a path at which nothing is found, by the operator's rules, then by the
    /// authors'.
    pub(super) fn redirection(&self, path: &CapsulePath) -> Option<Redirection> {
        self.rules.redirection(path).or_else(|| self.folder_settings.foreign.redirection(path))
    }
}
