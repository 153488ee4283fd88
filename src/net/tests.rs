//! Handshakes in memory, between the server's side of TLS and clients' sides.

use std::sync::Arc;

use arc_swap::ArcSwap;
use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384};
use tokio_rustls::rustls::client::ResolvesClientCert;
use tokio_rustls::rustls::client::danger::ServerCertVerifier;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::crypto::ring::sign::any_supported_type;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::server::danger::ClientCertVerifier;
use tokio_rustls::rustls::sign::{CertifiedKey, SingleCertAndKey};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{
    CertificateError, ClientConfig, ClientConnection, Error, HandshakeKind, ProtocolVersion,
    ServerConfig, ServerConnection, SignatureScheme, SupportedProtocolVersion,
};

use super::identity::AnyIdentity;
use super::{client_config, identity_of, server_config};
use crate::fingerprint::Fingerprint;
use crate::host::Hosts;

const HOST: &str = "example.org";

/// A certificate, its key, and both as TLS wants them.
fn pair(algorithm: &'static rcgen::SignatureAlgorithm) -> CertifiedKey {
    let key = KeyPair::generate_for(algorithm).unwrap();
    let made = CertificateParams::new([HOST.to_owned()]).unwrap().self_signed(&key).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    CertifiedKey::new(vec![made.der().clone()], any_supported_type(&key).unwrap())
}

/// The certificate of one with the key of another: what a thief has.
fn stolen() -> CertifiedKey {
    let (owner, thief) = (pair(&PKCS_ECDSA_P256_SHA256), pair(&PKCS_ECDSA_P256_SHA256));
    CertifiedKey::new(owner.cert, thief.key)
}

/// A client's certificate, or none.
#[derive(Debug)]
struct Shown(Option<Arc<CertifiedKey>>);

impl ResolvesClientCert for Shown {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.0.clone()
    }

    fn has_certs(&self) -> bool {
        self.0.is_some()
    }
}

/// A client that shows a certificate and takes any server's, as ours does.
fn client(version: &'static SupportedProtocolVersion, shown: Option<CertifiedKey>) -> ClientConfig {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[version])
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(verifier())
        .with_client_cert_resolver(Arc::new(Shown(shown.map(Arc::new))))
}

fn verifier() -> Arc<dyn ServerCertVerifier> {
    super::client::any_server()
}

/// Both ends after a handshake, or the error of the end that broke off: the client's if it did.
fn shake(
    config: impl Into<Arc<ClientConfig>>,
    server: CertifiedKey,
) -> Result<(ClientConnection, ServerConnection), Error> {
    let hosts = Hosts::one(Arc::new(server), [HOST]);
    shake_with(config, server_config(Arc::new(ArcSwap::from_pointee(hosts))).unwrap())
}

fn shake_with(
    config: impl Into<Arc<ClientConfig>>,
    server: Arc<ServerConfig>,
) -> Result<(ClientConnection, ServerConnection), Error> {
    let name = ServerName::try_from(HOST).unwrap();
    let mut client = ClientConnection::new(config.into(), name).unwrap();
    let mut server = ServerConnection::new(server).unwrap();
    for _ in 0..10 {
        let mut bytes = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut bytes).unwrap();
        }
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            server.read_tls(&mut rest).unwrap();
            server.process_new_packets()?;
        }
        let mut bytes = Vec::new();
        while server.wants_write() {
            server.write_tls(&mut bytes).unwrap();
        }
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            client.read_tls(&mut rest).unwrap();
            client.process_new_packets()?;
        }
    }
    assert!(!client.is_handshaking() && !server.is_handshaking());
    Ok((client, server))
}

const VERSIONS: [&SupportedProtocolVersion; 2] = [&TLS12, &TLS13];

