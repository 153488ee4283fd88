//! `Files`: names of the two files of a certificate, and of what lies beside them for a while.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::durable::{UNFINISHED, beside};

/// Endings of the names of the two files, behind the host.
pub(super) const CERTIFICATE_ENDING: &str = ".cert.pem";
pub(super) const KEY_ENDING: &str = ".key.pem";
/// Ending of the name of the file that says that a new pair counts.
const PENDING: &str = "pending";
/// Ending of the second name of a key that is being replaced.
const OLD: &str = "old";

/// The two files of a certificate, both PEM.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Files {
    /// The certificate, followed by those that vouch for it, if any.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

impl Files {
    /// `<host>.cert.pem` and `<host>.key.pem` in a folder.
    #[must_use]
    pub fn of_host(folder: &Path, host: &str) -> Self {
        let name = file_name(host);
        Self {
            certificate: folder.join(format!("{name}{CERTIFICATE_ENDING}")),
            key: folder.join(format!("{name}{KEY_ENDING}")),
        }
    }

    /// File that is there while a new pair counts and is not yet in its place.
    pub(super) fn pending(&self) -> PathBuf {
        beside(&self.certificate, PENDING)
    }

    /// Second name of the key before, until the new pair is in its place.
    pub(super) fn old_key(&self) -> PathBuf {
        beside(&self.key, OLD)
    }

    /// Names under which a new certificate and a new key are written.
    pub(super) fn unfinished(&self) -> [PathBuf; 2] {
        [&self.certificate, &self.key].map(|file| beside(file, UNFINISHED))
    }
}

/// True of the name of a key or of a certificate.
pub(super) fn is_of_pair(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.ends_with(KEY_ENDING) || name.ends_with(CERTIFICATE_ENDING)
}

/// File of the certificate that counts: the one that is there, or one that is to take its place.
pub(super) fn in_force(certificate: &Path) -> PathBuf {
    let new = beside(certificate, UNFINISHED);
    if beside(certificate, PENDING).exists() && new.exists() { new } else { certificate.to_owned() }
}

/// The certificates in a folder, in order of name.
///
/// # Errors
/// Fails when the folder can't be read.
pub fn certificates(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        // Before a pair is in its place for the first time there is nothing else.
        let pending = name.strip_prefix('.').and_then(|it| it.strip_suffix(PENDING));
        let name = pending.and_then(|it| it.strip_suffix('.')).map_or(name.clone(), str::to_owned);
        if name.ends_with(CERTIFICATE_ENDING) {
            names.insert(name);
        }
    }
    Ok(names.into_iter().map(|name| folder.join(name)).collect())
}

/// A host as a file name: nothing in it means anything to a file system.
fn file_name(host: &str) -> String {
    let name: String = host.to_ascii_lowercase().chars().map(safe).collect();
    if name.is_empty() || name.starts_with('.') { format!("_{name}") } else { name }
}

fn safe(it: char) -> char {
    if it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.') { it } else { '_' }
}
