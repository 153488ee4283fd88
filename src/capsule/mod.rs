//! What is served, whatever the protocol: an immutable snapshot of a folder.
//!
//! [`load`] reads a folder: `source` walks over it, a kind of site places what it found, `build`
//! makes the snapshot of it. [`Capsule::find`] looks a path up, [`Capsule::page`] reads and
//! converts a page. Rendering is for `render`.

mod assemble;
mod expand;
mod feed;
mod links;
mod liquid_scope;
mod listing;
mod lookup;
mod menu;
mod next_change;
mod page;
mod posts;
mod search;
mod section;
#[cfg(test)]
mod tests;
mod wiki_links;
mod zones;

pub use feed::Audience;
pub use lookup::{Found, Lookup};
pub use page::Converted;
pub use search::{Effort, path as search_path};

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;

use crate::access::Zones;
use crate::content::folder::{self, Folder};
use crate::content::folder_settings::Locals;
use crate::content::rules::{Rules, Verdict};
use crate::diagnostic::{Diagnostic, Severity};
use crate::exchange::{Application, Notice};
use crate::generator::config::Config;
use crate::generator::entry::{FileEntry, PageEntry};
use crate::generator::kind::Kind;
use crate::generator::runtime::Particulars;
use crate::generator::settings::{Options, Settings};
use crate::path::CapsulePath;
use crate::template::liquid;

/// A folder, read into an immutable snapshot: which path holds what, titled and dated how. Texts
/// stay on disk.
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
    zones: Zones,
    applications: Vec<Arc<Application>>,
    /// What authors say of single folders.
    locals: Locals,
    /// What the operator says of paths at which nothing is found.
    rules: Arc<Rules>,
    templates: Templates,
    /// What its kind of site knows besides.
    particulars: Particulars,
    /// What the scan found, so that the next one need not read it again.
    known: folder::Known,
    /// What is wrong with its configuration.
    fault: Option<Diagnostic>,
    /// When reading it again would give something else, though nothing was written.
    next_change: Option<Timestamp>,
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
    Elsewhere {
        /// Where it is now.
        url: Arc<str>,
        /// Whether it stays there.
        permanent: bool,
    },
    /// Something that was here once.
    Gone,
    /// What an author wants answered instead.
    Notice(Notice),
    /// The file that tells crawlers to stay away.
    Robots,
}

/// Reads a folder. What `previous` knows of unchanged files is not read again.
///
/// # Errors
/// When the system has too few descriptors to read it whole. All else that can't be read is a
/// warning.
pub fn load(
    folder: &Arc<Folder>,
    options: &Options,
    previous: Option<&Capsule>,
) -> io::Result<(Arc<Capsule>, Vec<Diagnostic>)> {
    let loaded = folder.whole(|| Ok(read(folder, options, previous)))?;
    folder.serve();
    Ok(loaded)
}

fn read(
    folder: &Arc<Folder>,
    options: &Options,
    previous: Option<&Capsule>,
) -> (Arc<Capsule>, Vec<Diagnostic>) {
    let kind = options.kind.unwrap_or_else(|| Kind::detect(folder));
    let nothing = folder::Known::new();
    let known = previous.map_or(&nothing, |capsule| &capsule.known);
    let mut warnings = Vec::new();
    let (config, mut settings) = Config::read(kind, folder, &mut warnings);
    let fault = warnings.iter().find(|it| it.severity == Severity::Error).cloned();
    if let Some(language) = &options.language {
        settings.language = Some(language.clone());
    }
    let mut scan = folder.scan(&|place| config.skips(place) || options.keeps_back(place), known);
    scan.withhold_closed(&options.zones);
    scan.withhold_unreadable();
    let (placed, particulars) = config.place(&scan, folder, &settings, options, &mut warnings);
    warnings.extend(scan.warnings.iter().cloned());
    let next_change = next_change::next_change(&scan, &placed, &settings);
    let built = assemble::build(placed, &scan.locals, &settings, options, &mut warnings);
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
        zones: options.zones.clone(),
        applications: options.applications.clone(),
        locals: scan.locals,
        rules: Arc::clone(&options.rules),
        templates: Templates::default(),
        particulars,
        known,
        fault,
        next_change,
    });
    if let Some(zones) = capsule.zones_led_to_pages() {
        // Lists and feeds were made without these.
        return read(folder, &Options { zones, ..options.clone() }, Some(&capsule));
    }
    warnings.extend(capsule.zone_warnings());
    if kind == Kind::Jekyll {
        warnings.extend(liquid_scope::data::problems(&capsule));
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

    /// Where a path leads at which nothing is found: what the operator says, then what the authors
    /// do.
    #[must_use]
    pub fn verdict(&self, path: &CapsulePath) -> Option<Verdict> {
        self.rules.verdict(path).or_else(|| self.locals.sidecars.verdict(path))
    }

    /// Which files in it were made for other servers, and for whom: `.meta files for agate`.
    /// Nothing when there are none.
    #[must_use]
    pub fn made_for(&self) -> Option<String> {
        self.locals.sidecars.told()
    }

    /// What is wrong with the site's configuration, if some of it can't be read at all. Then what
    /// it excludes is not known: such a capsule is to be looked into, but not to be served.
    #[must_use]
    pub fn config_fault(&self) -> Option<&Diagnostic> {
        self.fault.as_ref()
    }

    /// When reading the folder again would give something else though nothing was written: a post
    /// is due.
    #[must_use]
    pub fn next_change(&self) -> Option<Timestamp> {
        self.next_change
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

    /// The pages that may be named to everyone.
    pub fn public_pages(&self) -> impl Iterator<Item = &PageEntry> {
        self.pages.iter().filter(|page| !self.zones.hide(&page.path, &CapsulePath::root()))
    }

    /// The application that answers for a path; of several the one with the longest path of its
    /// own.
    #[must_use]
    pub fn application(&self, path: &CapsulePath) -> Option<&Arc<Application>> {
        let answering =
            self.applications.iter().filter(|application| path.is_below(&application.prefix));
        answering.max_by_key(|application| application.prefix.as_file().as_str().len())
    }

    /// The files that may be named to everyone.
    pub fn public_files(&self) -> impl Iterator<Item = &FileEntry> {
        let hidden = |file: &&FileEntry| {
            self.path_of(&file.place)
                .is_some_and(|path| self.zones.hide(path, &CapsulePath::root()))
        };
        self.files.iter().filter(move |file| !hidden(file))
    }

    /// What not everyone may read.
    #[must_use]
    pub fn zones(&self) -> &Zones {
        &self.zones
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
