//! What the tests of the store share: boxes, and the command.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use propus::content::mirror::Tree;
use propus::store::{Terms, Versions};
use tempfile::TempDir;

use crate::clients_support::server::{PROPUS, Server, folder_of, propus};
use crate::clients_support::wait_for;
use crate::etcd::Etcd;

/// A machine: a configuration, and the folder that is its copy.
pub(crate) struct Machine {
    pub(crate) folder: TempDir,
    pub(crate) file: PathBuf,
}

impl Machine {
    /// One that serves what an etcd has.
    pub(crate) fn of(etcd: &Etcd, name: &str) -> Self {
        Self::with(&format!("etcd = {}\nbox = '{name}'", etcd.setting("http")))
    }

    /// One with this table.
    pub(crate) fn with(store: &str) -> Self {
        Self::written_to(store, "")
    }

    /// The same, whose host has these tables.
    pub(crate) fn written_to(store: &str, tables: &str) -> Self {
        let text = format!(
            "gemini = '127.0.0.1:0'\ngopher = '127.0.0.1:0'\ncerts = 'certs'\nstate = 'state'\nmetrics = 'unix:m'\n\
             [store]\n{store}\n[[host]]\nname = 'localhost'\ncapsule = 'copy'\n{tables}\n"
        );
        let folder = folder_of(&[("propus.toml", &text)]);
        fs::create_dir(folder.path().join("copy")).unwrap();
        let file = folder.path().join("propus.toml");
        Self { folder, file }
    }

    /// Serves.
    pub(crate) fn serve(&self) -> Server {
        let mut command = Command::new(PROPUS);
        command.arg("serve").arg("--config").arg(&self.file);
        // With keys that stay when it is started again.
        Server::run_as_it_is(command, "localhost")
    }

    pub(crate) fn copy(&self) -> PathBuf {
        self.folder.path().join("copy")
    }

    /// `propus store`, with further words.
    pub(crate) fn store(&self, words: &[&str]) -> Output {
        let config = ["--config", self.file.to_str().unwrap()];
        propus(&[&["store"][..], words, &config].concat())
    }

    /// The same, which has to succeed; what it says.
    pub(crate) fn does(&self, words: &[&str]) -> String {
        let output = self.store(words);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{words:?}: {said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        said
    }

    /// The same, which has to fail; why it does.
    pub(crate) fn fails(&self, words: &[&str]) -> String {
        let output = self.store(words);
        assert!(!output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8_lossy(&output.stderr).into_owned()
    }
}

/// Pushes files.
pub(crate) fn push(machine: &Machine, author: &Path) -> String {
    machine.does(&["push", author.to_str().unwrap()])
}

/// Writes a file.
pub(crate) fn write(folder: &Path, name: &str, text: &str) {
    let file = folder.join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// Files by their paths, with their bytes, rights and times.
type Files = BTreeMap<String, (Vec<u8>, u32, i64)>;

/// All files of a folder.
pub(crate) fn all(folder: &Path) -> Files {
    // A version may come while it is read.
    wait_for(|| try_all(folder).ok()).expect("a folder that is not changed all the time")
}

fn try_all(folder: &Path) -> io::Result<Files> {
    let tree = Tree::read(folder)?;
    let file = |(path, entry): (&String, &propus::content::mirror::Entry)| {
        Ok((path.clone(), (tree.bytes(path, entry)?, entry.mode, entry.modified)))
    };
    tree.files.iter().filter(|(path, _)| *path != ".propus-pushed").map(file).collect()
}

/// The versions of an etcd, as another program would see them.
pub(crate) fn versions(etcd: &Etcd, name: &str) -> Versions {
    let terms = Terms {
        members: etcd.addresses(),
        tls: None,
        user: None,
        prefix: "/propus".to_owned(),
        name: name.to_owned(),
    };
    Versions::new(terms, "localhost")
}
