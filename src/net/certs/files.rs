//! `Files`: names of the two files of a certificate.

use std::path::{Path, PathBuf};

/// Folder of certificates when no other one is named.
pub const USUAL_FOLDER: &str = "certs";

/// Endings of the names of the two files, behind the host.
pub(super) const CERTIFICATE_ENDING: &str = ".cert.pem";
pub(super) const KEY_ENDING: &str = ".key.pem";

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

    /// File that holds both while they are put into their own.
    pub(super) fn both(&self) -> PathBuf {
        hidden_beside(&self.certificate, "both")
    }
}

/// A hidden file beside another, for a while.
pub(super) fn hidden_beside(file: &Path, ending: &str) -> PathBuf {
    // Only `/` and `..` have no name, and no certificate is kept there.
    let name = file.file_name().map(|name| name.to_string_lossy());
    file.with_file_name(format!(".{}.{ending}", name.as_deref().unwrap_or("")))
}

/// A host as a file name: nothing in it means anything to a file system.
fn file_name(host: &str) -> String {
    let name: String = host.to_ascii_lowercase().chars().map(safe).collect();
    if name.is_empty() || name.starts_with('.') { format!("_{name}") } else { name }
}

fn safe(it: char) -> char {
    if it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.') { it } else { '_' }
}
