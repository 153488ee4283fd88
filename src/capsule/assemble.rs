//! Source files that have been placed become the maps of the snapshot. Pure: nothing here touches
//! the disk.

mod overrides;

use std::collections::BTreeSet;
use std::collections::btree_map::Entry;

use super::post_lists::{List, Posts};
use super::resource::Resource;
use super::routes::Routes;
use super::search;
use crate::access::Zones;
use crate::content::file_name;
use crate::content::file_name::FileName;
use crate::content::folder::Source;
use crate::content::folder_settings::FolderSettings;
use crate::content::format::PageFormat;
use crate::content::rules::{MediaOverride, Rules};
use crate::content::source_path::SourcePath;
use crate::diagnostic::Diagnostic;
use crate::exchange::Redirection;
use crate::generator::entry::{self, FileEntry, PageEntry, PageRole, Placed, Role};
use crate::generator::settings::{Options, Settings};
use crate::media::Media;
use crate::path::CapsulePath;

/// What a start page without a title is called, as in the links to it.
const HOME: &str = "Home";

/// The maps of a snapshot while they are made.
#[derive(Debug, Default)]
pub(super) struct Built {
    /// The maps.
    pub routes: Routes,
    /// The posts.
    pub posts: Posts,
}

/// Makes the maps. Of two files that would be served under one path the better suited one is, the
/// other is told.
#[must_use]
pub(super) fn build(
    mut placed: Vec<Placed<'_>>,
    folder_settings: &FolderSettings,
    settings: &Settings,
    options: &Options,
    warnings: &mut Vec<Diagnostic>,
) -> Built {
    let mut built = Built::default();
    placed.sort_by_cached_key(|it| precedence(&it.file.path));
    let mut redirects = Vec::new();
    built
        .routes
        .resources
        .extend(search::path().filter(|_| options.search).map(|path| (path, Resource::Search)));
    for it in placed {
        warnings.extend(diagnostics(&it));
        let overrides = options
            .rules
            .media_override(&it.file.path)
            .or(folder_settings.media_override(&it.file.path));
        let it = overrides::as_it_is(it, folder_settings);
        if let Some(instead) = folder_settings.foreign.instead(&it.file.path) {
            built.add_instead(&it, instead);
            continue;
        }
        if built.is_beside_a_page(&it) {
            built.add_menu(&it, &overrides, settings);
        } else if let Some(path) = built.free_path(&it, warnings) {
            built.add(it, path, &overrides, settings, &mut redirects);
        }
    }
    // Lists first: a theme that sends `/posts/` to its error page means readers of the web.
    built.add_posts(&settings.taxonomies, &options.zones);
    built.add_feed_names(&settings.feed_names);
    built.add_redirects(redirects, warnings);
    built.add_rules(&options.rules, warnings);
    if !options.robots {
        built.forbid_robots();
    }
    built.add_headers(folder_settings);
    if options.listings {
        built.add_folders(folder_settings);
    }
    built.add_author_redirects(folder_settings);
    built
}

/// What decides between two files: an index before a README before the rest, then the order of the
/// endings. Menus that were written by hand come last, since they can stand beside a page.
fn precedence(source: &SourcePath) -> (bool, bool, bool, usize, String) {
    let name = source.name();
    let rank = name.rank().unwrap_or(usize::MAX);
    let menu = name.format().is_some_and(|format| format.menu().is_some());
    (menu, !name.is_index(), !name.is_readme(), rank, source.as_str().to_owned())
}

/// What is wrong with a page's front matter.
fn diagnostics(placed: &Placed<'_>) -> Vec<Diagnostic> {
    let read = match placed.role {
        Role::File(_) => entry::page_of(placed.file),
        Role::Page(_) | Role::Template(..) => entry::read_of(placed.file),
    };
    read.map(|(_, head)| {
        head.diagnostics
            .iter()
            .map(|diagnostic| diagnostic.clone().in_file(&placed.file.path))
            .collect()
    })
    .unwrap_or_default()
}

/// A path, and the page that it leads to.
type Redirect = (CapsulePath, CapsulePath, SourcePath);

