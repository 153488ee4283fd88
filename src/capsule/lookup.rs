//! Looking a path up: the path itself, and the other names under which the same thing is found.

use super::names::{self, Key, Name, Way};
use super::post_lists::List;
use super::resource::{Child, Resource};
use super::snapshot::Capsule;
use super::visible::{Reader, Visible};
use crate::content::format;
use crate::exchange::Refusal;
use crate::generator::{FileEntry, PageEntry};
use crate::path::CapsulePath;

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
    pub(super) fn without_base(&self, path: &CapsulePath) -> Option<CapsulePath> {
        let base = Some(self.source.settings.baseurl.as_str()).filter(|base| !base.is_empty())?;
        let rest = path.as_str().strip_prefix(base)?;
        if rest.is_empty() { Some(CapsulePath::root()) } else { CapsulePath::literal(rest).ok() }
    }

    fn find_below(&self, path: &CapsulePath) -> Lookup<'_> {
        if let Some(found) = self.exact(path) {
            return Lookup::Found(found);
        }
        names::of(path).find_map(|name| self.find_by_name(&name, path)).unwrap_or(Lookup::Nothing)
    }

    /// The thing that has one of the names of a path that was asked for, if any has.
    pub(super) fn find_by_name(&self, name: &Name, asked: &CapsulePath) -> Option<Lookup<'_>> {
        let found = match &name.key {
            Key::Path(path) => self.exact(path),
            Key::Source(source) => self.exact(self.contents.path_of(source)?),
            Key::Page(stem) => self.exact(
                format::endings()
                    .find_map(|ending| self.contents.path_of(&format!("{stem}.{ending}")))?,
            ),
            Key::Feed => self.exact(&self.feed_path(&List::All)?),
            // Lists have no parts here.
            Key::ListOfPart => {
                let list = self.source.generator.list_of_part(asked)?;
                self.exact(&list).filter(|found| is_readable(found.resource))
            }
        }?;
        match name.way {
            Way::Own => Some(Lookup::Found(found)),
            Way::Redirect => Some(Lookup::Slashless(found.path)),
            Way::Other if is_readable(found.resource) => Some(Lookup::Found(found)),
            Way::Text if is_readable(found.resource) => {
                Some(Lookup::Found(Found { as_text: true, ..found }))
            }
            Way::Other | Way::Text => None,
        }
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
}

/// Says whether something is a page or a list, to which a reader goes on.
fn leads_on(child: Child<'_>) -> bool {
    is_readable(child.resource)
}

/// Says whether something is text with links: what has other names than its path.
fn is_readable(resource: &Resource) -> bool {
    matches!(resource, Resource::Page(_) | Resource::Posts | Resource::Folder)
}
