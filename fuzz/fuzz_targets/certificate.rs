//! Client certificates: the public key of an identity is the one that an independent walk over the
//! DER finds, and nobody gets through a handshake with a certificate whose key is another one's.
#![no_main]

use std::io::Read;
use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use propus::fingerprint::Fingerprint;
use propus::host::Hosts;
use propus::net::certs::{self, Facts};
use propus::net::{identity_of, server_config};
use tokio_rustls::rustls::client::ResolvesClientCert;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::ring::{self, sign::any_eddsa_type};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::sign::{CertifiedKey, SigningKey};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, Error, ServerConfig, ServerConnection,
    SignatureScheme, SupportedProtocolVersion,
};

/// The only key that the client has (RFC 8410, section 7): an Ed25519 key made of 32 times the byte
/// 7.
const KEY: [u8; 48] = {
    let head = *b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";
    let mut key = [7; 48];
    let mut at = 0;
    while at < head.len() {
        key[at] = head[at];
        at += 1;
    }
    key
};

static SERVER: LazyLock<Arc<ServerConfig>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let certified =
        certs::load_or_make(folder.path(), "example.org", &[]).expect("a certificate").certified;
    server_config(Arc::new(Arc::new(Hosts::one(certified, ["example.org"])).into()))
        .expect("a configuration")
});
static SIGNER: LazyLock<Arc<dyn SigningKey>> =
    LazyLock::new(|| any_eddsa_type(&PrivatePkcs8KeyDer::from(&KEY[..])).expect("a key"));

fuzz_target!(|der: &[u8]| {
    let facts = Facts::of_der(der);
    let key = public_key(der);
    if let Some(facts) = &facts {
        assert_eq!(facts.certificate, Fingerprint::of(der));
        assert_eq!(key.map(Fingerprint::of), Some(facts.public_key), "another key was found");
        assert!(facts.names.iter().all(|name| facts.is_for(name)));
    }
    // A few of those that can't be read are tried, too.
    if facts.is_some() || der.len() % 64 == 0 {
        for version in [&TLS13, &TLS12] {
            let identity = shake_hands(der, version);
            let own = SIGNER.public_key().expect("Ed25519 tells");
            assert!(
                identity.is_none() || key == Some(own.as_ref()),
                "a stranger's key was believed"
            );
            assert_eq!(identity.is_some(), facts.is_some() && key == Some(own.as_ref()));
        }
    }
});

/// SubjectPublicKeyInfo by RFC 5280, section 4.1: the value after version, serial number,
/// algorithm, issuer, validity and subject.
fn public_key(der: &[u8]) -> Option<&[u8]> {
    let (_, certificate, _) = value(der)?;
    let (_, mut rest, _) = value(certificate)?;
    if rest.first() == Some(&0xa0) {
        (_, _, rest) = value(rest)?;
    }
    for _ in 0..5 {
        (_, _, rest) = value(rest)?;
    }
    value(rest).map(|(whole, ..)| whole)
}

/// A value of DER with its head, its content, and what stands behind it.
fn value(der: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (length, head) = match *der.get(1)? {
        short @ ..0x80 => (usize::from(short), 2),
        long => {
            let count = usize::from(long & 0x7f);
            let digits = der.get(2..2 + count).filter(|_| (1..=4).contains(&count))?;
            (digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit)), 2 + count)
        }
    };
    let end = head.checked_add(length)?;
    Some((der.get(..end)?, der.get(head..end)?, der.get(end..)?))
}

/// Whom the server takes a client for that shows this certificate.
fn shake_hands(der: &[u8], version: &'static SupportedProtocolVersion) -> Option<Fingerprint> {
    let shown = CertifiedKey::new(vec![CertificateDer::from(der.to_vec())], Arc::clone(&SIGNER));
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[version])
        .expect("versions")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(TakesAny))
        .with_client_cert_resolver(Arc::new(Shows(Arc::new(shown))));
    let name = ServerName::try_from("example.org").expect("a name");
    let mut client = ClientConnection::new(Arc::new(config), name).expect("a client");
    let mut server = ServerConnection::new(Arc::clone(&SERVER)).expect("a server");
    let mut bytes = Vec::new();
    while client.is_handshaking() || server.is_handshaking() {
        bytes.clear();
        client.write_tls(&mut bytes).ok()?;
        pass(&bytes, |piece| server.read_tls(piece))?;
        server.process_new_packets().ok()?;
        bytes.clear();
        server.write_tls(&mut bytes).ok()?;
        pass(&bytes, |piece| client.read_tls(piece))?;
        client.process_new_packets().ok()?;
    }
    identity_of(&server).map(|it| it.certificate)
}

/// Hands bytes over; `None` when they are refused.
fn pass(
    mut bytes: &[u8],
    mut read: impl FnMut(&mut dyn Read) -> std::io::Result<usize>,
) -> Option<()> {
    while !bytes.is_empty() {
        read(&mut bytes).ok()?;
    }
    Some(())
}

/// Shows one certificate, whatever is asked for.
#[derive(Debug)]
struct Shows(Arc<CertifiedKey>);

impl ResolvesClientCert for Shows {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// Takes any server for the right one.
#[derive(Debug)]
struct TakesAny;

impl ServerCertVerifier for TakesAny {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        ring::default_provider().signature_verification_algorithms.supported_schemes()
    }
}
