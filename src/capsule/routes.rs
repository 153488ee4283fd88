//! `Routes`: the maps from paths to what is served there, and from source files to paths.

use std::collections::{BTreeMap, HashMap};

use super::resource::Resource;
use crate::content::source_path::SourcePath;
use crate::generator::{FileEntry, PageEntry};
use crate::path::CapsulePath;

/// The maps of a snapshot.
#[derive(Debug, Default)]
pub(super) struct Routes {
    /// All pages; a [`Resource::Page`] is a position in this list.
    pub pages: Vec<PageEntry>,
    /// All files; a [`Resource::File`] is a position in this list.
    pub files: Vec<FileEntry>,
    /// Every path that is served, in order, so that all below a folder stands together.
    pub resources: BTreeMap<CapsulePath, Resource>,
    /// Positions of the menus that Gopher's readers see instead of the page at the same path.
    pub menus: HashMap<CapsulePath, usize>,
    /// Other addresses of pages in hidden zones, by their front matter, outside of these; and the
    /// paths of the pages.
    pub addresses_of_hidden: HashMap<CapsulePath, CapsulePath>,
    /// Documents of collections that have no address, by their source path.
    pub unserved: BTreeMap<SourcePath, PageEntry>,
    /// Path of each source file, for links that name files.
    pub sources: HashMap<SourcePath, CapsulePath>,
}
