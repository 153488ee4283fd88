//! Client certificates: which ones are taken, and whom they show. What an identity may see is for others.
//!
//! Nobody vouches for an identity, so a certificate needs no issuer, name, extension or date that would please an
//! authority. Lagrange's are X.509 version 1, which webpki can't read; so only the key is taken out of a certificate, and
//! the signature of the handshake is checked against that. Without this check whoever holds a copy of a certificate, which
//! is public, would be its owner.

use std::sync::Arc;

use tokio_rustls::rustls::client::danger::HandshakeSignatureValid;
use tokio_rustls::rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls13_signature_with_raw_key};
use tokio_rustls::rustls::pki_types::{CertificateDer, SubjectPublicKeyInfoDer, UnixTime};
use tokio_rustls::rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use tokio_rustls::rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, PeerMisbehaved, ServerConnection,
    SignatureScheme,
};
use webpki::RawPublicKeyEntity;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use super::certs::Facts;
use crate::exchange::Identity;

/// The most bytes of a client's certificate and of those that it sends along. A ticket carries all of them.
const MOST_BYTES: usize = 16 * 1024;

/// Whom the client has proven to be; `None` when it showed no certificate. In a resumed session it is the one that began
/// the session.
#[must_use]
pub fn identity_of(connection: &ServerConnection) -> Option<Arc<Identity>> {
    let Facts { certificate, public_key, not_before, not_after, .. } =
        Facts::of_der(connection.peer_certificates()?.first()?)?;
    Some(Arc::new(Identity { certificate, public_key, not_before, not_after }))
}

/// Takes any certificate whose key the client has, and clients without one.
#[derive(Debug)]
pub(super) struct AnyIdentity {
    algorithms: WebPkiSupportedAlgorithms,
}

impl AnyIdentity {
    /// With these algorithms for the signature of the handshake.
    pub(super) fn new(algorithms: WebPkiSupportedAlgorithms) -> Self {
        Self { algorithms }
    }
}

impl ClientCertVerifier for AnyIdentity {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    /// None: with any, clients would hide the identities that these did not sign.
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        certificate: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let bytes = chain.iter().fold(certificate.len(), |sum, it| sum.saturating_add(it.len()));
        if bytes > MOST_BYTES {
            return Err(CertificateError::ApplicationVerificationFailure.into());
        }
        parse(certificate)?;
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let certificate = parse(certificate)?;
        let key = key_of(&certificate);
        let key = RawPublicKeyEntity::try_from(&key).map_err(|_| CertificateError::BadEncoding)?;
        // In TLS 1.2 a scheme does not name the curve: each of its algorithms is for keys on another one.
        let mut algorithms = self.algorithms.mapping.iter().filter(|(scheme, _)| *scheme == signed.scheme).peekable();
        if algorithms.peek().is_none() {
            return Err(PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme.into());
        }
        let mut algorithms = algorithms.flat_map(|(_, algorithms)| algorithms.iter());
        if algorithms.any(|algorithm| key.verify_signature(*algorithm, message, signed.signature()).is_ok()) {
            Ok(HandshakeSignatureValid::assertion())
        } else {
            Err(CertificateError::BadSignature.into())
        }
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let certificate = parse(certificate)?;
        verify_tls13_signature_with_raw_key(message, &key_of(&certificate), signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

fn parse<'a>(der: &'a CertificateDer<'_>) -> Result<X509Certificate<'a>, CertificateError> {
    match X509Certificate::from_der(der) {
        Ok(([], certificate)) => Ok(certificate),
        Ok(_) | Err(_) => Err(CertificateError::BadEncoding),
    }
}

fn key_of<'a>(certificate: &'a X509Certificate<'_>) -> SubjectPublicKeyInfoDer<'a> {
    SubjectPublicKeyInfoDer::from(certificate.public_key().raw)
}
