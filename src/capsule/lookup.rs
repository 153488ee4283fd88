//! Looking a path up: the path itself, and the other names under which the same thing is found.

use super::post_lists::List;
use super::resource::{Child, Resource};
use super::snapshot::Capsule;
use super::visible::{Reader, Visible};
use crate::content::format;
use crate::exchange::Refusal;
use crate::generator::{FileEntry, PageEntry};
use crate::path::CapsulePath;

/// Where the tools of the web put the feed of a site: what links and feed readers ask for.
const FEEDS_OF_THE_WEB: &[&str] =
    &["/atom.xml", "/rss.xml", "/index.xml", "/feed", "/feed/", "/feed.atom", "/feed/index.xml"];

/// The title of the search in menus.
pub(super) const SEARCH_TITLE: &str = "Search";

/// Something that is served.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Found<'a> {
    /// Its canonical path.
    pub path: &'a CapsulePath,
    /// What it is.
    pub resource: &'a Resource,
    /// Whether it was asked for as plain text (`page.txt`).
    pub as_text: bool,
}

/// What a path leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lookup<'a> {
    /// Something that is served.
    Found(Found<'a>),
    /// A folder, or a page that lives at a folder's path, was asked for without its final `/`; or a
    /// list that is whole here was asked for by one of the parts that it has on the web.
    Slashless(&'a CapsulePath),
    /// Nothing.
    Nothing,
}

impl<'c> Visible<'c, '_> {
    /// Looks a path up for the reader. A page is found at its path, with or without a final `/`,
    /// with the ending of any format of pages, and at the source path of its file; with `.txt` as
    /// plain text.
    ///
    /// # Errors
    /// The refusal that a client gets who may not read it.
    pub fn find(&self, path: &CapsulePath) -> Result<Lookup<'c>, Refusal> {
        // The name itself first, so that a stranger does not learn which names a zone knows; then
        // what it stands for, since a page has short forms and a text, too.
        self.admit(path)?;
        let lookup = self.capsule.look_up(path);
        if let Lookup::Found(found) = &lookup {
            self.admit(found.path)?;
        }
        Ok(lookup)
    }
}