impl Built {
    /// The path that a file gets: its own, or for a README beside an index the one of its name.
    /// `None` when it is taken.
    fn free_path(
        &self,
        placed: &Placed<'_>,
        warnings: &mut Vec<Diagnostic>,
    ) -> Option<CapsulePath> {
        if !self.routes.resources.contains_key(&placed.path) {
            return Some(placed.path.clone());
        }
        let source = &placed.file.path;
        if source.name().is_readme() && placed.path.is_folder() {
            let own = CapsulePath::literal(&format!("{}README", placed.path)).ok()?;
            if !self.routes.resources.contains_key(&own) {
                return Some(own);
            }
        }
        let other = match self.routes.resources.get(&placed.path) {
            Some(Resource::Search) => "the search",
            _ => self
                .routes
                .sources
                .iter()
                .find(|(_, path)| **path == placed.path)
                .map_or("another file", |(source, _)| source),
        };
        let what = format!("it is not served: {other} is served at {}", placed.path);
        warnings.push(Diagnostic::whole(what).in_file(source));
        None
    }

    /// Whether it is a menu at the path of a page that has none: then each protocol shows its own.
    fn is_beside_a_page(&self, placed: &Placed<'_>) -> bool {
        let is_menu = |(format, _): (PageFormat, _)| format.menu().is_some();
        let other = match self.routes.resources.get(&placed.path) {
            Some(Resource::Page(number)) => self.routes.pages.get(*number),
            _ => None,
        };
        entry::page_of(placed.file).is_some_and(is_menu)
            && other.is_some_and(|page| page.format.menu().is_none())
            && !self.routes.menus.contains_key(&placed.path)
    }

    fn add_menu(&mut self, placed: &Placed<'_>, overrides: &MediaOverride, settings: &Settings) {
        let Some(page) =
            page_entry(placed.file, &placed.path, PageRole::default(), overrides, settings)
        else {
            return;
        };
        self.routes.menus.insert(placed.path.clone(), self.routes.pages.len());
        self.routes.sources.insert(placed.file.path.clone(), placed.path.clone());
        self.routes.pages.push(page);
    }

    fn add(
        &mut self,
        placed: Placed<'_>,
        path: CapsulePath,
        overrides: &MediaOverride,
        settings: &Settings,
        redirects: &mut Vec<Redirect>,
    ) {
        let source = placed.file.path.clone();
        let resource = match placed.role {
            Role::File(media) => self.add_file(file_entry(placed.file, media, overrides, settings)),
            Role::Template(media, role) => {
                let Some(page) = page_entry(placed.file, &path, *role, overrides, settings) else {
                    return;
                };
                let file = file_entry(placed.file, media, overrides, settings);
                self.add_file(FileEntry { template: Some(Box::new(page)), ..file })
            }
            Role::Page(role) => {
                redirects.extend(
                    role.redirects.iter().map(|from| (from.clone(), path.clone(), source.clone())),
                );
                match role.redirect_to.as_deref() {
                    Some(to) => Resource::Redirection(Redirection::from_path(&path, to, false)),
                    None => {
                        let Some(page) = page_entry(placed.file, &path, *role, overrides, settings)
                        else {
                            return;
                        };
                        self.routes.pages.push(page);
                        Resource::Page(self.routes.pages.len() - 1)
                    }
                }
            }
        };
        self.routes.sources.insert(source, path.clone());
        self.routes.resources.insert(path, resource);
    }

    fn add_file(&mut self, file: FileEntry) -> Resource {
        self.routes.files.push(file);
        Resource::File(self.routes.files.len() - 1)
    }

    /// Adds the paths that lead to a page; what is served there already stays.
    fn add_redirects(&mut self, redirects: Vec<Redirect>, warnings: &mut Vec<Diagnostic>) {
        for (from, to, source) in redirects {
            match self.routes.resources.entry(from) {
                Entry::Vacant(free) => {
                    free.insert(Resource::Redirection(Redirection::Path { to, permanent: true }));
                }
                Entry::Occupied(taken) if *taken.key() == to || *taken.get() == Resource::Posts => {
                }
                Entry::Occupied(taken) => {
                    let what =
                        format!("redirect_from {}: something else is served there", taken.key());
                    warnings.push(Diagnostic::whole(what).in_file(&source));
                }
            }
        }
    }

    /// Adds what the operator's rules say of single paths; what is served there already stays.
    fn add_rules(&mut self, rules: &Rules, warnings: &mut Vec<Diagnostic>) {
        let redirects = rules.redirects.iter().filter_map(|it| {
            Some((it.from.exact()?, Redirection::to(&it.to, it.permanent), &it.said))
        });
        let gone = rules
            .gone
            .iter()
            .filter_map(|it| Some((it.from.exact()?, Redirection::Gone, &it.said)));
        for (from, redirection, said) in redirects.chain(gone) {
            match self.routes.resources.entry(from) {
                Entry::Vacant(free) => {
                    free.insert(Resource::Redirection(redirection));
                }
                Entry::Occupied(taken) => {
                    warnings.push(said.warning(format!(
                        "{}: something is served there, so this does not count",
                        taken.key()
                    )));
                }
            }
        }
    }

