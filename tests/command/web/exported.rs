//! An export as web pages, and what a browser would find in it.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use percent_encoding::percent_decode_str;
use propus::cli::{Cli, Command};
use propus::command;
use scraper::{Html, Selector};
use tempfile::TempDir;

/// Writes a file of a site.
pub(crate) fn write(site: &Path, name: &str, text: &str) {
    let file = site.join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// The files below a folder, in order, without those that say what it is.
pub(crate) fn tree(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else if !entry.file_name().to_string_lossy().starts_with('.') {
                let below = entry.path().strip_prefix(folder).unwrap().to_owned();
                files.push(below.to_str().unwrap().to_owned());
            }
        }
    }
    files.sort();
    files
}

/// An export.
pub(crate) struct Exported {
    folder: PathBuf,
    /// What the command said.
    pub(crate) said: String,
    _held: Option<TempDir>,
}

impl Exported {
    /// That of a folder.
    pub(crate) fn of(site: &Path, options: &[&str]) -> Self {
        Self::with(&[&[site.to_str().unwrap()], options].concat())
    }

    /// That which arguments ask for.
    pub(crate) fn with(arguments: &[&str]) -> Self {
        let held = tempfile::tempdir().unwrap();
        let to = held.path().join("out");
        let begin = ["propus", "export", "--as", "html", "--to", to.to_str().unwrap()];
        let Some(Command::Export(typed)) = Cli::parse_from([&begin, arguments].concat()).command
        else {
            panic!("no export")
        };
        let mut said = Vec::new();
        command::export(&typed, &mut said).unwrap();
        Self { folder: to, said: String::from_utf8(said).unwrap(), _held: Some(held) }
    }

    /// One that lies somewhere.
    pub(crate) fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), said: String::new(), _held: None }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn files(&self) -> Vec<String> {
        tree(&self.folder)
    }

    pub(crate) fn has(&self, file: &str) -> bool {
        self.folder.join(file).is_file()
    }

    pub(crate) fn read(&self, file: &str) -> String {
        String::from_utf8_lossy(&fs::read(self.folder.join(file)).unwrap()).into_owned()
    }

    /// The text of all files.
    pub(crate) fn everything(&self) -> String {
        self.files().iter().map(|file| self.read(file)).collect()
    }

    /// The web pages, each with its file.
    pub(crate) fn pages(&self) -> Vec<(String, String)> {
        let files = self.files().into_iter().filter(|it| it.ends_with(".html"));
        files.map(|file| (file.clone(), self.read(&file))).collect()
    }

    /// Follows each reference of each page. Returns their number.
    pub(crate) fn check_links(&self) -> usize {
        let pages: HashMap<PathBuf, Html> = self
            .pages()
            .into_iter()
            .map(|(file, html)| (PathBuf::from(file), Html::parse_document(&html)))
            .collect();
        let mut count = 0;
        for (file, page) in &pages {
            for name in ["href", "src"] {
                let named = Selector::parse(&format!("[{name}]")).unwrap();
                for reference in page.select(&named).filter_map(|it| it.attr(name)) {
                    self.follow(&pages, file, reference);
                    count += 1;
                }
            }
        }
        count
    }

    fn follow(&self, pages: &HashMap<PathBuf, Html>, from: &Path, reference: &str) {
        let is_absolute = reference.split(['/', '?', '#']).next().unwrap().contains(':');
        if is_absolute {
            return;
        }
        assert!(!reference.starts_with('/'), "{reference} in {from:?} begins at a server's root");
        let (path, place) = reference.split_once('#').unwrap_or((reference, ""));
        let path = percent_decode_str(path).decode_utf8().unwrap();
        let mut file = from.to_owned();
        if !path.is_empty() {
            file.pop();
            for name in path.split('/') {
                match name {
                    ".." => assert!(file.pop(), "{reference} in {from:?} leaves the folder"),
                    "." => {}
                    name => file.push(name),
                }
            }
        }
        assert!(self.folder.join(&file).is_file(), "{reference} in {from:?}: no file {file:?}");
        if place.is_empty() {
            return;
        }
        let place = percent_decode_str(place).decode_utf8().unwrap();
        let Some(page) = pages.get(&file) else { return };
        let ids = Selector::parse("[id]").unwrap();
        let is_there = page.select(&ids).any(|it| it.attr("id") == Some(&place));
        assert!(is_there, "{reference} in {from:?}: there is no such place in {file:?}");
    }
}
