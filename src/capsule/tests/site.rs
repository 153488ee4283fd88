//! Whole sites for tests: written to disk, read, and shown in lines.

use std::sync::Arc;

use crate::capsule::links::Links;
use crate::capsule::parts::Parts;
use crate::capsule::{Capsule, Lookup, Reader, Resource, expand, load, lookup, section};
use crate::content::{Folder, decode, front_matter};
use crate::document::{self, Block, Document, Entry, Resolve, Target, query_in_url};
use crate::exchange::Redirection;
use crate::generator::{Options, PageEntry};
use crate::path::CapsulePath;
use crate::tests::folder_of;

/// A site on disk, and what was read of it.
pub(crate) struct TestSite {
    pub(crate) capsule: Arc<Capsule>,
    /// Diagnostics of reading it, in lines.
    pub(crate) warnings: Vec<String>,
    /// Its folder.
    pub(crate) dir: tempfile::TempDir,
}

impl TestSite {
    /// Writes files and reads them, without listings.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        Self::with(&Options::default(), files)
    }

    /// The same with listings, as readers have it.
    pub(crate) fn with_listings(files: &[(&str, &str)]) -> Self {
        Self::read(&Options { listings: true, ..Options::default() }, files)
    }

    /// The same, as its operator wants it.
    pub(crate) fn with(options: &Options, files: &[(&str, &str)]) -> Self {
        Self::read(&Options { listings: false, ..options.clone() }, files)
    }

    /// The same, with listings as the options say.
    pub(crate) fn read(options: &Options, files: &[(&str, &str)]) -> Self {
        let dir = folder_of(files);
        let folder = Arc::new(Folder::open(dir.path()).unwrap());
        let (capsule, warnings) = load(&folder, options, None).unwrap();
        assert_sources_are_found(&capsule);
        Self { capsule, warnings: warnings.iter().map(ToString::to_string).collect(), dir }
    }

    /// All that is served, one line each: a page with its title, a file, or where something has
    /// moved. Lists and feeds of posts are left out, and what leads to feeds.
    pub(crate) fn served(&self) -> Vec<String> {
        let line = |(path, resource): (&CapsulePath, &Resource)| match resource {
            Resource::Page(number) => {
                Some(format!("{path} {}", self.capsule.page_entry(*number).unwrap().title))
            }
            Resource::File(_) => Some(format!("{path} (file)")),
            Resource::Redirection(Redirection::Path { to, .. })
                if self.capsule.contents.resource(to) == Some(&Resource::Feed) =>
            {
                None
            }
            Resource::Redirection(Redirection::Path { to, .. }) => Some(format!("{path} -> {to}")),
            Resource::Redirection(Redirection::Url { to, .. }) => Some(format!("{path} -> {to}")),
            Resource::Redirection(Redirection::Gone) => Some(format!("{path} (gone)")),
            Resource::Redirection(Redirection::Notice(notice)) => {
                Some(format!("{path} {} {}", notice.status, notice.text))
            }
            Resource::Folder
            | Resource::Posts
            | Resource::Feed
            | Resource::Robots
            | Resource::Search => None,
        };
        self.capsule.visible_to(Reader::Author).resources().filter_map(line).collect()
    }

    /// The page that is served at a path.
    pub(crate) fn page(&self, path: &str) -> &PageEntry {
        let path = CapsulePath::literal(path).unwrap();
        let Lookup::Found(found) = lookup::look_up(Parts::of(&self.capsule), &path) else {
            panic!("nothing is served at {path}")
        };
        let Resource::Page(number) = found.resource else { panic!("{path} is no page") };
        self.capsule.page_entry(*number).unwrap()
    }

    /// The document of a page, a list or a listing.
    pub(crate) fn document(&self, path: &str) -> Document {
        let path = CapsulePath::literal(path).unwrap();
        match self.capsule.contents.resource(&path) {
            Some(Resource::Page(number)) => {
                self.capsule.page(self.capsule.page_entry(*number).unwrap()).unwrap().document
            }
            Some(Resource::Posts) => self.capsule.post_list(&path),
            Some(Resource::Folder) => self.capsule.listing(&path),
            other => panic!("{path}: {other:?}"),
        }
    }

    /// True if something is served at exactly that path.
    pub(crate) fn serves(&self, path: &str) -> bool {
        self.capsule.contents.resource(&CapsulePath::literal(path).unwrap()).is_some()
    }

    /// What a page, a list or a listing leads to below its text, in lines: entries with their
    /// dates, headings.
    pub(crate) fn entries(&self, path: &str) -> Vec<String> {
        let document = self.document(path);
        let mut lines = Vec::new();
        for block in &document.blocks {
            if let Block::Entries(entries) = block {
                lines.extend(entries.iter().map(entry));
            } else if let Block::Heading { content, .. } = block {
                lines.push(document::words(content));
            }
        }
        lines
    }

    /// What stands at the foot of a page: its topics and the ways from it.
    pub(crate) fn foot(&self, path: &str) -> Vec<String> {
        let document = self.document(path);
        let topics = document.topics.iter().map(entry);
        let ways = document
            .footer
            .iter()
            .map(|link| format!("{} -> {}", document::words(&link.content), target(&link.target)));
        topics.chain(ways).collect()
    }

    /// The end of a link of a page: a path, a URL, or `missing`.
    pub(crate) fn link(&self, path: &str, reference: &str) -> String {
        let page = self.page(path);
        match Links::new(Parts::of(&self.capsule), &page.path, page.source.as_str())
            .resolve(reference)
        {
            Target::Internal { path, .. } => path.to_string(),
            Target::GeminiOnly { path, query, .. } => {
                format!("{path}{}", query_in_url(query.as_deref()))
            }
            Target::Search { path, query } => format!("{path}?{query}"),
            Target::External(url) => url,
            Target::Missing(_) | Target::Nowhere => "missing".to_owned(),
        }
    }

    /// The list that a section shows below its text.
    pub(crate) fn section_list(&self, section: &PageEntry) -> Option<Block> {
        section::section_list(Parts::of(&self.capsule), section)
    }

    /// The text of a page after expansion by its generator.
    pub(crate) fn text(&self, path: &str) -> String {
        let page = self.page(path);
        let bytes = self.capsule.folder().read_source(&page.source).unwrap();
        let text = decode::text(&bytes).text;
        expand::expand(&self.capsule, page, front_matter::split(&text).body).text.into_owned()
    }
}

fn entry(entry: &Entry) -> String {
    let date = entry.date.map_or_else(String::new, |date| format!("{date} "));
    format!("{date}{} -> {}", entry.label, target(&entry.target))
}

fn target(target: &Target) -> &str {
    match target {
        Target::Internal { path, .. }
        | Target::GeminiOnly { path, .. }
        | Target::Search { path, .. } => path.as_str(),
        Target::External(url) => url,
        Target::Missing(_) | Target::Nowhere => "nowhere",
    }
}

/// Routing has an inverse: the source of each page's path is the page's own.
fn assert_sources_are_found(capsule: &Capsule) {
    for (path, resource) in capsule.visible_to(Reader::Author).resources() {
        if let Resource::Page(number) = resource {
            let page = capsule.page_entry(*number).unwrap();
            assert_eq!(capsule.source_for(path).as_ref(), Some(&page.source), "{path}");
        }
    }
}
