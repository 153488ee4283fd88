//! Source files that have been placed become the maps of the snapshot. Pure: nothing here touches the disk.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::entry::{self, FileEntry, PageEntry, PageRole, Placed, Role};
use super::page::PageFormat;
use super::posts::Posts;
use super::settings::{Options, Settings};
use super::{Resource, name, page, plain, search};
use crate::path::CapsulePath;
use crate::warning::{Remark, Warning};

/// The parts of a snapshot.
#[derive(Debug, Default)]
pub(super) struct Built {
    /// All pages.
    pub pages: Vec<PageEntry>,
    /// All files.
    pub files: Vec<FileEntry>,
    /// What is served where.
    pub resources: BTreeMap<CapsulePath, Resource>,
    /// The pages that are shown on Gopher in the place of others: menus beside pages of the same path.
    pub menus: HashMap<CapsulePath, usize>,
    /// Where each source file is served.
    pub places: HashMap<Arc<str>, CapsulePath>,
    /// The posts.
    pub posts: Posts,
}

/// Makes the maps. Of two files that would be served under one path the better suited one is, the other is told.
#[must_use]
pub(super) fn build(
    mut placed: Vec<Placed<'_>>,
    settings: &Settings,
    options: &Options,
    warnings: &mut Vec<Warning>,
) -> Built {
    let mut built = Built::default();
    placed.sort_by_cached_key(|it| precedence(&it.file.place));
    let mut redirects = Vec::new();
    built.resources.extend(search::path().filter(|_| options.search).map(|path| (path, Resource::Search)));
    for it in placed {
        warnings.extend(remarks(&it));
        if built.is_beside_a_page(&it) {
            built.add_menu(&it, settings);
        } else if let Some(path) = built.free_path(&it, warnings) {
            built.add(it, path, settings, &mut redirects);
        }
    }
    // Lists first: a theme that sends `/posts/` to its error page means readers of the web.
    built.add_posts();
    built.add_redirects(redirects, warnings);
    if options.listings {
        built.add_folders();
    }
    built
}

/// What decides between two files: an index before a README before the rest, then the order of the endings. Menus that
/// were written by hand come last, since they can stand beside a page.
fn precedence(place: &str) -> (bool, bool, bool, usize, String) {
    let rank = page::rank(place).unwrap_or(usize::MAX);
    let menu = PageFormat::of_place(place).is_some_and(|format| format.menu().is_some());
    (menu, !entry::is_index(place), !plain::is_readme(place), rank, place.to_owned())
}

/// What is wrong with a page's front matter.
fn remarks(placed: &Placed<'_>) -> Vec<Warning> {
    entry::page_of(placed.file)
        .map(|(_, head)| head.remarks.iter().map(|remark| remark.clone().about(&placed.file.place)).collect())
        .unwrap_or_default()
}

/// A path, and the page that it leads to.
type Redirect = (CapsulePath, CapsulePath, Arc<str>);

impl Built {
    /// The path that a file gets: its own, or for a README beside an index the one of its name. `None` when it is taken.
    fn free_path(&self, placed: &Placed<'_>, warnings: &mut Vec<Warning>) -> Option<CapsulePath> {
        if !self.resources.contains_key(&placed.path) {
            return Some(placed.path.clone());
        }
        let place = &placed.file.place;
        if plain::is_readme(place) && placed.path.is_folder() {
            let own = CapsulePath::literal(&format!("{}README", placed.path)).ok()?;
            if !self.resources.contains_key(&own) {
                return Some(own);
            }
        }
        let other = match self.resources.get(&placed.path) {
            Some(Resource::Search) => "the search",
            _ => self.places.iter().find(|(_, path)| **path == placed.path).map_or("another file", |(place, _)| place),
        };
        let what = format!("it is not served: {other} is served at {}", placed.path);
        warnings.push(Remark::whole(what).about(place));
        None
    }

    /// Whether it is a menu at the path of a page that has none: then each protocol shows its own.
    fn is_beside_a_page(&self, placed: &Placed<'_>) -> bool {
        let is_menu = |(format, _): (PageFormat, _)| format.menu().is_some();
        let other = match self.resources.get(&placed.path) {
            Some(Resource::Page(number)) => self.pages.get(*number),
            _ => None,
        };
        entry::page_of(placed.file).is_some_and(is_menu)
            && other.is_some_and(|page| page.format.menu().is_none())
            && !self.menus.contains_key(&placed.path)
    }

