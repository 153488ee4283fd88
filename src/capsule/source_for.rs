//! The inverse of routing: the file that a path is served from, or would be.

use super::lookup::{self, Lookup};
use super::parts::{Parts, SourceFolder};
use super::resource::Resource;
use crate::content::source_path::SourcePath;
use crate::path::CapsulePath;

/// The file, relative to the folder, that is written to change what a path leads to: the source
/// of what is served there, else the name that the site's generator gives a new file. `None`
/// where no file can be: at a list of posts, a feed, a redirection, a hidden name.
#[must_use]
pub(super) fn source_for(parts: Parts<'_>, path: &CapsulePath) -> Option<SourcePath> {
    match lookup::look_up(parts, path) {
        Lookup::Found(found) => match found.resource {
            Resource::Page(number) => parts.contents.page(*number).map(|it| it.source.clone()),
            Resource::File(number) => parts.contents.file(*number).map(|it| it.source.clone()),
            Resource::Folder => new_source(parts.source, found.path),
            Resource::Posts
            | Resource::Feed
            | Resource::Search
            | Resource::Redirection(_)
            | Resource::Robots => None,
        },
        Lookup::Slashless(path) => source_for(parts, path),
        Lookup::Nothing => new_source(parts.source, path),
    }
}

fn new_source(site: &SourceFolder, path: &CapsulePath) -> Option<SourcePath> {
    let source = site.generator.source_for(path, &site.settings)?;
    // A file of that name that is not served is another's: a draft, a page of the future.
    if site.known.contains(source.as_str()) { None } else { Some(source) }
}
