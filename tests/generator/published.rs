//! What a site's author keeps back is kept back here, too: of no source is more served than its
//! own generator publishes. Each table holds all ways to keep something back that its generator
//! has; it is held against what is served, and against what the generator itself builds.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test ends by panicking"
)]

#[path = "published/hugo.rs"]
mod hugo;
#[path = "published/jekyll.rs"]
mod jekyll;
#[path = "published/mdbook.rs"]
mod mdbook;
#[path = "published/plain.rs"]
mod plain;
#[path = "published/zola.rs"]
mod zola;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use propus::capsule::{self, Reader};
use propus::content::Folder;
use propus::generator::Options;

use Fate::{KeptBack, OnlyThere, Served};

/// A site: its configuration and layouts, and its sources with what becomes of each.
struct Site {
    /// The rule that it shows.
    about: &'static str,
    /// Files that are no pages.
    machinery: &'static [(&'static str, &'static str)],
    sources: &'static [Source],
}

/// A source path, the text that the file begins with, and what becomes of it.
type Source = (&'static str, &'static str, Fate);

/// What becomes of a source.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    /// The generator publishes it, and it is served.
    Served,
    /// Neither.
    KeptBack,
    /// The generator publishes it; here it is kept back, for a reason.
    OnlyThere(&'static str),
}

/// Writes each site and compares what is served of it with its table.
fn check_served(sites: &[Site]) {
    for site in sites {
        let dir = site.write();
        let folder = Arc::new(Folder::open(&dir.path().join("site")).unwrap());
        let (capsule, _) = capsule::load(&folder, &Options::default(), None).unwrap();
        let visible = capsule.visible_to(Reader::Author);
        let pages = visible.pages().map(|page| page.source.to_string());
        let served = pages.chain(visible.files().map(|file| file.source.to_string())).collect();
        site.compare("propus", &served, |fate| fate == Served);
    }
}

/// Has the generator build each site and compares what it published with the table. `command` makes
/// the call for a source and a destination folder.
fn check_published(sites: &[Site], command: impl Fn(&Path, &Path) -> Command) {
    for site in sites {
        let dir = site.write();
        let (source, built) = (dir.path().join("site"), dir.path().join("built"));
        let output = command(&source, &built).output();
        let output = output.expect("the generator must be installed, as .ci/run does");
        let told = [output.stdout, output.stderr].concat();
        assert!(output.status.success(), "{}: {}", site.about, String::from_utf8_lossy(&told));
        let mut published = BTreeSet::new();
        site.collect(&built, &mut published);
        assert!(!published.is_empty(), "{}: {}", site.about, String::from_utf8_lossy(&told));
        site.compare("the generator", &published, |fate| fate != KeptBack);
    }
}

impl Site {
    /// Writes the site into a folder `site`.
    fn write(&self) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let file = dir.path().join("site").join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        for (path, text) in self.machinery {
            write(path, text);
        }
        for (number, (path, text, _)) in self.sources.iter().enumerate() {
            write(path, &format!("{text}{}\n", mark(number)));
        }
        dir
    }

    /// The sources whose text stands in the files below a folder.
    fn collect(&self, folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                self.collect(&path, found);
                continue;
            }
            let text = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
            let here = self.sources.iter().enumerate();
            let here = here.filter(|(number, _)| text.contains(&mark(*number)));
            found.extend(here.map(|(_, (source, ..))| (*source).to_owned()));
        }
    }

    fn compare(&self, who: &str, found: &BTreeSet<String>, expected: impl Fn(Fate) -> bool) {
        let wrong: Vec<&Source> = self
            .sources
            .iter()
            .filter(|(path, _, fate)| found.contains(*path) != expected(*fate))
            .collect();
        assert!(wrong.is_empty(), "{}: not so with {who}: {wrong:#?}", self.about);
    }
}

/// The words by which a source is known in what is made of it.
fn mark(number: usize) -> String {
    format!("markofsource{number}x")
}
