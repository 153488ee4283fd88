//! The certificate of a host: loaded from a folder, or made there once. Clients remember a capsule
//! by its key, so what is there is never made again; whatever is wrong with it is an error that
//! says what to do.
//!
//! How it is used is for `tls`.

mod error;
mod facts;
mod import;
mod sign;
mod store;
mod watch;

pub use error::{CertError, Shown};
pub use facts::Facts;
pub use import::Import;
pub use watch::watch;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use tokio_rustls::rustls::crypto::ring::sign::any_supported_type;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::{CertifiedKey, SigningKey};

use self::error::in_folder;
use self::store::Locked;
use self::watch::Stamp;
use crate::descriptors;
use crate::fingerprint::Fingerprint;

/// Where certificates are kept when nobody says otherwise.
pub const USUAL_FOLDER: &str = "certs";

/// How the names of the two files end, behind the host.
const CERTIFICATE_ENDING: &str = ".cert.pem";
const KEY_ENDING: &str = ".key.pem";

/// From how many days before its end a certificate is a concern.
const SOON: i64 = 30;

/// The certificate of a host and its key, ready to be used.
#[derive(Clone, Debug)]
pub struct HostCertificate {
    /// The host.
    pub host: String,
    /// For TLS.
    pub certified: Arc<CertifiedKey>,
    /// What the certificate says.
    pub facts: Facts,
    /// Where they are.
    pub files: Files,
    /// Whether they were made just now.
    pub made: bool,
    /// Which state of the files was read.
    stamp: Stamp,
}

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

    /// Where both are while they are being put in their places.
    fn both(&self) -> PathBuf {
        let name = self.certificate.file_name().unwrap_or_default().to_string_lossy();
        self.certificate.with_file_name(format!(".{name}.both"))
    }
}

/// Loads the certificate of a host from a folder. Makes one, and the folder, if neither certificate
/// nor key is there; one that is made is for the host's other names too.
///
/// # Errors
/// Names the file, and says what to do.
pub fn load_or_make(
    folder: &Path,
    host: &str,
    aliases: &[String],
) -> Result<HostCertificate, CertError> {
    let files = Files::of_host(folder, host);
    store::recover(&files)?;
    if exists(&files.certificate)? || exists(&files.key)? {
        return load(files, host);
    }
    let locked = Locked::new(&files)?;
    // Another process may have been faster.
    let made = !exists(&files.key)?;
    if made {
        locked.put_pair(&sign::new_pair(&names(host, aliases))?)?;
    }
    drop(locked);
    Ok(HostCertificate { made, ..load(files, host)? })
}

/// Makes the folder of certificates if there is none, for its owner alone.
///
/// # Errors
/// When it can't be made.
pub fn make_folder(folder: &Path) -> Result<(), CertError> {
    store::make_folder(folder)
}

/// Makes a new certificate for a host whose key is in a folder, with that key, for all names that
/// the old one was for and some besides. Clients that remember the key notice nothing.
///
/// # Errors
/// When there is no key, or it can't be used; names the file, and says what to do.
pub fn renew(folder: &Path, host: &str, aliases: &[String]) -> Result<HostCertificate, CertError> {
    let files = Files::of_host(folder, host);
    if !exists(&files.key)? {
        check_both(&files, host)?;
    }
    let locked = Locked::new(&files)?;
    check_hidden(&files.key)?;
    let names = names_as_before(&files, host, aliases);
    locked.put_certificate(&sign::new_certificate(&names, signing_key(&files.key)?)?)?;
    load(files.clone(), host)
}

/// Makes a new key and a certificate for a host, in the place of those that are in a folder, and
/// for the same names. Clients that remember the old key warn of it.
///
/// # Errors
/// When they can't be written.
pub fn make_new(
    folder: &Path,
    host: &str,
    aliases: &[String],
) -> Result<HostCertificate, CertError> {
    let files = Files::of_host(folder, host);
    let names = names_as_before(&files, host, aliases);
    Locked::new(&files)?.put_pair(&sign::new_pair(&names)?)?;
    Ok(HostCertificate { made: true, ..load(files.clone(), host)? })
}

/// The host and its other names, each once.
fn names(host: &str, aliases: &[String]) -> Vec<String> {
    let mut names = vec![host.to_owned()];
    for alias in aliases {
        if !names.contains(alias) {
            names.push(alias.clone());
        }
    }
    names
}

/// The same, with those that the host's certificate is for; not when it is for others only, or
/// can't be read.
fn names_as_before(files: &Files, host: &str, aliases: &[String]) -> Vec<String> {
    let facts = read_facts(&files.certificate).ok().filter(|facts| facts.is_for(host));
    let mut before = facts.map(|facts| facts.names).unwrap_or_default();
    before.extend_from_slice(aliases);
    names(host, &before)
}

