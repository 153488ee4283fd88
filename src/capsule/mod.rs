//! What is served, whatever the protocol: an immutable snapshot of a folder.
//!
//! [`load`] reads a folder: `source` walks over it, a kind of site places what it found, `build` makes the snapshot of
//! it. [`Capsule::find`] looks a path up, [`Capsule::page`] reads and converts a page. Rendering is for `render`.

mod build;
mod bundle;
mod config;
mod convert;
mod date;
mod decode;
mod entry;
mod feed;
mod find;
pub mod front_matter;
mod head;
mod hugo;
mod jekyll;
mod kind;
mod links;
pub mod liquid;
mod listing;
mod mdbook;
mod menu;
mod name;
mod page;
mod particulars;
mod plain;
mod posts;
mod search;
mod section;
mod settings;
mod shortcode;
mod source;
#[cfg(test)]
mod specimen;
mod zola;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

pub use config::config_fault;
pub use convert::Converted;
pub use entry::{FileEntry, PageEntry};
pub use feed::Audience;
pub use find::{Found, Lookup};
pub use head::Head;
pub use kind::Kind;
pub use page::PageFormat;
pub use search::{Effort, path as search_path};
pub use settings::{Options, Settings};
pub use source::{Folder, LARGEST_PAGE};

use config::Config;

use crate::path::CapsulePath;
use crate::warning::Warning;

/// A folder, read into an immutable snapshot: which path holds what, titled and dated how. Texts stay on disk.
#[derive(Debug)]
pub struct Capsule {
    folder: Arc<Folder>,
    kind: Kind,
    settings: Settings,
    pages: Vec<PageEntry>,
    files: Vec<FileEntry>,
    /// In order of path, so that what is below a folder stands together.
    resources: BTreeMap<CapsulePath, Resource>,
    /// The pages that are shown on Gopher in the place of others.
    menus: HashMap<CapsulePath, usize>,
    /// Where a source file is served, for links that name files.
    places: HashMap<Arc<str>, CapsulePath>,
    posts: posts::Posts,
    templates: Templates,
    /// What its kind of site knows besides.
    particulars: particulars::Particulars,
    /// What the scan found, so that the next one need not read it again.
    known: source::Known,
}

/// What templates ask for again and again, made when one first does.
#[derive(Debug, Default)]
struct Templates {
    /// `site.data`.
    data: OnceLock<liquid::Value>,
    /// `site.posts`.
    posts: OnceLock<liquid::Value>,
    /// The URL of each post by its file's name without an ending.
    posts_by_name: OnceLock<HashMap<String, String>>,
}

/// What is served at a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Resource {
    /// The page of that number, see [`Capsule::page_entry`].
    Page(usize),
    /// The file of that number, see [`Capsule::file_entry`].
    File(usize),
    /// A folder without a page of its own: a listing.
    Folder,
    /// A list of posts.
    Posts,
    /// An Atom feed.
    Feed,
    /// The search for words.
    Search,
    /// Something that has moved to another path of this capsule.
    Moved {
        /// Where it is now.
        to: CapsulePath,
        /// Whether it stays there.
        permanent: bool,
    },
    /// Something that has moved to an absolute URL.
    Elsewhere(Arc<str>),
}

/// Reads a folder. What `previous` knows of unchanged files is not read again.
#[must_use]
pub fn load(folder: &Arc<Folder>, options: &Options, previous: Option<&Capsule>) -> (Arc<Capsule>, Vec<Warning>) {
    let kind = options.kind.unwrap_or_else(|| Kind::detect(folder));
    let nothing = source::Known::new();
    let known = previous.map_or(&nothing, |capsule| &capsule.known);
    let mut warnings = Vec::new();
    let (config, settings) = Config::read(kind, folder, &mut warnings);
    let scan = folder.scan(&|place| config.skips(place), known);
    let (placed, particulars) = config.place(&scan, folder, &settings, options, &mut warnings);
    warnings.extend(scan.warnings.iter().cloned());
    let built = build::build(placed, &settings, options, &mut warnings);
    let known = scan.files.into_iter().map(|file| (file.place.clone(), file)).collect();
    let capsule = Arc::new(Capsule {
        folder: folder.clone(),
        kind,
        settings,
        pages: built.pages,
        files: built.files,
        resources: built.resources,
        menus: built.menus,
        places: built.places,
        posts: built.posts,
        templates: Templates::default(),
        particulars,
        known,
    });
    if kind == Kind::Jekyll {
        warnings.extend(jekyll::data_problems(&capsule));
    }
    warnings.sort();
    (capsule, warnings)
}

impl Capsule {
    /// Which tool the site was made for.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What the site says of itself.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The folder that it was read from.
    #[must_use]
    pub fn folder(&self) -> &Arc<Folder> {
        &self.folder
    }

    /// All pages.
    #[must_use]
    pub fn pages(&self) -> &[PageEntry] {
        &self.pages
    }

    /// All files that are served as they are.
    #[must_use]
    pub fn files(&self) -> &[FileEntry] {
        &self.files
    }

    /// All paths and what is served there, in order.
    pub fn resources(&self) -> impl Iterator<Item = (&CapsulePath, &Resource)> {
        self.resources.iter()
    }
}
