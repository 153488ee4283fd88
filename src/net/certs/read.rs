//! Reading certificates and keys from their files.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Arc;

use rustix::process::{getegid, getgroups};
use tokio_rustls::rustls::crypto::ring::sign::any_supported_type;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::SigningKey;

use super::error::CertError;
use super::facts::Facts;
use super::files::in_force;
use crate::descriptors;

/// The mark of UTF-8 that some editors begin a text with.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Rights to a key that nobody but its owner may have.
const NOT_FOR_OTHERS: u32 = 0o077;
/// Rights that nobody may have to a key that its group may read.
const NOT_HANDED_OUT: u32 = 0o337;

/// Reads the facts of the first certificate of a file.
///
/// # Errors
/// Names the file, and says what to do.
pub fn read_facts(file: &Path) -> Result<Facts, CertError> {
    read_certificate(file).map(|(_, facts)| facts)
}

/// Reads the facts of a host's certificate; of a new one that a process was killed over while it
/// put it in its place.
///
/// # Errors
/// Names the file, and says what to do.
pub fn read_facts_in_force(certificate: &Path) -> Result<Facts, CertError> {
    read_facts(&in_force(certificate))
}

pub(super) fn read_certificate(
    file: &Path,
) -> Result<(Vec<CertificateDer<'static>>, Facts), CertError> {
    let chain = read_chain(file)?;
    match chain.first().and_then(|first| Facts::of_der(first)) {
        Some(facts) => Ok((chain, facts)),
        None => Err(CertError::NoCertificate { file: file.into() }),
    }
}

/// Reads the certificates of a file; at least one.
pub(super) fn read_chain(file: &Path) -> Result<Vec<CertificateDer<'static>>, CertError> {
    let bytes = read(file)?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    match chain {
        Ok(chain) if !chain.is_empty() => Ok(chain),
        // A file of anything but PEM reads as an empty chain.
        Ok(_) | Err(_) => Err(CertError::NoCertificate { file: file.into() }),
    }
}

pub(super) fn signing_key(file: &Path) -> Result<Arc<dyn SigningKey>, CertError> {
    let bytes = read(file)?;
    let key = PrivateKeyDer::from_pem_slice(&bytes).ok();
    let key = key.and_then(|key| any_supported_type(&key).ok());
    key.ok_or_else(|| CertError::NoKey { file: file.into() })
}

pub(super) fn read(file: &Path) -> Result<Vec<u8>, CertError> {
    let mut bytes = descriptors::open(|| fs::read(file))
        .map_err(|error| CertError::File { file: file.into(), error })?;
    // Editors put the mark before text; no form of a certificate begins with it.
    if bytes.starts_with(BYTE_ORDER_MARK) {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    Ok(bytes)
}

pub(super) fn exists(file: &Path) -> Result<bool, CertError> {
    file.try_exists().map_err(|error| CertError::File { file: file.into(), error })
}

/// Sees that nobody but the owner can get at the key, or nobody but root and the group of this
/// process: so are keys that an orchestrator of containers hands out, as Kubernetes does a Secret's.
pub(super) fn check_hidden(key: &Path) -> Result<(), CertError> {
    let metadata = key.metadata().map_err(|error| CertError::File { file: key.into(), error })?;
    let mode = metadata.mode();
    let is_handed_out = metadata.uid() == 0 && mode & NOT_HANDED_OUT == 0 && is_in(metadata.gid());
    if mode & NOT_FOR_OTHERS == 0 || is_handed_out {
        Ok(())
    } else {
        Err(CertError::Exposed { file: key.into() })
    }
}

/// True of a group that this process belongs to.
fn is_in(group: u32) -> bool {
    let others = || getgroups().is_ok_and(|groups| groups.iter().any(|it| it.as_raw() == group));
    getegid().as_raw() == group || others()
}