    /// Adds the file that keeps crawlers away, where the site has none.
    fn forbid_robots(&mut self) {
        if let Ok(path) = CapsulePath::literal("/robots.txt") {
            self.routes.resources.entry(path).or_insert(Resource::Robots);
        }
    }

    /// Adds the lists of posts and their feeds, where the site has nothing of its own.
    fn add_posts(&mut self, taxonomies: &[String], zones: &Zones) {
        self.posts = Posts::of(&self.routes.pages, taxonomies, zones);
        for path in self.posts.paths() {
            self.routes.resources.entry(path.clone()).or_insert(Resource::Posts);
        }
        for path in self.posts.feed_paths() {
            self.routes.resources.entry(path).or_insert(Resource::Feed);
        }
    }

    /// Adds the names that the site's tool gives to feeds: on the web subscribers know them.
    fn add_feed_names(&mut self, names: &[String]) {
        let Some(all) =
            List::All.feed_path().filter(|_| !names.is_empty() && !self.posts.is_empty())
        else {
            return;
        };
        let home = [(CapsulePath::root(), all.clone())];
        let sections = self
            .routes
            .pages
            .iter()
            .filter(|page| page.section)
            .map(|page| (page.path.clone(), all.clone()));
        let feeds: Vec<_> =
            home.into_iter().chain(sections).chain(self.posts.tag_feeds()).collect();
        for (list, feed) in feeds {
            let named = names.iter().filter_map(|name| {
                CapsulePath::literal(&format!("{}{name}", list.as_folder())).ok()
            });
            for path in named {
                self.routes.resources.entry(path).or_insert_with(|| {
                    Resource::Redirection(Redirection::Path { to: feed.clone(), permanent: true })
                });
            }
        }
    }

    /// Adds a listing for each folder that holds something and has no page of its own.
    fn add_folders(&mut self, folder_settings: &FolderSettings) {
        let mut folders = BTreeSet::new();
        for path in self.routes.resources.keys() {
            let mut folder = path.parent();
            while !self.routes.resources.contains_key(&folder) && folders.insert(folder.clone()) {
                folder = folder.parent();
            }
        }
        for folder in folders {
            if folder_settings.listing(&folder) != Some(false) {
                self.routes.resources.insert(folder, Resource::Folder);
            }
        }
    }
}

fn file_entry(
    file: &Source,
    media: Media,
    overrides: &MediaOverride,
    settings: &Settings,
) -> FileEntry {
    FileEntry {
        source: file.path.clone(),
        media: overrides.media.clone().unwrap_or(media),
        charset: overrides.charset.as_deref().map(Into::into),
        language: overrides
            .language
            .as_ref()
            .or(settings.language.as_ref())
            .map(|it| it.as_str().into()),
        size: file.size,
        template: None,
    }
}

fn page_entry(
    file: &Source,
    path: &CapsulePath,
    role: PageRole,
    overrides: &MediaOverride,
    settings: &Settings,
) -> Option<PageEntry> {
    let (format, head) = entry::read_of(file)?;
    let text = |name: &str| role.fields.get(name).and_then(crate::content::page_head::text_of);
    let title = text("title")
        .or_else(|| {
            head.heading.clone().filter(|heading| head.fields.is_none() || !is_template(heading))
        })
        .or_else(|| settings.title.clone().filter(|_| path.is_root()))
        .unwrap_or_else(|| name_title(path, file.path.name()));
    let language = text("lang").or_else(|| text("language")).or_else(|| overrides.language.clone());
    let language = language.or_else(|| settings.language.clone());
    let language = language.map(|it| it.replace('_', "-"));
    Some(PageEntry {
        path: path.clone(),
        source: file.path.clone(),
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

/// Whether words are yet to be filled in, as those of `<h2>{{ post.title }}</h2>` in a loop.
fn is_template(words: &str) -> bool {
    words.contains("{{") || words.contains("{%")
}

/// The title that names suggest: of an index its folder's, else its own. What the start page's file
/// is called says nothing to a reader.
fn name_title(path: &CapsulePath, name: FileName<'_>) -> String {
    match (path.is_root(), path.is_folder()) {
        (true, _) if name.is_folder_menu() => "Contents".to_owned(),
        (true, _) => HOME.to_owned(),
        (false, true) => file_name::title(path.name()),
        (false, false) => name.title(),
    }
}

/// Whether a text is a language tag as BCP 47 writes it (letters, digits and dashes).
fn is_language(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 35
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
