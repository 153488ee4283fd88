//! `Rules`: all that the process may do inside of the sandbox.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Right to a file, or to a folder and all below it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Reading.
    Read,
    /// Reading; and making, writing, renaming and removing files.
    Write,
    /// As `Write`, and making folders.
    Change,
}

/// Rights of the process inside; all else is refused.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rules {
    pub(super) files: Vec<(PathBuf, Access)>,
    /// The TCP ports that may be connected to, on any address.
    pub ports: BTreeSet<u16>,
    /// Unix sockets may be made, to listen or to connect. To which of them is for their file
    /// modes: Landlock knows no difference between them up to version 8.
    pub unix_sockets: bool,
    /// Parts of files may be locked against other processes, as a database does.
    pub locks: bool,
}

impl Rules {
    /// Grants access to a file, or to a folder and all below it. What is not there is not granted.
    pub fn allow(&mut self, path: impl Into<PathBuf>, access: Access) {
        self.files.push((path.into(), access));
    }

    /// Everything that access is granted to.
    pub fn files(&self) -> impl Iterator<Item = (&Path, Access)> {
        self.files.iter().map(|(path, access)| (path.as_path(), *access))
    }
}
