//! Reading certificates and keys from their files.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use tokio_rustls::rustls::crypto::ring::sign::any_supported_type;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::SigningKey;

use super::error::CertError;
use super::facts::Facts;
use super::files::in_force;
use crate::descriptors;

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
    descriptors::open(|| fs::read(file))
        .map_err(|error| CertError::File { file: file.into(), error })
}

pub(super) fn exists(file: &Path) -> Result<bool, CertError> {
    file.try_exists().map_err(|error| CertError::File { file: file.into(), error })
}

/// Sees that nobody but the owner can get at the key.
pub(super) fn check_hidden(key: &Path) -> Result<(), CertError> {
    let metadata = key.metadata().map_err(|error| CertError::File { file: key.into(), error })?;
    if metadata.permissions().mode() & 0o077 == 0 {
        Ok(())
    } else {
        Err(CertError::Exposed { file: key.into() })
    }
}
