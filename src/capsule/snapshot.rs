//! The methods of `Capsule`, each no more than a call of the file that does it.

use std::io;
use std::sync::Arc;
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::civil::Date;

use super::explain::{self, Explanation};
use super::feed::{self, Audience};
use super::inclusion;
use super::letters;
use super::links::Links;
use super::lookup::{self, Lookup};
use super::memory;
use super::page::{self, Converted};
use super::parts::{Capsule, Parts};
use super::resource::Resource;
use super::search::{self, Asked, SearchIndex, SearchResults};
use super::visible::{Reader, Visible};
use super::{check, languages, listing, posts, search_link, source_for, titles, unwritten, web};
use crate::content::folder::Folder;
use crate::content::source::Stamp;
use crate::content::source_path::SourcePath;
use crate::diagnostic::Diagnostic;
use crate::document::{Block, Document, Target};
use crate::exchange::{Redirection, Refusal, View};
use crate::generator::{FileEntry, GeneratorName, PageEntry, Settings};
use crate::origin::Origin;
use crate::path::CapsulePath;
use crate::phrases::Phrases;
use crate::render::WebFrame;

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
    /// authors'; none for a reader who may not know what is there.
    #[must_use]
    pub fn redirection(&self, path: &CapsulePath, reader: Reader<'_>) -> Option<Redirection> {
        let asked = self.visible_to(reader).shows(path);
        if asked { self.source.redirection(path) } else { None }
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

    /// State of a file when it was read; `None` when there was none.
    pub(crate) fn stamp(&self, source: &SourcePath) -> Option<Stamp> {
        self.source.known.get(source.as_str()).map(|known| known.stamp)
    }

    /// The file that was written last, and when; `None` in an empty folder.
    #[must_use]
    pub fn newest_source(&self) -> Option<(&SourcePath, SystemTime)> {
        let written = self.source.known.iter().map(|it| (&it.path, it.stamp.modified));
        written.max_by_key(|(_, time)| *time)
    }

    /// True when each file of this capsule is as it was in another one, which had no others. Files
    /// that only a generator reads, such as its configuration, are not among them.
    pub(crate) fn was_read_from_files_of(&self, other: &Self) -> bool {
        let (ours, theirs) = (&self.source.known, &other.source.known);
        ours.len() == theirs.len() && ours.changed_since(theirs).is_empty()
    }

    /// Words on a capsule in which nothing is served, and on what an author keeps back in it; `None`
    /// where something is.
    #[must_use]
    pub fn emptiness(&self) -> Option<String> {
        if self.page_count() + self.file_count() > 0 {
            return None;
        }
        let what = "nothing to serve here: no page and no file";
        let parts = Parts::of(self);
        let known = self.source.known.iter();
        let held = known.filter(|it| inclusion::is_held(parts, it.path.as_str()));
        Some(match held.count() {
            0 => what.to_owned(),
            1 => format!("{what}; 1 page is a draft or of a day to come: --drafts, --future"),
            held => {
                format!("{what}; {held} pages are drafts or of a day to come: --drafts, --future")
            }
        })
    }

    /// The pages whose files are new or have been written since another capsule was read.
    pub(crate) fn pages_changed_since(&self, earlier: &Self) -> Vec<SourcePath> {
        let changed = self.source.known.changed_since(&earlier.source.known);
        changed.into_iter().filter(|it| self.page_from(it).is_some()).cloned().collect()
    }

    /// The page that is made of a source.
    pub(crate) fn page_from(&self, source: &SourcePath) -> Option<&PageEntry> {
        self.contents.page_from(source.as_str())
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

    /// The page of that number, or in a view of menus the one that its author wrote as a menu for
    /// its path.
    #[must_use]
    pub fn page_in(&self, path: &CapsulePath, number: usize, view: View) -> Option<&PageEntry> {
        let by_hand = if view == View::Menu { self.contents.menu(path) } else { None };
        by_hand.or(self.page_entry(number))
    }

    /// A page whose links lead to what is on the web.
    #[must_use]
    pub fn on_web(&self, document: Document, origin: &Origin) -> Document {
        web::rewritten(self.parts(), document, origin)
    }

    /// What stands around the page at a path on the web, as far as the capsule knows it.
    #[must_use]
    pub fn web_frame(&self, path: &CapsulePath) -> WebFrame {
        web::frame(self.parts(), path)
    }

    /// True if search engines are to hear of what is at a path.
    #[must_use]
    pub fn is_for_all(&self, path: &CapsulePath) -> bool {
        web::is_for_all(self.parts(), path)
    }

    /// The path of the file at a source path.
    #[must_use]
    pub fn path_of(&self, source: &str) -> Option<&CapsulePath> {
        self.contents.path_of(source)
    }

    /// The snapshot as a reader sees it.
    #[must_use]
    pub fn visible_to<'r>(&self, reader: Reader<'r>) -> Visible<'_, 'r> {
        Visible::of(&self.contents, reader)
    }

    /// Looks a path up for a reader. A page is found at its path, with or without a final `/`, with
    /// the ending of any format of pages, and at the source path of its file; with `.txt` as plain
    /// text.
    ///
    /// # Errors
    /// The refusal that a client gets who may not read it.
    pub fn find(&self, path: &CapsulePath, reader: Reader<'_>) -> Result<Lookup<'_>, Refusal> {
        lookup::find(self.parts(), path, reader)
    }

    /// The source that is served at a path, whoever asks; `None` where there is none, or none of its
    /// own.
    #[must_use]
    pub fn source_at(&self, path: &CapsulePath) -> Option<&SourcePath> {
        match self.find(path, Reader::Author).ok()? {
            Lookup::Slashless(path) => self.source_at(path),
            Lookup::Nothing => None,
            Lookup::Found(found) => match found.resource {
                Resource::Page(number) => Some(&self.page_entry(*number)?.source),
                Resource::File(number) => Some(&self.file_entry(*number)?.source),
                Resource::Folder
                | Resource::Posts
                | Resource::Feed
                | Resource::Search
                | Resource::Robots
                | Resource::Redirection(_) => None,
            },
        }
    }

    /// True for a page that is only read: it stands for no folder, and no others are below it.
    #[must_use]
    pub fn is_leaf(&self, path: &CapsulePath) -> bool {
        lookup::is_leaf(&self.contents, path)
    }

    /// The file, relative to the folder, that is written to change what a path leads to: the source
    /// of what is served there, else the name that the site's generator gives a new file. `None`
    /// where no file can be: at a list of posts, a feed, a redirection, a hidden name.
    #[must_use]
    pub fn source_for(&self, path: &CapsulePath) -> Option<SourcePath> {
        source_for::source_for(self.parts(), path)
    }

    /// The path that a page would be served at by its front matter if this text were written to its
    /// file, and those that would lead to it. None for a file that is no page, or whose text has no
    /// say in its path.
    #[must_use]
    pub fn paths_of_unwritten(&self, source: &SourcePath, text: &[u8]) -> Vec<CapsulePath> {
        unwritten::paths_of(&self.source, source, text)
    }

    /// The source path of a new post, for a site that keeps its posts in a folder of their own:
    /// `slug` is its name without a date.
    #[must_use]
    pub fn post_source(&self, slug: &str, day: Date, draft: bool) -> Option<SourcePath> {
        SourcePath::new(&self.source.generator.post_source(slug, day, draft)?)
    }

    /// Explains what a path leads to.
    #[must_use]
    pub fn explain(&self, path: &CapsulePath) -> Explanation {
        explain::explain(self.parts(), path)
    }

    /// The title of a page or a listing.
    #[must_use]
    pub fn title(&self, path: &CapsulePath, resource: &Resource) -> Option<String> {
        titles::title(self.parts(), path, resource)
    }

    /// The pages and templates that are too large to be converted.
    #[must_use]
    pub fn too_large(&self) -> Vec<&PageEntry> {
        check::too_large(Parts::of(self)).collect()
    }

    /// Reads and converts a page.
    ///
    /// # Errors
    /// Fails when its file is gone or can no longer be read, and with
    /// [`io::ErrorKind::FileTooLarge`].
    pub fn page(self: &Arc<Self>, page: &PageEntry) -> io::Result<Converted> {
        page::convert(self, page)
    }

    /// The letters of readers about the page at a path that are published, below a heading of a
    /// level; nothing where there are none.
    #[must_use]
    pub fn letters(&self, path: &CapsulePath, level: u8) -> Vec<Block> {
        letters::blocks(self, path, level)
    }

    /// The text for crawlers, where the site has none itself.
    #[must_use]
    pub fn robots(&self) -> &'static str {
        self.robots
    }

    /// Diagnostics of a page, which is converted for them once there is memory for it beside all
    /// others of the folder. May block.
    ///
    /// # Errors
    /// As [`Capsule::page`].
    pub fn warnings_of(self: &Arc<Self>, page: &PageEntry) -> io::Result<Vec<Diagnostic>> {
        check::warnings_of(self, page)
    }

    /// The most bytes of memory that it takes to make what is served at a path; more is allowed for
    /// templates if `slow`, that is when the last time took long.
    #[must_use]
    pub fn memory(&self, path: &CapsulePath, resource: &Resource, view: View, slow: bool) -> u64 {
        memory::of(self, path, resource, view, slow)
    }

    /// Reads a template that is no page and fills it in; gives what its author should know beside
    /// it.
    ///
    /// # Errors
    /// Fails when its file is gone or can no longer be read.
    pub fn fill(self: &Arc<Self>, template: &PageEntry) -> io::Result<(String, Vec<Diagnostic>)> {
        page::fill(self, template)
    }

    /// The listing of a folder: sub-folders first, then pages by their titles, then files by their
    /// names.
    #[must_use]
    pub fn listing(&self, folder: &CapsulePath) -> Document {
        listing::listing(self.parts(), folder)
    }

    /// The page of a list of posts: `YYYY-MM-DD Title`, the form that Gemini clients subscribe to.
    #[must_use]
    pub fn post_list(&self, path: &CapsulePath) -> Document {
        posts::post_list(self.parts(), path)
    }

    /// Writes the feed that is served at a path.
    ///
    /// # Errors
    /// Fails when a post can't be read.
    pub fn feed(
        self: &Arc<Self>,
        path: &CapsulePath,
        audience: Audience<'_>,
    ) -> io::Result<String> {
        feed::feed(self, path, audience)
    }

    /// The words of the language of what is at a path.
    #[must_use]
    pub fn phrases(&self, path: &CapsulePath) -> &'static Phrases {
        languages::phrases(self.parts(), path)
    }

    /// True if readers may search it.
    #[must_use]
    pub fn is_searched(&self) -> bool {
        search_link::is_searched(&self.contents)
    }

    /// What a search finds.
    ///
    /// # Errors
    /// Fails when the index can't be read.
    pub fn find_words(
        self: &Arc<Self>,
        index: &SearchIndex,
        asked: Asked<'_>,
    ) -> Result<SearchResults<'_>, crate::search::Error> {
        search::find(self, index, asked)
    }

    /// Searches for pages, without an index none, and makes a page of links to them.
    ///
    /// # Errors
    /// Fails when the index can't be read.
    pub fn search(
        self: &Arc<Self>,
        index: Option<&SearchIndex>,
        asked: Asked<'_>,
    ) -> Result<Document, crate::search::Error> {
        search::results(self, index, asked)
    }

    /// The target of a link to a path on the page at `from`, if something is served there.
    pub(crate) fn target(&self, from: &CapsulePath, path: &CapsulePath) -> Option<Target> {
        let path = match lookup::look_up(self.parts(), path) {
            Lookup::Found(found) => found.path,
            Lookup::Slashless(path) => path,
            Lookup::Nothing => path,
        };
        Links::new(self.parts(), from, "").served(path)
    }

    fn parts(&self) -> Parts<'_> {
        Parts::of(self)
    }
}
