//! The corpus as a capsule: its pages on a small site, converted the way a client gets them.
//!
//! What the pages ought to become is for the tests that use it to say.

#![allow(dead_code, reason = "each test that uses it needs another part")]
#![allow(unreachable_pub, reason = "it is a part of each test, not a library")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use propus::capsule::{self, Reader};
use propus::content::Folder;
use propus::diagnostic::Diagnostic;
use propus::exchange::{Form, Protocol, Request, Response};
use propus::generator::{GeneratorName, Options};
use propus::origin::Origin;
use propus::path::CapsulePath;
use propus::site::{Site, Style};
use tempfile::TempDir;

/// What every line of a menu that is only to be read ends in; left out in the corpus, so that it
/// can be read.
const INFO_TAIL: &str = "\t\tnull.host\t1";

/// The folder of the corpus.
pub fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// A site of some pages, served.
pub struct Served {
    site: Site,
    pub warnings: Vec<Diagnostic>,
    _folder: TempDir,
}

/// What one page became.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Forms {
    pub gemtext: String,
    /// As the corpus has it, see [`readable_menu`].
    pub menu: String,
    pub text: String,
    /// What stands in the `<main>` of the page for the web.
    pub web: String,
}

impl Forms {
    /// With the endings of their files.
    pub fn each(&self) -> [(&'static str, &str); 4] {
        [("gmi", &self.gemtext), ("menu", &self.menu), ("txt", &self.text), ("web", &self.web)]
    }
}

impl Served {
    /// Serves a folder of the corpus.
    pub fn folder(from: &Path, generator: GeneratorName) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(from, folder.path());
        Self::new(folder, generator)
    }

    /// Serves pages that are given by name and text.
    pub fn pages<'a>(
        pages: impl IntoIterator<Item = (&'a str, &'a [u8])>,
        generator: GeneratorName,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in pages {
            fs::write(folder.path().join(name), text).unwrap();
        }
        Self::new(folder, generator)
    }

    fn new(folder: TempDir, generator: GeneratorName) -> Self {
        let opened = Arc::new(Folder::open(folder.path()).unwrap());
        let options = Options { generator: Some(generator), ..Options::default() };
        let (capsule, warnings) = capsule::load(&opened, &options, None).unwrap();
        let origin = Origin::new("example.org", [(Protocol::Gemini, 1965), (Protocol::Gopher, 70)])
            .on_web(Some("https://example.org"));
        Self { site: Site::new(capsule, origin, Style::default()), warnings, _folder: folder }
    }

    /// The files of all pages, in order.
    pub fn places(&self) -> Vec<String> {
        let mut places: Vec<String> = self.site.with_capsule(|capsule| {
            capsule.visible_to(Reader::Author).pages().map(|page| page.source.to_string()).collect()
        });
        places.sort();
        places
    }

    /// Where the page of a file is served.
    pub fn path(&self, place: &str) -> CapsulePath {
        self.site.with_capsule(|capsule| {
            capsule.path_of(place).unwrap_or_else(|| panic!("{place} is not served")).clone()
        })
    }

    /// What the page of a file becomes.
    pub fn convert(&self, place: &str) -> Forms {
        let path = self.path(place);
        Forms {
            gemtext: self.answer(&path, Form::of(Protocol::Gemini)),
            menu: readable_menu(&self.answer(&path, Form::of(Protocol::Gopher))),
            text: self.answer(&path, Form::text(Protocol::Gopher)).replace("\r\n", "\n"),
            web: main_of(&self.answer(&path, Form::web(Protocol::Gemini))).to_owned(),
        }
    }

    /// What a client gets for a path.
    pub fn answer(&self, path: &CapsulePath, form: Form) -> String {
        match self.site.handle(&Request { paths: vec![path.clone()], form, query: None }, None) {
            Response::Page(page) => String::from_utf8(page.text.to_vec()).unwrap(),
            other => panic!("{path}: {other:?}"),
        }
    }
}

/// What stands in the `<main>` of a web page: around it all are the same.
fn main_of(html: &str) -> &str {
    let (_, inner) = html.split_once("<main>\n").unwrap();
    inner.split_once("</main>\n").unwrap().0
}

/// A menu without what each line of its kind ends in. Checks on the way that the lines have their
/// four fields.
fn readable_menu(wire: &str) -> String {
    let readable = |line: &str| {
        assert_eq!(line.split('\t').count(), 4, "a line of a menu has four fields: {line:?}");
        let shown =
            if line.starts_with('i') { line.strip_suffix(INFO_TAIL).unwrap() } else { line };
        format!("{shown}\n")
    };
    wire.strip_suffix("\r\n")
        .map_or_else(String::new, |lines| lines.split("\r\n").map(readable).collect())
}

/// Copies a folder without the expectations that stand in it. Sites of other kinds below it are no
/// part of it.
fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (place, target) = (entry.path(), to.join(entry.file_name()));
        if place.is_dir() && !place.join("_config.yml").exists() {
            fs::create_dir(&target).unwrap();
            copy(&place, &target);
        } else if place.is_file() && !is_expectation(&place) {
            fs::copy(&place, &target).unwrap();
        }
    }
}

/// Whether a file says what a page becomes.
pub fn is_expectation(place: &Path) -> bool {
    place
        .extension()
        .is_some_and(|ending| ["gmi", "menu", "txt", "web"].iter().any(|known| ending == *known))
}
