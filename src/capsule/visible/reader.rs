//! `Visible`: a snapshot as one reader sees it.

use std::ops::Bound;
use std::sync::Arc;

use jiff::Timestamp;

use super::contents::Contents;
use crate::capsule::post_lists::List;
use crate::capsule::resource::{Child, Resource};
use crate::document::Target;
use crate::exchange::{Application, Identity, Refusal};
use crate::generator::{FileEntry, PageEntry};
use crate::media::ItemType;
use crate::path::CapsulePath;

/// Those who see a snapshot.
#[derive(Clone, Copy, Debug)]
pub enum Reader<'a> {
    /// The authors and the operator, who see all.
    Author,
    /// A client that asks now, and who it has proven to be.
    Client(Option<&'a Identity>),
    /// Everyone who may read what is served at a path, for what is named there.
    Page(&'a CapsulePath),
}

/// A snapshot as a reader sees it. Two things are asked of a path: its *name* may stand on a page
/// (also where it is in a zone, if that is listed), or its *text* may, too.
#[derive(Clone, Copy, Debug)]
pub struct Visible<'c, 'r> {
    contents: &'c Contents,
    reader: Reader<'r>,
}

impl<'c> Visible<'c, 'c> {
    /// A snapshot as everyone sees it who may read its start page.
    pub(in crate::capsule) fn to_all(contents: &'c Contents) -> Self {
        Self::of(contents, Reader::Page(&contents.root))
    }
}

impl<'c, 'r> Visible<'c, 'r> {
    /// A snapshot as a reader sees it.
    pub(in crate::capsule) fn of(contents: &'c Contents, reader: Reader<'r>) -> Self {
        Self { contents, reader }
    }

    /// Checks that the reader may have what is served at a path.
    ///
    /// # Errors
    /// The refusal that a client gets instead. A page refuses nothing but what is in another zone.
    pub fn admit(&self, path: &CapsulePath) -> Result<(), Refusal> {
        let zones = &self.contents.zones;
        match self.reader {
            _ if zones.is_empty() => Ok(()),
            Reader::Author => Ok(()),
            Reader::Client(identity) => zones.admit(path, identity, Timestamp::now()),
            Reader::Page(from) if zones.close(path, from) => Err(Refusal::NoCertificate),
            Reader::Page(_) => Ok(()),
        }
    }

    /// Says whether the text at a path may be shown to the reader.
    #[must_use]
    pub fn shows(&self, path: &CapsulePath) -> bool {
        self.admit(path).is_ok()
    }

    /// Says whether a path, and the title of what is there, may be named to the reader.
    #[must_use]
    pub fn names(&self, path: &CapsulePath) -> bool {
        let zones = &self.contents.zones;
        self.shows(path) || zones.of(path).is_none_or(|zone| zone.listed)
    }

    /// The target of a link to a path, with its title where the reader's page is in the same zone.
    pub(in crate::capsule) fn target(
        &self,
        path: &CapsulePath,
        kind: ItemType,
        title: Option<String>,
    ) -> Target {
        let path = path.clone();
        if self.shows(&path) {
            return Target::Internal { path, kind, title };
        }
        let listed = self.contents.zones.of(&path).is_none_or(|zone| zone.listed);
        Target::GeminiOnly { path, query: None, listed }
    }