impl Capsule {
    /// Looks a path up. A page is found at its path, with or without a final `/`, with the ending
    /// of any format of pages, and at the source path of its file; with `.txt` as plain text.
    #[must_use]
    pub(super) fn look_up(&self, path: &CapsulePath) -> Lookup<'_> {
        match self.find_below(path) {
            // A URL of the web with another scheme still leads here.
            Lookup::Nothing => {
                self.without_base(path).map_or(Lookup::Nothing, |path| self.find_below(&path))
            }
            found @ (Lookup::Found(_) | Lookup::Slashless(_)) => found,
        }
    }

    /// A path without the one that the site lives below on the web.
    fn without_base(&self, path: &CapsulePath) -> Option<CapsulePath> {
        let base = Some(self.source.settings.baseurl.as_str()).filter(|base| !base.is_empty())?;
        let rest = path.as_str().strip_prefix(base)?;
        if rest.is_empty() { Some(CapsulePath::root()) } else { CapsulePath::literal(rest).ok() }
    }

    fn find_below(&self, path: &CapsulePath) -> Lookup<'_> {
        if let Some(found) = self.exact(path) {
            return Lookup::Found(found);
        }
        if let Some(found) = (!path.is_folder()).then(|| self.exact(&path.as_folder())).flatten() {
            return Lookup::Slashless(found.path);
        }
        let as_text =
            || Some(Found { as_text: true, ..self.other_name(&path.without_ending("txt")?)? });
        match self.other_name(path).or_else(as_text).or_else(|| self.feed_of_the_web(path)) {
            Some(found) => Lookup::Found(found),
            None => self.of_part(path).map_or(Lookup::Nothing, Lookup::Slashless),
        }
    }

    /// The list that a path names a part of. Lists have no parts here.
    fn of_part(&self, path: &CapsulePath) -> Option<&CapsulePath> {
        let list = self.source.generator.list_of_part(path)?;
        let found = self.exact(&list)?;
        matches!(found.resource, Resource::Page(_) | Resource::Folder | Resource::Posts)
            .then_some(found.path)
    }

    /// The page of that number.
    #[must_use]
    pub fn page_entry(&self, number: usize) -> Option<&PageEntry> {
        self.contents.page(number)
    }

    /// The file of that number.
    #[must_use]
    pub fn file_entry(&self, number: usize) -> Option<&FileEntry> {
        self.contents.file(number)
    }

    /// The menu that Gopher clients see instead of the page at a path.
    #[must_use]
    pub fn menu_at(&self, path: &CapsulePath) -> Option<&PageEntry> {
        self.contents.menu(path)
    }

    /// Whether a page is only read: it stands for no folder, and no others are below it.
    #[must_use]
    pub fn is_leaf(&self, path: &CapsulePath) -> bool {
        let Some(page) = self.page_at_path(path) else { return false };
        let below = self.visible_to(Reader::Author).below(&path.as_folder());
        let by_hand = page.format.menu().is_some() || self.contents.menu(path).is_some();
        !(path.is_root() || page.section || by_hand || below.into_iter().any(leads_on))
    }

    /// Where the file at a source path, relative to the capsule's folder, is served.
    #[must_use]
    pub fn path_of(&self, source: &str) -> Option<&CapsulePath> {
        self.contents.path_of(source)
    }

    /// The page, or the template, whose file is at a source path.
    pub(super) fn page_at(&self, source: &str) -> Option<&PageEntry> {
        let path = self.contents.path_of(source)?;
        if let Some(Resource::File(number)) = self.contents.resource(path) {
            return self.file_entry(*number)?.template.as_deref();
        }
        self.page_at_path(path)
    }

    /// The page that is served at a path.
    pub(super) fn page_at_path(&self, path: &CapsulePath) -> Option<&PageEntry> {
        match self.contents.resource(path)? {
            Resource::Page(number) => self.page_entry(*number),
            Resource::File(_)
            | Resource::Folder
            | Resource::Posts
            | Resource::Feed
            | Resource::Search
            | Resource::Redirection(_)
            | Resource::Robots => None,
        }
    }

    /// The title of a page or a listing.
    #[must_use]
    pub fn title(&self, path: &CapsulePath, resource: &Resource) -> Option<String> {
        match resource {
            Resource::Page(number) => self.page_entry(*number).map(|page| page.title.clone()),
            Resource::Folder => Some(self.folder_title(path)),
            Resource::Posts => self.list_title(path),
            Resource::Search => Some(SEARCH_TITLE.to_owned()),
            Resource::File(_) | Resource::Feed | Resource::Redirection(_) | Resource::Robots => {
                None
            }
        }
    }

    fn exact(&self, path: &CapsulePath) -> Option<Found<'_>> {
        self.contents.entry(path).map(|(path, resource)| Found { path, resource, as_text: false })
    }

    /// A page or a listing by another name than its path. Files have one name only.
    fn other_name(&self, path: &CapsulePath) -> Option<Found<'_>> {
        let readable = |found: &Found<'_>| {
            matches!(found.resource, Resource::Page(_) | Resource::Folder | Resource::Posts)
        };
        let near = |path: &CapsulePath| {
            [Some(path.as_file()), Some(path.as_folder()), path.with_ending("html")]
                .into_iter()
                .flatten()
                .filter_map(|path| self.exact(&path))
                .find(readable)
        };
        let stem = || format::endings().find_map(|ending| path.without_ending(ending));
        near(path)
            .or_else(|| self.at_place(path))
            .or_else(|| {
                let stem = stem()?;
                near(&stem).or_else(|| self.index_of(&stem))
            })
            .or_else(|| self.index_of(path))
            .filter(readable)
    }

    /// The feed of all posts, asked for where the site has its own on the web.
    fn feed_of_the_web(&self, path: &CapsulePath) -> Option<Found<'_>> {
        let feed = Some(path).filter(|path| FEEDS_OF_THE_WEB.contains(&path.as_str()));
        feed.and_then(|_| self.exact(&self.feed_path(&List::All)?))
    }

    /// The folder's page, asked for by the name of its file: `/folder/index`.
    fn index_of(&self, path: &CapsulePath) -> Option<Found<'_>> {
        matches!(path.name(), "index" | "README").then(|| self.exact(&path.parent())).flatten()
    }

    /// A page by the source path of its file, with or without its ending, where that is not its
    /// path.
    fn at_place(&self, path: &CapsulePath) -> Option<Found<'_>> {
        let source = path.as_str().trim_matches('/');
        let with_ending = || {
            format::endings()
                .find_map(|ending| self.contents.path_of(&format!("{source}.{ending}")))
        };
        self.exact(self.contents.path_of(source).or_else(with_ending)?)
    }
}

/// Says whether something is a page or a list, to which a reader goes on.
fn leads_on(child: Child<'_>) -> bool {
    matches!(child.resource, Resource::Page(_) | Resource::Posts | Resource::Folder)
}
