//! `CertError`: the reason for which a certificate can't be had, and the remedy. Each way of being
//! wrong has a message of its own.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::files::{CERTIFICATE_ENDING, KEY_ENDING};
use super::usual::usual_folder;
use crate::descriptors;
use crate::durable::advice_on_room;

/// Reason for which there is no certificate to serve with.
#[derive(Debug, Error)]
pub enum CertError {
    /// The certificate is there, the key is not.
    #[error(
        "the key {missing} is missing, though its certificate {present} is there; put the key \
         back, or if it is lost for good: propus cert new {host}{} (readers will be warned of the \
         new key)",
        in_folder(present)
    )]
    MissingKey {
        /// The key.
        missing: Shown,
        /// The certificate.
        present: Shown,
        /// The host.
        host: String,
    },
    /// The key is there, the certificate is not.
    #[error(
        "the certificate {missing} is missing, though its key {present} is there; put the \
         certificate back, or have one made for the same key: propus cert renew {host}{}",
        in_folder(present)
    )]
    MissingCertificate {
        /// The certificate.
        missing: Shown,
        /// The key.
        present: Shown,
        /// The host.
        host: String,
    },
    /// Both were there, and are not any more.
    #[error(
        "there is neither the certificate {certificate} nor its key {key}; put them back, or name \
         the host and the folder in which they are (--certs DIR)"
    )]
    Gone {
        /// The certificate.
        certificate: Shown,
        /// The key.
        key: Shown,
    },
    /// The folder of certificates, or a file that is to be put there, can't be used.
    #[error("{file}: {error}{}{}", on_use(error), advice_on_room(&file.0, error))]
    Folder {
        /// The file or folder.
        file: Shown,
        /// The system's reason.
        error: io::Error,
    },
    /// A file can't be read.
    #[error("{file}: {error}")]
    File {
        /// The file or folder.
        file: Shown,
        /// The system's reason.
        error: io::Error,
    },
    /// There is no certificate in the file.
    #[error(
        "{file} holds no certificate in PEM form; put the right file there, \
         or have one made for the same key: propus cert renew {}{}",
        host_of(file),
        in_folder(file)
    )]
    NoCertificate {
        /// The file.
        file: Shown,
    },
    /// There is no key in the file.
    #[error(
        "{file} holds no private key in PEM form that can be used; put the right file there, \
         or if it is lost for good: propus cert new {}{} (readers will be warned of the new key)",
        host_of(file),
        in_folder(file)
    )]
    NoKey {
        /// The file.
        file: Shown,
    },
    /// The key can be read by others.
    #[error("{file} is a private key that other users may read; run: chmod 600 {file}")]
    Exposed {
        /// The file.
        file: Shown,
    },
    /// Key and certificate don't belong together.
    #[error(
        "the key {key} does not belong to the certificate {certificate}; put the right one there, \
         or have a certificate made for this key: propus cert renew {}{}",
        host_of(key),
        in_folder(key)
    )]
    Mismatch {
        /// The key.
        key: Shown,
        /// The certificate.
        certificate: Shown,
    },
    /// The certificate is for another host.
    #[error(
        "{file} is a certificate for {names}, not for {host}; put the right one there, change the \
         host, or have one made for it with the same key: propus cert renew {host}{}",
        in_folder(file)
    )]
    OtherHost {
        /// The file.
        file: Shown,
        /// Names of the certificate, with commas.
        names: String,
        /// Host for which it should be.
        host: String,
    },
    /// No certificate can be made for the host.
    #[error("no certificate can be made for the host {host:?}: {reason}")]
    Make {
        /// The host.
        host: String,
        /// Reason in words.
        reason: String,
    },
    /// A folder holds no pair of files that is known.
    #[error(
        "{folder}: there is no certificate with its key under a usual name, such as cert.der and \
         key.der or fullchain.pem and privkey.pem; name the two files instead"
    )]
    NoPair {
        /// The folder.
        folder: Shown,
    },
    /// A file that should be imported holds neither a certificate nor a key.
    #[error(
        "{file} holds neither a certificate nor a private key that can be used, in PEM or DER \
         form; a key with a passphrase has to be written without it first: openssl pkey -in {file} \
         -out NEW"
    )]
    Unknown {
        /// The file.
        file: Shown,
    },
    /// A key is of a kind or a size that TLS here does not know.
    #[error(
        "{file}: its certificate's key is {kind}, which can't be used; ECDSA on P-256 and P-384, \
         Ed25519, and RSA from 2048 bits on can. Have a new one made: propus cert new {host} \
         (readers will be warned of the new key)"
    )]
    UnknownKind {
        /// The file.
        file: Shown,
        /// Algorithm and size, as in [`super::Facts::key_kind`].
        kind: String,
        /// The host.
        host: String,
    },
    /// Of what should be imported one half is missing, or there twice.
    #[error(
        "{files}: there must be one certificate, with or without those that vouch for it, and one \
         private key"
    )]
    NotAPair {
        /// The files that were named.
        files: String,
    },
}

/// Option by which a command finds the folder of certificates in which a file lies, with a space
/// before it; nothing where that is the usual one.
pub(super) fn in_folder(file: &Shown) -> String {
    match file.0.parent() {
        Some(folder) if folder != usual_folder(Path::new("")) && folder != Path::new("") => {
            format!(" --certs {}", folder.display())
        }
        Some(_) | None => String::new(),
    }
}

/// The host that a file is named after, to be typed in a command; else the word for one.
fn host_of(file: &Shown) -> String {
    let name = file.0.file_name().unwrap_or_default().to_string_lossy();
    let host = name.strip_suffix(CERTIFICATE_ENDING).or_else(|| name.strip_suffix(KEY_ENDING));
    // In names of files an underscore stands for what may not be there, such as the colons of IPv6.
    host.filter(|host| !host.contains('_')).unwrap_or("HOST").to_owned()
}

/// Remedy for a folder that can't be used.
fn on_use(error: &io::Error) -> &'static str {
    use io::ErrorKind::{
        AlreadyExists, NotADirectory, NotFound, PermissionDenied, ReadOnlyFilesystem,
    };
    if ![AlreadyExists, NotADirectory, NotFound, PermissionDenied, ReadOnlyFilesystem]
        .contains(&error.kind())
    {
        return "";
    }
    "; let the user as whom propus runs read and write there, or name another folder for \
     certificates (--certs DIR)"
}

impl CertError {
    /// The file that the system does not let propus read, if that is what is wrong.
    #[must_use]
    pub fn unread(&self) -> Option<&Path> {
        if let Self::File { file, .. } = self { Some(&file.0) } else { None }
    }

    /// True when the system only had too few descriptors, see [`descriptors::is_short`].
    pub(super) fn is_short(&self) -> bool {
        if let Self::File { error, .. } | Self::Folder { error, .. } = self {
            descriptors::is_short(error)
        } else {
            false
        }
    }
}

/// A path as it is shown to people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown(PathBuf);

impl std::fmt::Display for Shown {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.display().fmt(out)
    }
}

impl From<&Path> for Shown {
    fn from(path: &Path) -> Self {
        Self(path.to_owned())
    }
}
