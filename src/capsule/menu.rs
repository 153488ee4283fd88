//! Menus that somebody wrote by hand: what they may ask of the capsule around them. How they are read is for `parse`.

use super::links::{Links, join_decoded};
use super::page::PageFormat;
use super::{Capsule, decode, name};
use crate::document::{Entry, Resolve, Target};
use crate::parse::{self, Included, Menu, MenuDialect, Surroundings};

/// The largest file that a menu includes, in bytes: what it says is read again for each menu that shows it.
const LARGEST_INCLUDE: usize = 256 << 10;

impl Capsule {
    /// Reads a menu.
    pub(super) fn menu(&self, text: &str, dialect: MenuDialect, links: &Links<'_>) -> Menu {
        parse::gophermap(text, dialect, &Around { capsule: self, links })
    }
}

/// The capsule, as one menu sees it.
struct Around<'a> {
    capsule: &'a Capsule,
    links: &'a Links<'a>,
}

impl Resolve for Around<'_> {
    fn resolve(&self, reference: &str) -> Target {
        self.links.resolve(reference)
    }
}

impl Surroundings for Around<'_> {
    fn named(&self, selector: &str) -> Target {
        self.links.named(selector)
    }

    fn include(&self, name: &str) -> Result<Included, String> {
        let place = join_decoded(self.links.folder(), name).ok_or("no file of the capsule can have that name")?;
        let place = place.as_str().trim_matches('/');
        if place.split('/').any(name::is_private) {
            return Err("hidden files are not shown".to_owned());
        }
        let missing = "there is no such file in the capsule (propus runs no programs)";
        let bytes = self.capsule.folder.read(place).map_err(|_| missing)?;
        if bytes.len() > LARGEST_INCLUDE {
            return Err(format!("it is larger than {} KiB", LARGEST_INCLUDE >> 10));
        }
        let dialect = PageFormat::of_place(place).and_then(PageFormat::menu).unwrap_or(MenuDialect::Gophermap);
        Ok(Included { place: place.to_owned(), dialect, text: decode::text(&bytes).text.into_owned() })
    }

    fn listing(&self) -> Vec<Entry> {
        let path = self.links.path();
        let folder = if path.is_folder() { path.clone() } else { path.parent() };
        let own = |entry: &Entry| matches!(&entry.target, Target::Internal { path: it, .. } if it == path);
        self.capsule.entries_in(&folder).into_iter().filter(|entry| !own(entry)).collect()
    }
}
