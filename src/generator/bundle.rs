//! Bundles: folders of a Hugo or Zola site that have a page of their own, and the files that lie
//! beside it.

use std::collections::{HashMap, HashSet};

use crate::path::CapsulePath;

/// The folders of a site that have a page, by their source path below its content folder, without
/// slashes at their ends.
#[derive(Debug, Default)]
pub(crate) struct Bundles<'a> {
    /// Those with an `index.md`: everything in them belongs to it.
    pub leaves: HashSet<&'a str>,
    /// Paths of the pages, of those with an `index.md` or an `_index.md`.
    pub pages: HashMap<&'a str, CapsulePath>,
    /// Those whose page is not published: what lies in them is not, either.
    pub closed: HashSet<&'a str>,
}

impl<'a> Bundles<'a> {
    /// The innermost folder with an `index.md` that a folder is or is in.
    #[must_use]
    pub(crate) fn leaf(&self, folder: &'a str) -> Option<&'a str> {
        upwards(folder).find(|folder| self.leaves.contains(folder))
    }

    /// True for a folder that is closed, or lies in one that is.
    #[must_use]
    pub(crate) fn is_closed(&self, folder: &str) -> bool {
        upwards(folder).chain([""]).any(|folder| self.closed.contains(folder))
    }

    /// The path of a file: below the page of the innermost folder that has one, else by its
    /// source path with `part` made of each folder's name. `None` when the page that it belongs to
    /// is not published, or no path can be made of it.
    #[must_use]
    pub(crate) fn path_of(
        &self,
        folder: &'a str,
        name: &str,
        part: &dyn Fn(&str) -> String,
    ) -> Option<CapsulePath> {
        for above in upwards(folder) {
            if let Some(page) = self.pages.get(above) {
                let rest = folder.get(above.len()..)?.trim_matches('/');
                let slash = if rest.is_empty() { "" } else { "/" };
                return CapsulePath::literal(&format!("{}{rest}{slash}{name}", page.as_folder()))
                    .ok();
            }
            if self.leaves.contains(above) || self.closed.contains(above) {
                return None;
            }
        }
        let folders: Vec<String> =
            folder.split('/').map(part).filter(|it| !it.is_empty()).collect();
        let slash = if folders.is_empty() { "" } else { "/" };
        CapsulePath::literal(&format!("/{}{slash}{name}", folders.join("/"))).ok()
    }
}

/// A folder and those that it is in, innermost first; the top only if it is the folder itself.
pub(super) fn upwards(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| Some(folder.rsplit_once('/')?.0))
}