/// Loads the certificate of a host.
///
/// # Errors
/// Names the file, and says what to do.
pub fn load(files: Files, host: &str) -> Result<HostCertificate, CertError> {
    check_both(&files, host)?;
    let stamp = Stamp::of(&files);
    let (chain, facts) = read_certificate(&files.certificate)?;
    check_hidden(&files.key)?;
    let signing_key = signing_key(&files.key)?;
    check_pair(&files, &facts, signing_key.as_ref())?;
    check_host(&files, &facts, host)?;
    let certified = Arc::new(CertifiedKey::new(chain, signing_key));
    Ok(HostCertificate { host: host.to_owned(), certified, facts, files, made: false, stamp })
}

impl HostCertificate {
    /// Reads it again from where it was.
    ///
    /// # Errors
    /// Names the file, and says what to do.
    pub fn read_again(&self) -> Result<Self, CertError> {
        store::recover(&self.files)?;
        load(self.files.clone(), &self.host)
    }

    /// What somebody should do about it soon, if anything.
    #[must_use]
    pub fn concern(&self) -> Option<String> {
        concern(&self.facts, &self.files.certificate, &self.host, Timestamp::now())
    }
}

fn concern(facts: &Facts, file: &Path, host: &str, now: Timestamp) -> Option<String> {
    let shown = file.display();
    let day = |at: Timestamp| at.strftime("%Y-%m-%d").to_string();
    if now < facts.not_before {
        let day = day(facts.not_before);
        return Some(format!(
            "{shown}: the certificate is valid from {day} only; is the clock of this machine right?"
        ));
    }
    let left = facts.not_after.duration_since(now).as_secs().div_euclid(24 * 60 * 60);
    let when = match left {
        ..0 => format!("ended on {}, and clients may refuse it", day(facts.not_after)),
        0..SOON => format!("ends on {}", day(facts.not_after)),
        _ => return None,
    };
    let advice = if facts.self_signed {
        format!(
            "have one made with the same key: propus cert renew {host}{}",
            in_folder(&file.into())
        )
    } else {
        "get a new one from where it came, with the same key if that is possible".to_owned()
    };
    Some(format!("{shown}: the certificate {when}; {advice}"))
}

/// Whether certificate and key are both there.
fn check_both(files: &Files, host: &str) -> Result<(), CertError> {
    let (certificate, key) = (files.certificate.as_path().into(), files.key.as_path().into());
    match (exists(&files.certificate)?, exists(&files.key)?) {
        (true, true) => Ok(()),
        (true, false) => {
            Err(CertError::MissingKey { missing: key, present: certificate, host: host.to_owned() })
        }
        (false, true) => Err(CertError::MissingCertificate {
            missing: certificate,
            present: key,
            host: host.to_owned(),
        }),
        (false, false) => Err(CertError::Gone { certificate, key }),
    }
}

/// Whether a key belongs to a certificate.
fn check_pair(files: &Files, facts: &Facts, key: &dyn SigningKey) -> Result<(), CertError> {
    if key.public_key().is_some_and(|public| Fingerprint::of(&public) == facts.public_key) {
        return Ok(());
    }
    Err(CertError::Mismatch {
        key: files.key.as_path().into(),
        certificate: files.certificate.as_path().into(),
    })
}

/// Whether a certificate is for a host.
fn check_host(files: &Files, facts: &Facts, host: &str) -> Result<(), CertError> {
    if facts.is_for(host) {
        return Ok(());
    }
    let names = facts.names.join(", ");
    Err(CertError::OtherHost {
        file: files.certificate.as_path().into(),
        names,
        host: host.to_owned(),
    })
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
    let chain = CertificateDer::pem_slice_iter(&read(file)?)
        .collect::<Result<Vec<_>, _>>()
        .unwrap_or_default();
    // A file of anything but PEM reads as an empty chain.
    if chain.is_empty() { Err(CertError::NoCertificate { file: file.into() }) } else { Ok(chain) }
}

fn signing_key(file: &Path) -> Result<Arc<dyn SigningKey>, CertError> {
    let no_key = || CertError::NoKey { file: file.into() };
    let key = PrivateKeyDer::from_pem_slice(&read(file)?).map_err(|_| no_key())?;
    any_supported_type(&key).map_err(|_| no_key())
}

fn read(file: &Path) -> Result<Vec<u8>, CertError> {
    descriptors::open(|| fs::read(file))
        .map_err(|error| CertError::File { file: file.into(), error })
}

fn exists(file: &Path) -> Result<bool, CertError> {
    file.try_exists().map_err(|error| CertError::File { file: file.into(), error })
}

/// Whether nobody but the owner can get at the key.
fn check_hidden(key: &Path) -> Result<(), CertError> {
    use std::os::unix::fs::PermissionsExt;

    let metadata = key.metadata().map_err(|error| CertError::File { file: key.into(), error })?;
    if metadata.permissions().mode() & 0o077 == 0 {
        Ok(())
    } else {
        Err(CertError::Exposed { file: key.into() })
    }
}

/// A host as a file name: nothing in it means anything to a file system.
fn file_name(host: &str) -> String {
    let safe = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
    let name: String =
        host.to_ascii_lowercase().chars().map(|it| if safe(it) { it } else { '_' }).collect();
    if name.is_empty() || name.starts_with('.') { format!("_{name}") } else { name }
}

#[cfg(test)]
mod tests;
