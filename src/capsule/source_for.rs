//! The inverse of routing: the file that a path is served from, or would be.

use super::lookup::Lookup;
use super::resource::Resource;
use super::snapshot::Capsule;
use crate::content::source_path::SourcePath;
use crate::path::CapsulePath;

impl Capsule {
    /// The file, relative to the folder, that is written to change what a path leads to: the source
    /// of what is served there, else the name that the site's generator gives a new file. `None`
    /// where no file can be: at a list of posts, a feed, a redirection, a hidden name.
    #[must_use]
    pub fn source_for(&self, path: &CapsulePath) -> Option<SourcePath> {
        match self.look_up(path) {
            Lookup::Found(found) => match found.resource {
                Resource::Page(number) => self.page_entry(*number).map(|it| it.source.clone()),
                Resource::File(number) => self.file_entry(*number).map(|it| it.source.clone()),
                Resource::Folder => self.new_source(found.path),
                Resource::Posts
                | Resource::Feed
                | Resource::Search
                | Resource::Redirection(_)
                | Resource::Robots => None,
            },
            Lookup::Slashless(path) => self.source_for(path),
            Lookup::Nothing => self.new_source(path),
        }
    }

    fn new_source(&self, path: &CapsulePath) -> Option<SourcePath> {
        let source = self.source.generator.source_for(path, &self.source.settings)?;
        // A file of that name that is not served is another's: a draft, a page of the future.
        if self.source.known.contains_key(&source) { None } else { Some(source) }
    }
}
