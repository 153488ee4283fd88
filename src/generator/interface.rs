//! `Generator`: the rules of a static site generator, as a capsule asks for them.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;
use std::io;

use jiff::civil::Date;

use super::entry::PageEntry;
use super::menu::MenuLink;
use super::name::GeneratorName;
use super::routed::Routed;
use super::settings::{Options, Settings};
use super::source_class::Classified;
use crate::content::page_head::Head;
use crate::content::source_path::SourcePath;
use crate::diagnostic::Diagnostic;
use crate::document::{Block, Target};
use crate::path::CapsulePath;
use crate::template::shortcode::Expanded;

/// The folder of published letters: generators take no notice of one of that name, unless their
/// configuration says so.
const LETTERS: &str = "_letters";

/// The rules of a static site generator, with the configuration of one site and what routing that
/// site has taught it. Everything that it needs of a snapshot is an argument.
pub(crate) trait Generator: Debug + Send + Sync {
    /// Its name in options.
    fn name(&self) -> GeneratorName;

    /// True if a file or folder is no part of the site, so that the scan passes it over.
    fn skips(&self, source: &SourcePath) -> bool;

    /// Routes all sources of the site, and keeps what the methods below ask of them. A file that is
    /// not served has no route; its author hears of it where that is no intention.
    fn route<'a>(&mut self, sources: &Classified<'a>, site: &mut Routing<'_>) -> Vec<Routed<'a>>;

    /// The inverse of `route` for a file that does not exist yet: its source path, so that it is
    /// served at a path. `None` when no file can be served there.
    fn source_for(&self, path: &CapsulePath, settings: &Settings) -> Option<SourcePath>;

