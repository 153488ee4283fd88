//! Making keys and certificates that sign themselves. Keeping them is for `store`.

use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PKCS_RSA_SHA256,
    PublicKeyData, SerialNumber, SignatureAlgorithm, SigningKey, date_time_ymd,
};
use tokio_rustls::rustls::{SignatureScheme, sign};
use x509_parser::prelude::{FromDer, SubjectPublicKeyInfo};

use super::error::CertError;
use super::store::Pair;

/// Algorithm by which a key of each scheme signs a certificate.
const ALGORITHMS: [(SignatureScheme, &SignatureAlgorithm); 4] = [
    (SignatureScheme::ECDSA_NISTP256_SHA256, &PKCS_ECDSA_P256_SHA256),
    (SignatureScheme::ECDSA_NISTP384_SHA384, &PKCS_ECDSA_P384_SHA384),
    (SignatureScheme::ED25519, &PKCS_ED25519),
    (SignatureScheme::RSA_PKCS1_SHA256, &PKCS_RSA_SHA256),
];

/// A new key and a certificate for some names, of which the first is the host's own.
pub(super) fn new_pair(names: &[String]) -> Result<Pair, CertError> {
    try_new_pair(names).map_err(|error| failed(names, &error))
}

fn try_new_pair(names: &[String]) -> Result<Pair, rcgen::Error> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    Ok(Pair { certificate: signed(names, &key)?, key: key.serialize_pem() })
}

/// A new certificate for some names, with a key that there is.
pub(super) fn new_certificate(
    names: &[String],
    key: Arc<dyn sign::SigningKey>,
) -> Result<String, CertError> {
    let signer = Signer::new(key)
        .ok_or_else(|| failed(names, &rcgen::Error::UnsupportedSignatureAlgorithm))?;
    signed(names, &signer).map_err(|error| failed(names, &error))
}

fn failed(names: &[String], error: &rcgen::Error) -> CertError {
    // The first name is the host's own.
    let host = names.first().map_or("", String::as_str).to_owned();
    CertError::Make { host, reason: error.to_string() }
}

/// A certificate that lasts: readers trust it on first use, and are warned when it changes.
fn signed(names: &[String], key: &impl SigningKey) -> Result<String, rcgen::Error> {
    let mut certificate = CertificateParams::new(names.to_vec())?;
    certificate.distinguished_name = DistinguishedName::new();
    if let Some(host) = names.first() {
        certificate.distinguished_name.push(DnType::CommonName, host.as_str());
    }
    certificate.is_ca = IsCa::ExplicitNoCa;
    certificate.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    certificate.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // By itself rcgen derives the number from the key; two certificates of one key must not have
    // the same (RFC 5280).
    let number = Timestamp::now().as_microsecond().unsigned_abs();
    certificate.serial_number = Some(SerialNumber::from(number));
    let (year, month, day) = yesterday();
    certificate.not_before = date_time_ymd(year, month, day);
    certificate.not_after = date_time_ymd(4096, 1, 1);
    Ok(certificate.self_signed(key)?.pem())
}

/// Year, month and day: clients' clocks may be behind, in any time zone.
fn yesterday() -> (i32, u8, u8) {
    let date = Timestamp::now().to_zoned(TimeZone::UTC).date().saturating_sub(1.day());
    (date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs())
}

/// Any key that can be served with. rcgen by itself reads PKCS#8 only, and keys that other programs
/// have made are often of another form.
struct Signer {
    key: Arc<dyn sign::SigningKey>,
    public: Vec<u8>,
    scheme: SignatureScheme,
    algorithm: &'static SignatureAlgorithm,
}

impl Signer {
    /// `None` when the key is of no kind that signs certificates.
    fn new(key: Arc<dyn sign::SigningKey>) -> Option<Self> {
        let public = key.public_key()?;
        let (_, parsed) = SubjectPublicKeyInfo::from_der(&public).ok()?;
        let public = parsed.subject_public_key.data.to_vec();
        let (scheme, algorithm) =
            ALGORITHMS.into_iter().find(|(scheme, _)| key.choose_scheme(&[*scheme]).is_some())?;
        Some(Self { key, public, scheme, algorithm })
    }
}

impl PublicKeyData for Signer {
    fn der_bytes(&self) -> &[u8] {
        &self.public
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.algorithm
    }
}

impl SigningKey for Signer {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let signer = self.key.choose_scheme(&[self.scheme]).ok_or(rcgen::Error::RemoteKeyError)?;
        signer.sign(message).map_err(|_| rcgen::Error::RemoteKeyError)
    }
}
