//! A look at one file of a folder that a walk has been over, in place of another walk. It finds what
//! the walk would find, or says that only the walk can tell.

use std::io;
use std::os::unix::fs::MetadataExt;

use super::inspect::{Inspected, inspect};
use super::{MOST_DEPTH, PROGRAMS, ScanRules};
use crate::content::beneath;
use crate::content::file_name;
use crate::content::folder::{Folder, regular};
use crate::content::folder_settings;
use crate::content::foreign::ForeignFile;
use crate::content::source::{Source, SourceContent, Stamp};
use crate::content::source_path::SourcePath;

/// What a look at a file finds.
#[derive(Debug)]
pub(crate) enum Look {
    /// It is no part of the site.
    Passed,
    /// There is none.
    Gone(SourcePath),
    /// The file as it is now.
    Found(Source),
}

impl Folder {
    /// Looks at a file by its name below the folder; `None` when only a walk can tell what has
    /// changed: at a folder, a link, settings, what can't be read or served. The folder holds no
    /// links, no file under two names, and nothing that other servers go by.
    pub(crate) fn look_at(&self, name: &str, rules: ScanRules<'_>) -> Option<Look> {
        let path = SourcePath::new(name)?;
        if settles_something(&path) {
            return None;
        }
        if path.as_str().split('/').any(file_name::is_private) || (rules.keep_back)(&path) {
            return Some(Look::Passed);
        }
        let mut folders = path.upwards();
        if folders.any(|it| (rules.skip)(&it)) {
            return Some(Look::Passed);
        }
        if !is_reached(&path) {
            return None;
        }
        let opened = self.reach(|| beneath::open_file(self.dir(), path.as_str()));
        let (file, metadata) = match opened {
            Ok(file) => regular(file).ok()?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Some(Look::Gone(path));
            }
            Err(_) => return None,
        };
        let stamp = Stamp::of_opened(&metadata);
        if !self.is_on_its_disk(stamp) || metadata.nlink() != 1 {
            return None;
        }
        let before = rules.known.get(path.as_str());
        if let Some(same) = before.filter(|before| before.stamp == stamp) {
            return Some(Look::Found(same.clone()));
        }
        match inspect(file, &path, stamp.size, path.name().format()) {
            Ok(Inspected::Accepted(content)) => Some(Look::Found(Source { path, stamp, content })),
            Ok(Inspected::Refused(_)) | Err(_) => None,
        }
    }
}

/// True for a file that says something of others.
fn settles_something(path: &SourcePath) -> bool {
    let name = path.name().text();
    name == folder_settings::NAME || ForeignFile::ALL.iter().any(|file| file.name() == name)
}

/// True for a path at which a walk comes to a file, and has nothing to report of its name.
fn is_reached(path: &SourcePath) -> bool {
    let names = || path.as_str().split('/');
    names().count() < MOST_DEPTH
        && names().all(|name| name != PROGRAMS)
        && !path.as_str().contains(|c: char| c.is_control() || c == '\\')
}

impl Source {
    /// True if nothing but the text of a file has changed: all that is known of it without reading it
    /// to its end is as it was.
    pub(crate) fn differs_in_text_only(&self, before: &Self) -> bool {
        match (&self.content, &before.content) {
            (
                SourceContent::Page(format, head),
                SourceContent::Page(format_before, head_before),
            ) => format == format_before && head == head_before,
            (
                SourceContent::Template(media, head),
                SourceContent::Template(media_before, head_before),
            ) => media == media_before && head == head_before,
            (SourceContent::Other(media), SourceContent::Other(before)) => media == before,
            (
                SourceContent::Page(..) | SourceContent::Template(..) | SourceContent::Other(_),
                SourceContent::Page(..) | SourceContent::Template(..) | SourceContent::Other(_),
            ) => false,
        }
    }
}
