//! `Built`: the maps of a snapshot while they are made, and how a source comes into them.

use jiff::Timestamp;

use super::entries::{file_entry, page_entry};
use crate::capsule::post_lists::Posts;
use crate::capsule::resource::Resource;
use crate::capsule::routes::Routes;
use crate::content::format::PageFormat;
use crate::content::rules::MediaOverride;
use crate::content::source_path::SourcePath;
use crate::diagnostic::Diagnostic;
use crate::exchange::Redirection;
use crate::generator::Settings;
use crate::generator::source_class;
use crate::generator::{FileEntry, PageEntry};
use crate::generator::{PageMetadata, Routed, Served};
use crate::path::CapsulePath;

/// The maps of a snapshot while they are made.
#[derive(Debug, Default)]
pub(in crate::capsule) struct Built {
    /// The maps.
    pub routes: Routes,
    /// The posts.
    pub posts: Posts,
    /// Moment at which reading the folder again gives something else, though nothing was written.
    pub next_change: Option<Timestamp>,
}

/// A path, and the page that it leads to.
pub(super) type Redirect = (CapsulePath, CapsulePath, SourcePath);

impl Built {
    /// The path that a file gets: its own, or for a README beside an index the one of its name.
    /// `None` when it is taken.
    pub(super) fn free_path(
        &self,
        routed: &Routed<'_>,
        warnings: &mut Vec<Diagnostic>,
    ) -> Option<CapsulePath> {
        if !self.routes.resources.contains_key(&routed.path) {
            return Some(routed.path.clone());
        }
        let source = &routed.source.path;
        if source.name().is_readme() && routed.path.is_folder() {
            let own = CapsulePath::literal(&format!("{}README", routed.path)).ok()?;
            if !self.routes.resources.contains_key(&own) {
                return Some(own);
            }
        }
        let other = match self.routes.resources.get(&routed.path) {
            Some(Resource::Search) => "the search",
            _ => self
                .routes
                .sources
                .iter()
                .find(|(_, path)| **path == routed.path)
                .map_or("another file", |(source, _)| source.as_str()),
        };
        let what = format!("it is not served: {other} is served at {}", routed.path);
        warnings.push(Diagnostic::whole(what).in_file(source));
        None
    }

    /// True for a menu at the path of a page that has none: then each protocol shows its own.
    pub(super) fn is_beside_a_page(&self, routed: &Routed<'_>) -> bool {
        let is_menu = |(format, _): (PageFormat, _)| format.menu().is_some();
        let other = match self.routes.resources.get(&routed.path) {
            Some(Resource::Page(number)) => self.routes.pages.get(*number),
            _ => None,
        };
        source_class::page_of(routed.source).is_some_and(is_menu)
            && other.is_some_and(|page| page.format.menu().is_none())
            && !self.routes.menus.contains_key(&routed.path)
    }

    pub(super) fn add_menu(
        &mut self,
        routed: &Routed<'_>,
        overrides: &MediaOverride,
        settings: &Settings,
    ) {
        let Some(page) =
            page_entry(routed.source, &routed.path, PageMetadata::default(), overrides, settings)
        else {
            return;
        };
        self.routes.menus.insert(routed.path.clone(), self.routes.pages.len());
        self.routes.sources.insert(routed.source.path.clone(), routed.path.clone());
        self.routes.pages.push(page);
    }

    /// Keeps a document of a collection that has no address, for the templates that show it: those
    /// of its collection have none, or another document has its own.
    pub(super) fn add_unserved(
        &mut self,
        routed: Routed<'_>,
        overrides: &MediaOverride,
        settings: &Settings,
    ) {
        let (Served::Page(metadata) | Served::Nowhere(metadata)) = routed.served else { return };
        if metadata.collection.is_none() {
            return;
        }
        let page = page_entry(routed.source, &routed.path, *metadata, overrides, settings);
        self.routes.unserved.extend(page.map(|page| (page.source.clone(), page)));
    }

    pub(super) fn add(
        &mut self,
        routed: Routed<'_>,
        path: CapsulePath,
        overrides: &MediaOverride,
        settings: &Settings,
        redirects: &mut Vec<Redirect>,
    ) {
        let source = routed.source.path.clone();
        let resource = match routed.served {
            Served::File(media) => {
                self.add_file(file_entry(routed.source, media, overrides, settings))
            }
            Served::Template(media, metadata) => {
                let Some(page) = page_entry(routed.source, &path, *metadata, overrides, settings)
                else {
                    return;
                };
                let file = file_entry(routed.source, media, overrides, settings);
                self.add_file(FileEntry { template: Some(Box::new(page)), ..file })
            }
            Served::Nowhere(_) => return,
            Served::Page(metadata) => {
                redirects.extend(
                    metadata
                        .redirects
                        .iter()
                        .map(|from| (from.clone(), path.clone(), source.clone())),
                );
                let instead = metadata
                    .redirect_to
                    .as_deref()
                    .map(|to| Resource::Redirection(Redirection::from_path(&path, to, false)));
                let Some(page) = page_entry(routed.source, &path, *metadata, overrides, settings)
                else {
                    return;
                };
                self.add_page(page, instead)
            }
        };
        self.routes.sources.insert(source, path.clone());
        self.routes.resources.insert(path, resource);
    }

    /// Adds a page, or what is at its path instead: then the lists of its collection name it still.
    fn add_page(&mut self, page: PageEntry, instead: Option<Resource>) -> Resource {
        match instead {
            Some(instead) => {
                if page.collection.is_some() {
                    self.routes.unserved.insert(page.source.clone(), page);
                }
                instead
            }
            None => {
                self.routes.pages.push(page);
                Resource::Page(self.routes.pages.len() - 1)
            }
        }
    }

    fn add_file(&mut self, file: FileEntry) -> Resource {
        self.routes.files.push(file);
        Resource::File(self.routes.files.len() - 1)
    }
}
