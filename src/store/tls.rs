//! TLS to a member: it shows a certificate of an authority that the operator names, and may want one
//! of ours.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::error::StoreError;

/// Files of TLS. They are read for each connection, so that what is renewed is in force then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tls {
    /// Certificates of the authorities that members' are signed by.
    pub ca: PathBuf,
    /// Our own certificate and its key, if members want one.
    pub own: Option<(PathBuf, PathBuf)>,
}

impl Tls {
    /// Reads the files.
    pub(super) fn config(&self) -> Result<Arc<ClientConfig>, StoreError> {
        let mut roots = RootCertStore::empty();
        for certificate in certificates(&self.ca)? {
            roots.add(certificate).map_err(|error| bad(&self.ca, &error))?;
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&TLS13, &TLS12])
            .map_err(|error| StoreError::Credentials(error.to_string()))?
            .with_root_certificates(roots);
        let mut config = match &self.own {
            None => config.with_no_client_auth(),
            Some((certificate, key)) => {
                let pem = read(key)?;
                let secret =
                    PrivateKeyDer::from_pem_slice(&pem).map_err(|error| bad(key, &error))?;
                let chain = certificates(certificate)?;
                config.with_client_auth_cert(chain, secret).map_err(|error| bad(key, &error))?
            }
        };
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Arc::new(config))
    }
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, StoreError> {
    let pem = read(file)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let found = found.map_err(|error| bad(file, &error))?;
    if found.is_empty() {
        return Err(bad(file, &"there is no certificate in it"));
    }
    Ok(found)
}

fn read(file: &Path) -> Result<Vec<u8>, StoreError> {
    fs::read(file).map_err(|error| bad(file, &error))
}

fn bad(file: &Path, error: &dyn std::fmt::Display) -> StoreError {
    StoreError::Credentials(format!("{}: {error}", file.display()))
}
