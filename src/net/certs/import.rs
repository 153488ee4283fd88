//! Taking over a certificate and its key that were made elsewhere: by another server, by certbot,
//! by hand.

use std::path::{Path, PathBuf};

use pem::{EncodeConfig, LineEnding, Pem};
use tokio_rustls::rustls::crypto::ring::sign::any_supported_type;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::error::CertError;
use super::facts::Facts;
use super::files::Files;
use super::host_certificate::{HostCertificate, check_host, check_pair, load};
use super::read::read;
use super::store::{Locked, Pair, read_in_peace};

/// A certificate and its key that belong together and are for the host, not yet in their folder.
#[derive(Debug)]
pub struct Import {
    host: String,
    /// Facts of the certificate.
    pub facts: Facts,
    pair: Pair,
}

impl Import {
    /// Reads one or two files, PEM or DER, or a folder as other servers keep it.
    ///
    /// # Errors
    /// Names the file, and says what to do.
    pub fn read(sources: &[PathBuf], host: &str) -> Result<Self, CertError> {
        let files = match sources {
            [folder] if folder.is_dir() => find_pair(folder, host)?,
            _ => sources.to_vec(),
        };
        let mut found = Found::default();
        for file in &files {
            found.add(file, read(file)?)?;
        }
        Self::of(found, &files, host)
    }

    /// The same, of what [`read_pem`] gave elsewhere; `source` is what messages call it by.
    ///
    /// # Errors
    /// Says what is wrong.
    pub fn of_pem(pem: &str, source: &Path, host: &str) -> Result<Self, CertError> {
        let mut found = Found::default();
        found.add(source, pem.as_bytes().to_vec())?;
        Self::of(found, &[source.to_owned()], host)
    }

    fn of(found: Found, files: &[PathBuf], host: &str) -> Result<Self, CertError> {
        let ([(certificate, first), ..], [(key, private)]) =
            (found.certificates.as_slice(), found.keys.as_slice())
        else {
            let files: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
            return Err(CertError::NotAPair { files: files.join(", ") });
        };
        let facts = Facts::of_der(first)
            .ok_or_else(|| CertError::Unknown { file: certificate.as_path().into() })?;
        let sources = Files { certificate: certificate.clone(), key: key.clone() };
        let signing = any_supported_type(private).map_err(|_| CertError::UnknownKind {
            file: key.as_path().into(),
            kind: facts.key_kind.clone(),
            host: host.to_owned(),
        })?;
        check_pair(&sources, &facts, signing.as_ref())?;
        check_host(&sources, &facts, host)?;
        Ok(Self { host: host.to_owned(), facts, pair: found.pair() })
    }

    /// Puts both into a folder, in the place of those that are there for the host.
    ///
    /// # Errors
    /// Fails when they can't be written.
    pub fn put(self, folder: &Path) -> Result<HostCertificate, CertError> {
        let files = Files::of_host(folder, &self.host);
        Locked::new(&files)?.put_pair(&self.pair)?;
        load(files, &self.host)
    }
}

/// The certificate of a host and its key as one text, for another machine; nobody else may see it.
///
/// # Errors
/// Names the file, and says what to do.
pub fn read_pem(files: &Files) -> Result<String, CertError> {
    let _reading = read_in_peace(files);
    let mut found = Found::default();
    for file in [&files.certificate, &files.key] {
        found.add(file, read(file)?)?;
    }
    let Pair { certificate, key } = found.pair();
    Ok(certificate + &key)
}

/// Certificates and keys, each with its file.
#[derive(Default)]
struct Found {
    certificates: Vec<(PathBuf, CertificateDer<'static>)>,
    keys: Vec<(PathBuf, PrivateKeyDer<'static>)>,
}

impl Found {
    fn add(&mut self, file: &Path, bytes: Vec<u8>) -> Result<(), CertError> {
        let before = (self.certificates.len(), self.keys.len());
        self.certificates.extend(
            CertificateDer::pem_slice_iter(&bytes).flatten().map(|it| (file.to_owned(), it)),
        );
        self.keys.extend(
            PrivateKeyDer::pem_slice_iter(&bytes).flatten().map(|it| (file.to_owned(), it)),
        );
        if (self.certificates.len(), self.keys.len()) != before {
            return Ok(());
        }
        if Facts::of_der(&bytes).is_some() {
            self.certificates.push((file.to_owned(), CertificateDer::from(bytes)));
        } else if let Ok(key) = PrivateKeyDer::try_from(bytes) {
            self.keys.push((file.to_owned(), key));
        } else {
            return Err(CertError::Unknown { file: file.into() });
        }
        Ok(())
    }

    fn pair(&self) -> Pair {
        let certificates =
            self.certificates.iter().map(|(_, der)| Pem::new("CERTIFICATE", der.to_vec()));
        let keys = self.keys.iter().map(|(_, key)| Pem::new(label(key), key.secret_der()));
        Pair { certificate: encoded(certificates), key: encoded(keys) }
    }
}

fn encoded(pems: impl Iterator<Item = Pem>) -> String {
    let config = EncodeConfig::new().set_line_ending(LineEnding::LF);
    pem::encode_many_config(&pems.collect::<Vec<_>>(), config)
}

/// Label of a key in PEM, between the dashes.
pub(super) fn label(key: &PrivateKeyDer<'_>) -> &'static str {
    match key {
        PrivateKeyDer::Pkcs1(_) => "RSA PRIVATE KEY",
        PrivateKeyDer::Sec1(_) => "EC PRIVATE KEY",
        // There may come more than these three.
        PrivateKeyDer::Pkcs8(_) | _ => "PRIVATE KEY",
    }
}

/// The certificate and the key in a folder of another program, or in the one of the host below it,
/// under the first names that are both there.
fn find_pair(folder: &Path, host: &str) -> Result<Vec<PathBuf>, CertError> {
    let names = [
        // agate
        ("cert.der".to_owned(), "key.der".to_owned()),
        // agate before version 3
        ("cert.pem".to_owned(), "key.rsa".to_owned()),
        // certbot
        ("fullchain.pem".to_owned(), "privkey.pem".to_owned()),
        // gmcapsule, jetforce
        ("cert.pem".to_owned(), "key.pem".to_owned()),
        // propus
        (format!("{host}.cert.pem"), format!("{host}.key.pem")),
        // gmid
        (format!("{host}.pem"), format!("{host}.key")),
        // stargazer
        (format!("{host}.crt"), format!("{host}.key")),
    ];
    // agate has a folder for each host, even for the only one.
    let folders = [folder.to_owned(), folder.join(host)];
    let mut pairs = folders.iter().flat_map(|folder| {
        names.iter().map(move |(certificate, key)| vec![folder.join(certificate), folder.join(key)])
    });
    let found = pairs.find(|pair| pair.iter().all(|file| file.is_file()));
    found.ok_or_else(|| CertError::NoPair { folder: folder.into() })
}
