//! Signatures of handshakes, checked with the key of a certificate and with nothing else of it. To
//! judge the certificate itself is for those who ask.
//!
//! webpki reads certificates as authorities make them. Those of the small internet are self-signed,
//! sometimes X.509 version 1, so only the key is taken out. Without this check whoever holds a copy
//! of a certificate, which is public, would be its owner.

use tokio_rustls::rustls::client::danger::HandshakeSignatureValid;
use tokio_rustls::rustls::crypto::{
    WebPkiSupportedAlgorithms, verify_tls13_signature_with_raw_key,
};
use tokio_rustls::rustls::pki_types::{CertificateDer, SubjectPublicKeyInfoDer};
use tokio_rustls::rustls::{
    CertificateError, DigitallySignedStruct, Error, PeerMisbehaved, SignatureScheme,
};
use webpki::RawPublicKeyEntity;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

/// Checks the signatures of handshakes.
#[derive(Debug)]
pub(super) struct Signatures {
    algorithms: WebPkiSupportedAlgorithms,
}

impl Signatures {
    /// With these algorithms.
    pub(super) fn new(algorithms: WebPkiSupportedAlgorithms) -> Self {
        Self { algorithms }
    }

    /// Sees that the key of a certificate signed a handshake of TLS 1.2.
    pub(super) fn verify_tls12(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let certificate = parse(certificate)?;
        let key = key_of(&certificate);
        let key = RawPublicKeyEntity::try_from(&key).map_err(|_| CertificateError::BadEncoding)?;
        // In TLS 1.2 a scheme does not name the curve: each of its algorithms is for keys on
        // another one.
        let mut algorithms = self
            .algorithms
            .mapping
            .iter()
            .filter(|(scheme, _)| *scheme == signed.scheme)
            .peekable();
        if algorithms.peek().is_none() {
            return Err(PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme.into());
        }
        let mut algorithms = algorithms.flat_map(|(_, algorithms)| algorithms.iter());
        if algorithms
            .any(|algorithm| key.verify_signature(*algorithm, message, signed.signature()).is_ok())
        {
            Ok(HandshakeSignatureValid::assertion())
        } else {
            Err(CertificateError::BadSignature.into())
        }
    }

    /// Sees that the key of a certificate signed a handshake of TLS 1.3.
    pub(super) fn verify_tls13(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let certificate = parse(certificate)?;
        verify_tls13_signature_with_raw_key(
            message,
            &key_of(&certificate),
            signed,
            &self.algorithms,
        )
    }

    /// Schemes that the other side may sign with, those of the cryptography in use.
    pub(super) fn schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// Reads a certificate; one with something behind it is none.
pub(super) fn parse<'a>(
    der: &'a CertificateDer<'_>,
) -> Result<X509Certificate<'a>, CertificateError> {
    match X509Certificate::from_der(der) {
        Ok(([], certificate)) => Ok(certificate),
        Ok(_) | Err(_) => Err(CertificateError::BadEncoding),
    }
}

fn key_of<'a>(certificate: &'a X509Certificate<'_>) -> SubjectPublicKeyInfoDer<'a> {
    SubjectPublicKeyInfoDer::from(certificate.public_key().raw)
}
