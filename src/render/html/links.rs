//! Where the links and pictures of a web page lead.

use super::address::{relative, web_address, web_file};
use super::escape::{is_fetched, is_linked};
use super::ids::Ids;
use crate::document::{Link, Target};
use crate::media::{ItemType, Media};
use crate::path::CapsulePath;
use crate::render::layout::url;
use crate::uri::{UriReference, escape_path};

/// The references of one page.
pub(super) struct Links {
    /// The file of the page, from which all are relative.
    from: CapsulePath,
    /// The address of the page below that of its site.
    page: String,
    /// The URL of the site, where links are absolute.
    site: Option<String>,
}

impl Links {
    /// Those of the page at a path.
    pub(super) fn of(path: &CapsulePath) -> Self {
        let kind = ItemType::Menu;
        Self { from: web_file(path, kind), page: web_address(path, kind), site: None }
    }

    /// The same, each a URL below that of the site.
    pub(super) fn absolute(self, site: &str) -> Self {
        Self { site: Some(site.to_owned()), ..self }
    }

    /// The reference to what is at a path.
    fn to_target(&self, path: &CapsulePath, kind: ItemType) -> String {
        match &self.site {
            Some(site) => site.clone() + &web_address(path, kind),
            None => self.to(&web_file(path, kind)),
        }
    }

    /// The reference to a file.
    pub(super) fn to(&self, file: &CapsulePath) -> String {
        relative(&self.from, file)
    }

    /// Tests whether a file is that of the page.
    pub(super) fn is_here(&self, file: &CapsulePath) -> bool {
        self.from == *file
    }

    /// The reference of a target; `None` when only its words are shown: what leads nowhere, what is
    /// not there, what would run.
    pub(super) fn target(&self, target: &Target) -> Option<String> {
        match target {
            Target::Internal { path, kind, .. } => Some(self.to_target(path, *kind)),
            Target::External(_) => url(target).filter(|url| is_linked(url)),
            Target::GeminiOnly { .. }
            | Target::Search { .. }
            | Target::Missing(_)
            | Target::Nowhere => None,
        }
    }

    /// The reference of a link, with the place on the page.
    pub(super) fn link(&self, link: &Link, ids: &Ids) -> Option<String> {
        let Link { target, fragment, .. } = link;
        match target {
            _ if fragment.is_empty() => self.target(target),
            Target::Nowhere => ids.find(fragment).map(|id| self.here(id)),
            Target::Internal { path, kind, .. } => {
                let file = web_file(path, *kind);
                if file == self.from {
                    return ids
                        .find(fragment)
                        .map(|id| self.here(id))
                        .or_else(|| self.target(target));
                }
                Some(self.to_target(path, *kind) + &place(fragment))
            }
            Target::GeminiOnly { .. }
            | Target::Search { .. }
            | Target::Missing(_)
            | Target::External(_) => self.target(target),
        }
    }

    /// A place on this page.
    fn here(&self, id: &str) -> String {
        let page = match &self.site {
            Some(site) => site.clone() + &self.page,
            None => String::new(),
        };
        page + &place(id)
    }

    /// The reference to the bytes of a picture, a film or a sound, which a browser fetches by itself.
    pub(super) fn source(&self, target: &Target) -> Option<String> {
        self.target(target).filter(|url| match target {
            Target::External(_) => is_fetched(url),
            Target::Internal { .. } => true,
            Target::GeminiOnly { .. }
            | Target::Search { .. }
            | Target::Missing(_)
            | Target::Nowhere => false,
        })
    }
}

/// A place on a page as it stands in a reference.
pub(super) fn place(id: &str) -> String {
    format!("#{}", escape_path(id))
}

/// Tests whether a reference names a film or a sound by its ending, and not a page that shows one.
pub(super) fn is_played(reference: &str) -> bool {
    let name = UriReference::split(reference).path.rsplit('/').next();
    let media = name.and_then(Media::of_name);
    media.is_some_and(|it| it.mime.starts_with("video/") || it.mime.starts_with("audio/"))
}