    fn add_menu(&mut self, placed: &Placed<'_>, settings: &Settings) {
        let Some(page) = page_entry(placed.file, &placed.path, PageRole::default(), settings) else { return };
        self.menus.insert(placed.path.clone(), self.pages.len());
        self.places.insert(placed.file.place.clone(), placed.path.clone());
        self.pages.push(page);
    }

    fn add(&mut self, placed: Placed<'_>, path: CapsulePath, settings: &Settings, redirects: &mut Vec<Redirect>) {
        let place = placed.file.place.clone();
        let resource = match placed.role {
            Role::File(media) => {
                self.files.push(FileEntry { place: place.clone(), media, size: placed.file.size });
                Resource::File(self.files.len() - 1)
            }
            Role::Page(role) => {
                redirects.extend(role.redirects.iter().map(|from| (from.clone(), path.clone(), place.clone())));
                match role.redirect_to.as_deref() {
                    Some(to) => moved(to),
                    None => {
                        let Some(page) = page_entry(placed.file, &path, *role, settings) else { return };
                        self.pages.push(page);
                        Resource::Page(self.pages.len() - 1)
                    }
                }
            }
        };
        self.places.insert(place, path.clone());
        self.resources.insert(path, resource);
    }

    /// Adds the paths that lead to a page; what is served there already stays.
    fn add_redirects(&mut self, redirects: Vec<Redirect>, warnings: &mut Vec<Warning>) {
        for (from, to, place) in redirects {
            match self.resources.entry(from) {
                Entry::Vacant(free) => {
                    free.insert(Resource::Moved { to, permanent: true });
                }
                Entry::Occupied(taken) if *taken.key() == to || *taken.get() == Resource::Posts => {}
                Entry::Occupied(taken) => {
                    let what = format!("redirect_from {}: something else is served there", taken.key());
                    warnings.push(Remark::whole(what).about(&place));
                }
            }
        }
    }

    /// Adds the lists of posts and their feeds, where the site has nothing of its own.
    fn add_posts(&mut self) {
        self.posts = Posts::of(&self.pages);
        for path in self.posts.paths() {
            self.resources.entry(path.clone()).or_insert(Resource::Posts);
        }
        for path in self.posts.feed_paths() {
            self.resources.entry(path).or_insert(Resource::Feed);
        }
    }

    /// Adds a listing for each folder that holds something and has no page of its own.
    fn add_folders(&mut self) {
        let mut folders = BTreeSet::new();
        for path in self.resources.keys() {
            let mut folder = path.parent();
            while !self.resources.contains_key(&folder) && folders.insert(folder.clone()) {
                folder = folder.parent();
            }
        }
        self.resources.extend(folders.into_iter().map(|folder| (folder, Resource::Folder)));
    }
}

/// A redirect that a page asks for.
fn moved(to: &str) -> Resource {
    match CapsulePath::decode(to) {
        Ok(decoded) => Resource::Moved { to: decoded.path, permanent: false },
        Err(_) => Resource::Elsewhere(to.into()),
    }
}

fn page_entry(
    file: &super::source::SourceFile,
    path: &CapsulePath,
    role: PageRole,
    settings: &Settings,
) -> Option<PageEntry> {
    let (format, head) = entry::page_of(file)?;
    let text = |name: &str| role.fields.get(name).and_then(super::head::text_of);
    let title = text("title")
        .or_else(|| head.heading.clone())
        .or_else(|| settings.title.clone().filter(|_| path.is_root()))
        .unwrap_or_else(|| name_title(path, &file.place));
    let language = text("lang").or_else(|| text("language")).or_else(|| settings.language.clone());
    let language = language.map(|it| it.replace('_', "-"));
    Some(PageEntry {
        path: path.clone(),
        place: file.place.clone(),
        format,
        head: head.clone(),
        title: title.split_whitespace().collect::<Vec<_>>().join(" "),
        date: role.date,
        language: language.filter(|it| is_language(it)).map(Into::into),
        tags: role.tags,
        categories: role.categories,
        collection: role.collection,
        section: role.section,
        fields: role.fields,
        modified: file.modified,
    })
}

/// The title that names suggest: of an index its folder's, else its own.
fn name_title(path: &CapsulePath, place: &str) -> String {
    let file_name = place.rsplit('/').next().unwrap_or_default();
    let of_name = name::title(name::stem(file_name));
    match (path.is_root(), path.is_folder()) {
        (true, _) if page::is_folder_menu(place) => "Contents".to_owned(),
        (false, true) => name::title(path.name()),
        (true, _) | (false, false) => of_name,
    }
}

/// Whether a text is a language tag as BCP 47 writes it (letters, digits and dashes).
fn is_language(text: &str) -> bool {
    !text.is_empty() && text.len() <= 35 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