    /// Pages that may be named.
    pub fn pages(&self) -> impl Iterator<Item = &'c PageEntry> + use<'c, 'r> {
        let seen = *self;
        self.contents.routes.pages.iter().filter(move |page| seen.names(&page.path))
    }

    /// Documents of collections that may be named, those without an address too.
    pub(in crate::capsule) fn documents(
        &self,
    ) -> impl Iterator<Item = &'c PageEntry> + use<'c, 'r> {
        let (seen, contents) = (*self, self.contents);
        let unserved = contents.routes.unserved.values();
        let unserved = unserved.filter(move |page| seen.names(&page.path));
        self.pages().filter(|page| page.collection.is_some()).chain(unserved)
    }

    /// Files that may be named. Those without a path are parts of pages.
    pub fn files(&self) -> impl Iterator<Item = &'c FileEntry> + use<'c, 'r> {
        let (seen, contents) = (*self, self.contents);
        contents.routes.files.iter().filter(move |file| {
            contents.path_of(file.source.as_str()).is_none_or(|path| seen.names(path))
        })
    }

    /// Paths that may be named and what is served there, in order.
    pub fn resources(&self) -> impl Iterator<Item = (&'c CapsulePath, &'c Resource)> + use<'c, 'r> {
        let seen = *self;
        self.contents.routes.resources.iter().filter(move |(path, _)| seen.names(path))
    }

    /// The same, of all below a folder, however deep.
    pub(in crate::capsule) fn below(
        &self,
        folder: &CapsulePath,
    ) -> impl Iterator<Item = Child<'c>> + use<'c, 'r> {
        let (seen, folder) = (*self, folder.clone());
        let below = (Bound::Excluded(folder.clone()), Bound::Unbounded);
        self.contents
            .routes
            .resources
            .range(below)
            .take_while(move |(path, _)| path.as_str().starts_with(folder.as_str()))
            .filter(move |(path, _)| seen.names(path))
            .map(|(path, resource)| Child { path, resource })
    }

    /// The same, of what stands directly in a folder.
    pub(in crate::capsule) fn children(
        &self,
        folder: &CapsulePath,
    ) -> impl Iterator<Item = Child<'c>> + use<'c, 'r> {
        let inside = folder.clone();
        self.below(folder).filter(move |child| child.path.is_child_of(&inside))
    }

    /// Posts that may be named, newest first.
    pub fn posts(&self) -> impl DoubleEndedIterator<Item = &'c PageEntry> + use<'c, 'r> {
        let (seen, contents) = (*self, self.contents);
        let posts = contents.posts.all.iter().filter_map(|number| contents.page(*number));
        posts.filter(move |post| seen.names(&post.path))
    }

    /// Those of the list at a path.
    pub(in crate::capsule) fn posts_of(
        &self,
        list: &CapsulePath,
    ) -> impl Iterator<Item = &'c PageEntry> + use<'c, 'r> {
        let (seen, contents) = (*self, self.contents);
        let numbers = contents.posts.lists.get(list).map(|(_, numbers)| numbers);
        let posts = numbers.into_iter().flatten().filter_map(|number| contents.page(*number));
        posts.filter(move |post| seen.names(&post.path))
    }

    /// Lists of posts that may be named, in order of path.
    pub(in crate::capsule) fn lists(
        &self,
    ) -> impl Iterator<Item = (&'c CapsulePath, &'c List)> + use<'c, 'r> {
        let seen = *self;
        let lists = self.contents.posts.lists.iter();
        lists.map(|(path, (list, _))| (path, list)).filter(move |(path, _)| seen.names(path))
    }

    /// Posts before and after one in time, in its language, those that may be named.
    pub(in crate::capsule) fn neighbours(
        &self,
        post: &PageEntry,
    ) -> (Option<&'c PageEntry>, Option<&'c PageEntry>) {
        let posts = &self.contents.posts;
        let Some(at) = posts.positions.get(&post.path).copied() else { return (None, None) };
        let list = List::all(&post.home).path().and_then(|path| posts.lists.get(&path));
        let in_order = list.map_or(&[][..], |(_, numbers)| numbers);
        let (newer, older) = in_order.split_at_checked(at).unwrap_or_default();
        (self.first_of(older.iter().skip(1)), self.first_of(newer.iter().rev()))
    }

    /// The first of some pages that may be named.
    fn first_of<'n>(&self, mut numbers: impl Iterator<Item = &'n usize>) -> Option<&'c PageEntry> {
        let contents = self.contents;
        numbers.find_map(|number| contents.page(*number).filter(|page| self.names(&page.path)))
    }

    /// The application that answers for a path, the one with the longest path of its own.
    ///
    /// # Errors
    /// The refusal for a client that may not ask it.
    pub fn application(&self, path: &CapsulePath) -> Result<Option<&'c Arc<Application>>, Refusal> {
        let applications = self.contents.applications.iter();
        let answering = applications.filter(|application| path.is_below(&application.prefix));
        let nearest =
            answering.max_by_key(|application| application.prefix.as_file().as_str().len());
        if nearest.is_some() {
            self.admit(path)?;
        }
        Ok(nearest)
    }
}
