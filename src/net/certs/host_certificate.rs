//! `HostCertificate`: a certificate with its key, read and checked: that both are there, belong
//! together, are for the host, and that nobody else can read the key.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use tokio_rustls::rustls::sign::{CertifiedKey, SigningKey};

use super::error::{CertError, in_folder};
use super::facts::Facts;
use super::files::Files;
use super::read::{check_hidden, exists, read_certificate, signing_key};
use super::stamp::Stamp;
use super::store;
use crate::fingerprint::Fingerprint;

/// Days before its end at which a certificate becomes a concern.
const SOON: i64 = 30;

/// The certificate of a host and its key, ready to be used.
#[derive(Clone, Debug)]
pub struct HostCertificate {
    /// The host.
    pub host: String,
    /// Chain and key, for TLS.
    pub certified: Arc<CertifiedKey>,
    /// Facts of the certificate.
    pub facts: Facts,
    /// Files that hold both.
    pub files: Files,
    /// True when they were made just now.
    pub made: bool,
    /// State of the files that was read.
    pub(super) stamp: Stamp,
}

/// Loads the certificate of a host.
///
/// # Errors
/// Names the file, and says what to do.
pub fn load(files: Files, host: &str) -> Result<HostCertificate, CertError> {
    let _reading = store::read_in_peace(&files);
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

    /// A sentence on what has to be done about it soon, if anything.
    #[must_use]
    pub fn concern(&self) -> Option<String> {
        concern(&self.facts, &self.files.certificate, &self.host, Timestamp::now())
    }
}

/// A sentence on a certificate that ends soon or is not valid yet.
pub(super) fn concern(facts: &Facts, file: &Path, host: &str, now: Timestamp) -> Option<String> {
    let shown = file.display();
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

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

/// Sees that certificate and key are both there.
pub(super) fn check_both(files: &Files, host: &str) -> Result<(), CertError> {
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

/// Sees that a key belongs to a certificate.
pub(super) fn check_pair(
    files: &Files,
    facts: &Facts,
    key: &dyn SigningKey,
) -> Result<(), CertError> {
    if key.public_key().is_some_and(|public| Fingerprint::of(&public) == facts.public_key) {
        return Ok(());
    }
    Err(CertError::Mismatch {
        key: files.key.as_path().into(),
        certificate: files.certificate.as_path().into(),
    })
}

/// Sees that a certificate is for a host.
pub(super) fn check_host(files: &Files, facts: &Facts, host: &str) -> Result<(), CertError> {
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