    /// As `route`, for sources that are not on the disk yet, and keeps nothing. None where the texts
    /// of the site have no say in their paths.
    fn route_unwritten<'a>(
        &self,
        sources: &Classified<'a>,
        site: &mut Routing<'_>,
    ) -> Vec<Routed<'a>> {
        let _ = (sources, site);
        Vec::new()
    }

    /// The source path of a new post, for a site that keeps its posts in a folder of their own:
    /// `slug` is its name without a date.
    fn post_source(&self, slug: &str, day: Date, draft: bool) -> Option<String> {
        let _ = (slug, day, draft);
        None
    }

    /// The folder of the letters of readers that their author has published: none of its files is a
    /// page by itself.
    fn letters_folder(&self) -> String {
        LETTERS.to_owned()
    }

    /// The rule that gives a page its path, in words for its author: the setting or the front
    /// matter that decides, with its value.
    fn rule(&self, page: &PageEntry) -> String;

    /// A page's text with templates or shortcodes filled in, before its Markdown is read.
    fn expand<'t>(&self, page: &PageEntry, body: &'t str, site: &dyn Surroundings) -> Expanded<'t> {
        let _ = (page, site);
        Expanded::unchanged(body)
    }

    /// Blocks of a page that is made, not read, such as a table of contents. `target` gives the
    /// target of a link to a path, or `None` for one that the page's readers are not to know.
    fn contents(&self, page: &PageEntry, target: &LinkTo<'_>) -> Option<Vec<Block>> {
        let _ = (page, target);
        None
    }

    /// The pages before and after one in an order of the site's own.
    fn neighbours(&self, page: &PageEntry) -> Neighbours<'_> {
        let _ = page;
        Neighbours::default()
    }

    /// The folder that all pages are in, whose name is in no path.
    fn content_folder(&self) -> Option<&str> {
        None
    }

    /// The folders that all files are in which are served: no other one has to be written to. Empty
    /// for one that may have them anywhere, as front matter may give any file any path.
    fn source_folders(&self) -> Vec<&str> {
        Vec::new()
    }

    /// A source path from that folder on; `None` for what is outside, or without such a folder.
    fn in_content_folder<'s>(&self, source: &'s str) -> Option<&'s str> {
        source.strip_prefix(self.content_folder()?)?.strip_prefix('/')
    }

    /// The path of the list that a path is a numbered part of: lists are whole here.
    fn list_of_part(&self, path: &CapsulePath) -> Option<CapsulePath> {
        let _ = path;
        None
    }

    /// The path of what answers at one where there is nothing, such as the page in the site's usual
    /// language for one that is not translated.
    fn fallback(&self, path: &CapsulePath) -> Option<CapsulePath> {
        let _ = path;
        None
    }

    /// The path that a link from a page to another path means first: of the translation into the
    /// language of the page.
    fn translated(&self, from: &CapsulePath, to: &CapsulePath) -> Option<CapsulePath> {
        let _ = (from, to);
        None
    }

    /// The menu that the owner of the site made, out of the pages that may stand in it.
    fn menu(
        &self,
        settings: &Settings,
        pages: &mut dyn Iterator<Item = &PageEntry>,
    ) -> Vec<MenuLink> {
        let _ = (settings, pages);
        Vec::new()
    }

    /// True for a page that is no part of the site as its readers go through it.
    fn keeps_out_of_menus(&self, page: &PageEntry) -> bool {
        let _ = page;
        false
    }

    /// True if pages call one another by name in double brackets.
    fn has_wiki_links(&self) -> bool {
        false
    }

    /// The path of the page or file that one in a folder calls by a name; `served` holds all source
    /// files that have a path.
    fn find_name<'s>(
        &'s self,
        name: &str,
        folder: &str,
        served: &HashMap<SourcePath, CapsulePath>,
    ) -> Option<&'s CapsulePath> {
        let _ = (name, folder, served);
        None
    }

    /// True if a list shows something that is served at a folder's path among the pages, not before
    /// them; `page` is the page that stands for it.
    fn lists_among_pages(&self, page: Option<&PageEntry>) -> bool {
        let _ = page;
        false
    }

    /// The folders that list pages and have no page of their own, with their titles; `None` if all
    /// that hold something do.
    fn sections(&self) -> Option<&BTreeMap<CapsulePath, String>> {
        None
    }

    /// True if the list of a folder shows its pages, not the files that they are made with.
    fn lists_only_pages(&self) -> bool {
        false
    }

    /// True if layouts lead to the pages of a folder, so that the folder's page has to list those
    /// that its text leaves out.
    fn layouts_list_pages(&self) -> bool {
        false
    }

    /// True for the path of a file that the generator or a plugin makes beside the pages, for web
    /// browsers, search engines and the like.
    fn makes(&self, path: &CapsulePath) -> bool {
        let _ = path;
        false
    }

    /// True if its sites usually lie below another one on the web.
    fn lies_below_a_site(&self) -> bool {
        false
    }

    /// Folders of the site besides its pages that what pages show is made from.
    fn surroundings(&self) -> &'static [&'static str] {
        &[]
    }

    /// True for a page that may say something else when another file of the site does.
    fn shows_others(&self, head: &Head) -> bool {
        let _ = head;
        false
    }

    /// True for a page whose date may be the time at which its file was written.
    fn takes_time_of(&self, source: &SourcePath) -> bool {
        let _ = source;
        false
    }

    /// True if its pages are templates, which may ask for the files of `_data` and write any length.
    fn has_templates(&self) -> bool {
        false
    }
}

/// The pages before and after one, each with its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Neighbours<'g> {
    /// The one before.
    pub previous: Option<(&'g CapsulePath, &'g str)>,
    /// The one after.
    pub next: Option<(&'g CapsulePath, &'g str)>,
}

/// A generator with a site's configuration, and what that says of the site as a whole.
pub(crate) type Configured = (Box<dyn Generator>, Settings);

/// A function from a path to the target of a link there.
pub(crate) type LinkTo<'f> = dyn Fn(&CapsulePath) -> Option<Target> + 'f;

/// The site whose files are routed.
#[derive(Debug)]
pub(crate) struct Routing<'s> {
    /// Facts of the site as a whole, from its configuration.
    pub settings: &'s Settings,
    /// The operator's word on it.
    pub options: &'s Options,
    /// Diagnostics for its authors, added to by routing.
    pub diagnostics: &'s mut Vec<Diagnostic>,
}

/// The site around a page whose text is expanded.
pub(crate) trait Surroundings {
    /// Facts of the site as a whole, from its configuration.
    fn settings(&self) -> &Settings;

    /// The bytes of a file, by its source path, for a page that shows what is in it.
    ///
    /// # Errors
    /// Fails when there is no such file, or it is kept from some who may read the page.
    fn read(&self, page: &PageEntry, source: &str) -> io::Result<Vec<u8>>;

    /// A page's text with its Liquid filled in.
    fn fill_in<'t>(&self, page: &PageEntry, body: &'t str) -> Expanded<'t>;
}
