//! The certificate of a host: loaded from a folder, or made there once. Clients remember a capsule by its key, so what
//! is there is never made again; whatever is wrong with it is an error that says what to do.
//!
//! How it is used is for `tls`.

mod facts;
mod make;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use thiserror::Error;
use tokio_rustls::rustls::crypto::ring::sign::any_supported_type;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;

pub use facts::Facts;

use crate::fingerprint::Fingerprint;

/// A certificate and its key, ready to be used.
#[derive(Clone, Debug)]
pub struct Identity {
    /// For TLS.
    pub certified: Arc<CertifiedKey>,
    /// What the certificate says.
    pub facts: Facts,
    /// Where they are.
    pub files: Files,
    /// Whether they were made just now.
    pub made: bool,
}

/// The two files of a certificate, both PEM.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Files {
    /// The certificate, followed by those that vouch for it, if any.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// Why there is no certificate to serve with.
#[derive(Debug, Error)]
pub enum CertError {
    /// The certificate is there, the key is not.
    #[error(
        "the key {missing} is missing, though its certificate {present} is there; \
         put the key back, or remove the certificate to have both made anew (readers will be warned of a new key)"
    )]
    MissingKey {
        /// The key.
        missing: Shown,
        /// The certificate.
        present: Shown,
    },
    /// The key is there, the certificate is not.
    #[error(
        "the certificate {missing} is missing, though its key {present} is there; \
         put the certificate back, or remove the key to have both made anew (readers will be warned of a new key)"
    )]
    MissingCertificate {
        /// The certificate.
        missing: Shown,
        /// The key.
        present: Shown,
    },
    /// A file can't be read or written.
    #[error("{file}: {error}")]
    File {
        /// The file or folder.
        file: Shown,
        /// What the system says.
        error: io::Error,
    },
    /// There is no certificate in the file.
    #[error("{file} holds no certificate in PEM form; put the right file there")]
    NoCertificate {
        /// The file.
        file: Shown,
    },
    /// There is no key in the file.
    #[error("{file} holds no private key in PEM form that can be used; put the right file there")]
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
    #[error("the key {key} does not belong to the certificate {certificate}; put the right one there")]
    Mismatch {
        /// The key.
        key: Shown,
        /// The certificate.
        certificate: Shown,
    },
    /// The certificate is for another host.
    #[error("{file} is a certificate for {names}, not for {host}; put the right one there, or change the host")]
    OtherHost {
        /// The file.
        file: Shown,
        /// Whom it is for.
        names: String,
        /// Whom it should be for.
        host: String,
    },
    /// No certificate can be made for the host.
    #[error("no certificate can be made for the host {host:?}: {reason}")]
    Make {
        /// The host.
        host: String,
        /// What is wrong with it.
        reason: String,
    },
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

impl Files {
    /// `<host>.cert.pem` and `<host>.key.pem` in a folder.
    #[must_use]
    pub fn of_host(folder: &Path, host: &str) -> Self {
        let name = file_name(host);
        Self { certificate: folder.join(format!("{name}.cert.pem")), key: folder.join(format!("{name}.key.pem")) }
    }
}

/// Loads the certificate of a host from a folder. Makes one, and the folder, if neither certificate nor key is there; one
/// that is made is for the host's other names too.
///
/// # Errors
/// Names the file, and says what to do.
pub fn load_or_make(folder: &Path, host: &str, aliases: &[String]) -> Result<Identity, CertError> {
    let files = Files::of_host(folder, host);
    match (exists(&files.certificate)?, exists(&files.key)?) {
        (true, true) => load(files, host),
        (true, false) => Err(CertError::MissingKey {
            missing: files.key.as_path().into(),
            present: files.certificate.as_path().into(),
        }),
        (false, true) => Err(CertError::MissingCertificate {
            missing: files.certificate.as_path().into(),
            present: files.key.as_path().into(),
        }),
        (false, false) => {
            make::make(folder, &files, host, aliases)?;
            Ok(Identity { made: true, ..load(files, host)? })
        }
    }
}

/// Loads the certificate of a host.
///
/// # Errors
/// Names the file, and says what to do.
pub fn load(files: Files, host: &str) -> Result<Identity, CertError> {
    let (chain, facts) = read_certificate(&files.certificate)?;
    check_hidden(&files.key)?;
    let key = read_key(&files.key)?;
    let no_key = |_| CertError::NoKey { file: files.key.as_path().into() };
    let signing_key = any_supported_type(&key).map_err(no_key)?;
    if signing_key.public_key().is_none_or(|public| Fingerprint::of(&public) != facts.public_key) {
        return Err(CertError::Mismatch {
            key: files.key.as_path().into(),
            certificate: files.certificate.as_path().into(),
        });
    }
    if !facts.is_for(host) {
        return Err(CertError::OtherHost {
            file: files.certificate.as_path().into(),
            names: facts.names.join(", "),
            host: host.to_owned(),
        });
    }
    let certified = Arc::new(CertifiedKey::new(chain, signing_key));
    Ok(Identity { certified, facts, files, made: false })
}

/// What the first certificate of a file says.
///
/// # Errors
/// Names the file, and says what to do.
pub fn read_facts(file: &Path) -> Result<Facts, CertError> {
    read_certificate(file).map(|(_, facts)| facts)
}

fn read_certificate(file: &Path) -> Result<(Vec<CertificateDer<'static>>, Facts), CertError> {
    let chain = read_chain(file)?;
    let facts = chain.first().and_then(|first| Facts::of_der(first));
    facts.map(|facts| (chain, facts)).ok_or_else(|| CertError::NoCertificate { file: file.into() })
}

/// Reads the certificates of a file; at least one.
fn read_chain(file: &Path) -> Result<Vec<CertificateDer<'static>>, CertError> {
    let chain = CertificateDer::pem_slice_iter(&read(file)?).collect::<Result<Vec<_>, _>>().unwrap_or_default();
    // A file of anything but PEM reads as an empty chain.
    if chain.is_empty() { Err(CertError::NoCertificate { file: file.into() }) } else { Ok(chain) }
}

fn read_key(file: &Path) -> Result<PrivateKeyDer<'static>, CertError> {
    PrivateKeyDer::from_pem_slice(&read(file)?).map_err(|_| CertError::NoKey { file: file.into() })
}

fn read(file: &Path) -> Result<Vec<u8>, CertError> {
    fs::read(file).map_err(|error| CertError::File { file: file.into(), error })
}

fn exists(file: &Path) -> Result<bool, CertError> {
    file.try_exists().map_err(|error| CertError::File { file: file.into(), error })
}

/// Whether nobody but the owner can get at the key.
fn check_hidden(key: &Path) -> Result<(), CertError> {
    use std::os::unix::fs::PermissionsExt;

    let metadata = key.metadata().map_err(|error| CertError::File { file: key.into(), error })?;
    if metadata.permissions().mode() & 0o077 == 0 { Ok(()) } else { Err(CertError::Exposed { file: key.into() }) }
}

/// A host as a file name: nothing in it means anything to a file system.
fn file_name(host: &str) -> String {
    let safe = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
    let name: String = host.to_ascii_lowercase().chars().map(|it| if safe(it) { it } else { '_' }).collect();
    if name.is_empty() || name.starts_with('.') { format!("_{name}") } else { name }
}

#[cfg(test)]
mod tests;
