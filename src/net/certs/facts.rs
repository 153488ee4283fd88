//! Facts of a certificate: fingerprints, names, validity. To judge them is for the caller.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use jiff::Timestamp;
use tokio_rustls::rustls::pki_types::SubjectPublicKeyInfoDer;
use webpki::RawPublicKeyEntity;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey;
use x509_parser::time::ASN1Time;

use crate::fingerprint::Fingerprint;

/// Facts of a certificate, as it states them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// Of the whole certificate, as some clients remember it.
    pub certificate: Fingerprint,
    /// Of its public key (SubjectPublicKeyInfo), as other clients remember it; stays when a
    /// certificate is renewed.
    pub public_key: Fingerprint,
    /// Algorithm and size of the key, as people call it: `ECDSA P-256`, `Ed25519`, `RSA 2048`.
    pub key_kind: String,
    /// From when it is valid.
    pub not_before: Timestamp,
    /// Until when it is valid.
    pub not_after: Timestamp,
    /// True if issuer and subject are the same: nobody else vouches for it.
    pub self_signed: bool,
    /// The hosts that it is for, in lower case; addresses without brackets.
    pub names: Vec<String>,
    /// The common name of its subject, as it is written.
    pub subject: Option<String>,
}

impl Facts {
    /// Reads a certificate; `None` when it is none, or there is something behind it or behind its
    /// key.
    #[must_use]
    pub fn of_der(der: &[u8]) -> Option<Self> {
        let Ok(([], certificate)) = X509Certificate::from_der(der) else { return None };
        let key = certificate.public_key().raw;
        // The parser takes a key for whole after which more stands in its sequence, and others see
        // another key there.
        RawPublicKeyEntity::try_from(&SubjectPublicKeyInfoDer::from(key)).ok()?;
        Some(Self {
            certificate: Fingerprint::of(der),
            public_key: Fingerprint::of(key),
            key_kind: key_kind(&certificate),
            not_before: timestamp(certificate.validity().not_before),
            not_after: timestamp(certificate.validity().not_after),
            self_signed: certificate.issuer() == certificate.subject(),
            names: names(&certificate),
            subject: common_names(&certificate).next().map(str::to_owned),
        })
    }

    /// True when it is for a host. `*.example.org` is for `a.example.org`, not for
    /// `a.b.example.org` (RFC 9525).
    #[must_use]
    pub fn is_for(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let above = host.split_once('.').map(|(_, above)| above);
        self.names.iter().any(|name| {
            *name == host || name.strip_prefix("*.").is_some_and(|it| Some(it) == above)
        })
    }

    /// True when it is valid at a time.
    #[must_use]
    pub fn is_valid_at(&self, time: Timestamp) -> bool {
        self.not_before <= time && time <= self.not_after
    }
}

/// Certificates "without an end" end later than the calendar here does.
fn timestamp(time: ASN1Time) -> Timestamp {
    Timestamp::from_second(time.timestamp()).unwrap_or(Timestamp::MAX)
}

/// The size of a point tells which curve it is, in whole bytes: the usual ones differ in it.
fn key_kind(certificate: &X509Certificate<'_>) -> String {
    const ED25519: &str = "1.3.101.112";
    let key = certificate.public_key();
    match key.parsed() {
        Ok(PublicKey::RSA(key)) => format!("RSA {}", key.key_size()),
        Ok(PublicKey::EC(point)) => match point.key_size() {
            528 => "ECDSA P-521".to_owned(),
            size => format!("ECDSA P-{size}"),
        },
        Ok(_) | Err(_) if key.algorithm.algorithm.to_id_string() == ED25519 => "Ed25519".to_owned(),
        Ok(_) | Err(_) => "of an unusual kind".to_owned(),
    }
}

/// The alternative names; the common name counts only where there are none.
fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let alternative = certificate.subject_alternative_name().ok().flatten();
    let names: Vec<String> = alternative
        .iter()
        .flat_map(|extension| &extension.value.general_names)
        .filter_map(name)
        .collect();
    if !names.is_empty() {
        return names;
    }
    common_names(certificate).map(str::to_ascii_lowercase).collect()
}

/// The common names of its subject, those that are text.
fn common_names<'c>(certificate: &'c X509Certificate<'_>) -> impl Iterator<Item = &'c str> {
    certificate.subject().iter_common_name().filter_map(|it| it.as_str().ok())
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some(name.to_ascii_lowercase()),
        GeneralName::IPAddress(bytes) => address(bytes).map(|it| it.to_string()),
        GeneralName::OtherName(..)
        | GeneralName::RFC822Name(_)
        | GeneralName::X400Address(_)
        | GeneralName::DirectoryName(_)
        | GeneralName::EDIPartyName(_)
        | GeneralName::URI(_)
        | GeneralName::RegisteredID(..)
        | GeneralName::Invalid(..) => None,
    }
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    if let Ok(bytes) = <[u8; 4]>::try_from(bytes) {
        return Some(Ipv4Addr::from(bytes).into());
    }
    <[u8; 16]>::try_from(bytes).ok().map(|bytes| Ipv6Addr::from(bytes).into())
}

#[cfg(test)]
mod tests {
    use rcgen::{
        CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519,
    };

    use super::*;

    #[test]
    fn a_key_with_something_behind_it_is_none() {
        let key = KeyPair::generate_for(&PKCS_ED25519).unwrap();
        let mut der = CertificateParams::new(["example.org".to_owned()])
            .unwrap()
            .self_signed(&key)
            .unwrap()
            .der()
            .to_vec();
        assert!(Facts::of_der(&der).is_some());
        // The key's bit string becomes a byte shorter than what holds it.
        let length = der.windows(3).position(|it| it == [3, 33, 0]).unwrap() + 1;
        der[length] = 32;
        assert_eq!(Facts::of_der(&der), None);
    }

    #[test]
    fn keys_are_named_by_kind_and_size() {
        let kind = |algorithm| {
            let key = KeyPair::generate_for(algorithm).unwrap();
            let made = CertificateParams::new(["example.org".to_owned()]).unwrap();
            let der = made.self_signed(&key).unwrap().der().to_vec();
            (Facts::of_der(&der).unwrap().key_kind, der)
        };
        let (name, mut der) = kind(&PKCS_ED25519);
        assert_eq!(name, "Ed25519");
        assert_eq!(kind(&PKCS_ECDSA_P256_SHA256).0, "ECDSA P-256");
        assert_eq!(kind(&PKCS_ECDSA_P384_SHA384).0, "ECDSA P-384");
        // 1.3.101.113 is Ed448.
        for at in 0..der.len() - 3 {
            if der[at..].starts_with(&[0x2b, 0x65, 0x70]) {
                der[at + 2] = 0x71;
            }
        }
        assert_eq!(Facts::of_der(&der).unwrap().key_kind, "of an unusual kind");
    }
}