#[test]
fn who_shows_a_certificate_is_known_by_it() {
    for version in VERSIONS {
        for algorithm in [&PKCS_ECDSA_P256_SHA256, &PKCS_ECDSA_P384_SHA384] {
            let shown = pair(algorithm);
            let certificate = Fingerprint::of(&shown.cert[0]);
            let facts = super::certs::Facts::of_der(&shown.cert[0]).unwrap();
            let (_, server) = shake(client(version, Some(shown)), pair(algorithm)).unwrap();
            assert_eq!(server.protocol_version(), Some(version.version));
            let identity = identity_of(&server).unwrap();
            assert_eq!(identity.certificate, certificate);
            assert_eq!(identity.public_key, facts.public_key);
            assert_eq!(
                (identity.not_before, identity.not_after),
                (facts.not_before, facts.not_after)
            );
        }
        let (_, server) = shake(client(version, None), pair(&PKCS_ECDSA_P256_SHA256)).unwrap();
        assert_eq!(identity_of(&server), None);
    }
}

#[test]
fn nobody_shows_the_certificate_of_another() {
    for version in VERSIONS {
        let own = || pair(&PKCS_ECDSA_P256_SHA256);
        let bad = Some(Error::InvalidCertificate(CertificateError::BadSignature));
        let client_steals = shake(client(version, Some(stolen())), own()).err();
        assert_eq!(client_steals, bad, "a client, {version:?}");
        let server_steals = shake(client(version, None), stolen()).err();
        assert_eq!(server_steals, bad, "a server, {version:?}");
    }
}

#[test]
fn the_client_speaks_both_versions_and_begins_anew_each_time() {
    let config = client_config().unwrap();
    let server = pair(&PKCS_ECDSA_P256_SHA256);
    for _ in 0..2 {
        let (client, server) = shake(Arc::clone(&config), server.clone()).unwrap();
        assert_eq!(client.protocol_version(), Some(ProtocolVersion::TLSv1_3));
        assert_eq!(client.handshake_kind(), Some(HandshakeKind::Full));
        assert_eq!(identity_of(&server), None);
    }
    let old = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS12])
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(server)));
    let (client, _) = shake_with(config, Arc::new(old)).unwrap();
    assert_eq!(client.protocol_version(), Some(ProtocolVersion::TLSv1_2));
}

#[test]
fn what_is_no_certificate_is_not_taken() {
    let (algorithms, now) =
        (ring::default_provider().signature_verification_algorithms, UnixTime::now());
    let identities = AnyIdentity::new(algorithms);
    let good = pair(&PKCS_ECDSA_P256_SHA256).cert[0].clone();
    let bad = Some(Error::InvalidCertificate(CertificateError::BadEncoding));
    let longer = CertificateDer::from([good.as_ref(), b"x"].concat());
    for (certificate, expected) in
        [(&good, None), (&longer, bad.clone()), (&CertificateDer::from(vec![1]), bad.clone())]
    {
        let taken = identities.verify_client_cert(certificate, &[], now);
        assert_eq!(taken.err(), expected, "of a client");
        let name = ServerName::try_from(HOST).unwrap();
        let taken = verifier().verify_server_cert(certificate, &[], &name, &[], now);
        assert_eq!(taken.err(), expected, "of a server");
    }
    assert!(!identities.client_auth_mandatory() && identities.offer_client_auth());
    assert!(identities.root_hint_subjects().is_empty());
    let schemes = algorithms.supported_schemes();
    assert_eq!(identities.supported_verify_schemes(), schemes);
    assert_eq!(verifier().supported_verify_schemes(), schemes);
    assert!(schemes.contains(&SignatureScheme::ED25519));
}

#[test]
fn a_client_sends_no_more_than_so_many_bytes_of_certificates() {
    const MOST: usize = 16 * 1024;
    let identities = AnyIdentity::new(ring::default_provider().signature_verification_algorithms);
    let own = pair(&PKCS_ECDSA_P256_SHA256).cert[0].clone();
    let with = |bytes: usize| {
        let chain = [bytes - 1000, 1000].map(|length| CertificateDer::from(vec![0; length]));
        identities.verify_client_cert(&own, &chain, UnixTime::now()).is_ok()
    };
    assert!(with(MOST - own.len()) && !with(MOST - own.len() + 1));
}
