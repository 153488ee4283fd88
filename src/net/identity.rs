//! Client certificates: which ones are taken, and whom they show. What an identity may see is for
//! others.
//!
//! Nobody vouches for an identity, so a certificate needs no issuer, name, extension or date that
//! would please an authority. Lagrange's are X.509 version 1, which webpki can't read; what is
//! checked of one is for `signature`.

use std::sync::Arc;

use tokio_rustls::rustls::client::danger::HandshakeSignatureValid;
use tokio_rustls::rustls::crypto::WebPkiSupportedAlgorithms;
use tokio_rustls::rustls::pki_types::{CertificateDer, UnixTime};
use tokio_rustls::rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use tokio_rustls::rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, ServerConnection,
    SignatureScheme,
};

use super::certs::Facts;
use super::signature::{self, Signatures};
use crate::exchange::Identity;

/// The most bytes of a client's certificate and of those that it sends along. A ticket carries all
/// of them.
const MOST_BYTES: usize = 16 * 1024;

/// Identity that the client has proven; `None` when it showed no certificate. In a resumed session
/// it is the one that began the session.
#[must_use]
pub fn identity_of(connection: &ServerConnection) -> Option<Arc<Identity>> {
    let Facts { certificate, public_key, not_before, not_after, subject, .. } =
        Facts::of_der(connection.peer_certificates()?.first()?)?;
    let name = subject.map(Arc::from);
    Some(Arc::new(Identity { certificate, public_key, not_before, not_after, name }))
}

/// Takes any certificate whose key the client has, and clients without one.
#[derive(Debug)]
pub(super) struct AnyIdentity {
    signatures: Signatures,
}

impl AnyIdentity {
    /// With these algorithms for the signature of the handshake.
    pub(super) fn new(algorithms: WebPkiSupportedAlgorithms) -> Self {
        Self { signatures: Signatures::new(algorithms) }
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
        signature::parse(certificate)?;
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signatures.verify_tls12(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signatures.verify_tls13(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.signatures.schemes()
    }
}
