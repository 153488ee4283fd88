//! `Tree`: all files of a folder, as they are to be elsewhere: also those that are settings or data,
//! and those that the generator of a site reads.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::digest::Digest;
use super::entry::{Entry, LARGEST_FILE, is_fit};
use super::names;
use crate::content::scan::holds_secret;

/// The deepest folder that is looked into.
const DEEPEST: usize = 64;
/// Folders of version control, of which no reader gets anything.
const HISTORIES: [&str; 3] = [".git", ".hg", ".svn"];
/// Our own configuration: each machine has its own.
const CONFIGURATION: &str = "propus.toml";

/// All files of a folder.
#[derive(Debug)]
pub struct Tree {
    folder: PathBuf,
    /// Files by their paths.
    pub files: BTreeMap<String, Entry>,
    /// What is there, and is not of the tree.
    pub passed_over: Vec<PassedOver>,
}

/// Something that is not of the tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PassedOver {
    /// Its path.
    pub path: String,
    /// The reason, in words.
    pub why: &'static str,
}

impl Tree {
    /// Reads a folder.
    ///
    /// # Errors
    /// Fails when something in it can't be read: a tree that is not whole would remove the rest
    /// elsewhere.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let folder = fs::canonicalize(folder)?;
        let mut tree = Self { folder, files: BTreeMap::new(), passed_over: Vec::new() };
        tree.folder("", DEEPEST)?;
        Ok(tree)
    }

    fn folder(&mut self, path: &str, depth: usize) -> io::Result<()> {
        let folder = self.folder.join(path);
        for entry in fs::read_dir(&folder).map_err(|error| named(&folder, &error))? {
            let entry = entry?;
            let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
                let path = format!("{path}{}", entry.file_name().to_string_lossy());
                self.pass_over(path, "the name is not UTF-8");
                continue;
            };
            if names::is_own(&name) || HISTORIES.contains(&name.as_str()) || name == CONFIGURATION {
                continue;
            }
            let (path, kind) = (format!("{path}{name}"), entry.file_type()?);
            if kind.is_symlink() {
                self.pass_over(
                    path,
                    "it is a symbolic link, and where it leads is elsewhere another place",
                );
            } else if kind.is_dir() && depth > 0 {
                self.folder(&format!("{path}/"), depth - 1)?;
            } else if kind.is_dir() {
                self.pass_over(path, "folders are too deep");
            } else if kind.is_file() {
                self.file(path)?;
            } else {
                self.pass_over(path, "it is neither a file nor a folder");
            }
        }
        Ok(())
    }

    fn file(&mut self, path: String) -> io::Result<()> {
        if !is_fit(&path) {
            self.pass_over(path, "the name is too long, or has a line break");
            return Ok(());
        }
        let place = self.folder.join(&path);
        let metadata = fs::symlink_metadata(&place).map_err(|error| named(&place, &error))?;
        if metadata.len() > LARGEST_FILE {
            self.pass_over(path, "it has more than 16 MiB");
            return Ok(());
        }
        let bytes = fs::read(&place).map_err(|error| named(&place, &error))?;
        if holds_secret(&bytes) {
            self.pass_over(path, "it holds a secret key");
            return Ok(());
        }
        let entry = Entry::of(&bytes, metadata.permissions().mode(), metadata.mtime());
        if entry.is_sound() {
            self.files.insert(path, entry);
        } else {
            self.pass_over(path, "it has more than 16 MiB");
        }
        Ok(())
    }

    fn pass_over(&mut self, path: String, why: &'static str) {
        self.passed_over.push(PassedOver { path, why });
    }

    /// The bytes of a file as it was when the tree was read.
    ///
    /// # Errors
    /// Fails when it can't be read, or is another one by now.
    pub fn bytes(&self, path: &str, entry: &Entry) -> io::Result<Vec<u8>> {
        let place = self.folder.join(path);
        let bytes = fs::read(&place).map_err(|error| named(&place, &error))?;
        if Digest::of(&bytes) != entry.digest {
            return Err(named(&place, &io::Error::other("it was changed meanwhile; do it again")));
        }
        Ok(bytes)
    }
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
