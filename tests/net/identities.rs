//! Client certificates: every kind that clients make is taken, in both versions of TLS, and nobody
//! can show somebody else's. The certificates are made by `openssl`, as clients make theirs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

#[path = "../support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use jiff::Timestamp;
use propus::exchange::Identity;
use propus::fingerprint::Fingerprint;
use propus::net::identity_of;
use support::{HOST, client_config};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::rustls::client::ResolvesClientCert;
use tokio_rustls::rustls::crypto::ring::sign::any_supported_type;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{
    ALL_VERSIONS, ClientConfig, HandshakeKind, ServerConfig, SignatureScheme,
};
use tokio_rustls::{TlsAcceptor, TlsConnector};
use x509_parser::prelude::{FromDer, X509Certificate, X509Version};

/// A folder in which openssl makes keys and certificates.
struct Made {
    folder: TempDir,
}

impl Made {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn openssl(&self, arguments: &str) {
        let done = Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "openssl {arguments}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    }

    fn key(&self, kind: &str) {
        self.openssl(&format!("genpkey {kind} -out key.pem"));
    }

    /// X.509 version 1 for `key.pem`, without extensions, as Lagrange makes it.
    fn version_1(&self) -> PathBuf {
        // Until the year 9999, or nearly.
        self.valid_for(2_900_000)
    }

    fn valid_for(&self, days: i32) -> PathBuf {
        self.openssl("req -new -key key.pem -subj /CN=anna -out request.pem");
        self.openssl(&format!(
            "x509 -req -in request.pem -signkey key.pem -days {days} -out cert.pem"
        ));
        self.path("cert.pem")
    }

    fn version_3(&self, options: &str) -> PathBuf {
        self.openssl(&format!("req -x509 -key key.pem -out cert.pem {options}"));
        self.path("cert.pem")
    }
}

const RSA_2048: &str = "-algorithm RSA -pkeyopt rsa_keygen_bits:2048";
const RSA_4096: &str = "-algorithm RSA -pkeyopt rsa_keygen_bits:4096";
const P_256: &str = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
const P_384: &str = "-algorithm EC -pkeyopt ec_paramgen_curve:P-384";
const ED25519: &str = "-algorithm ED25519";

fn certificate(file: &Path) -> CertificateDer<'static> {
    CertificateDer::from_pem_file(file).unwrap()
}

fn key(file: &Path) -> PrivateKeyDer<'static> {
    PrivateKeyDer::from_pem_file(file).unwrap()
}

/// Shows a certificate, whether or not the key belongs to it.
#[derive(Debug)]
struct Shows(Arc<CertifiedKey>);

impl Shows {
    fn new(chain: Vec<CertificateDer<'static>>, key: &PrivateKeyDer<'static>) -> Arc<Self> {
        Arc::new(Self(Arc::new(CertifiedKey::new(chain, any_supported_type(key).unwrap()))))
    }
}

impl ResolvesClientCert for Shows {
    fn resolve(&self, hints: &[&[u8]], _schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        assert!(hints.is_empty(), "the server wants certain issuers");
        Some(Arc::clone(&self.0))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// Client and server, with one version of TLS.
struct Pair {
    client: ClientConfig,
    server: Arc<ServerConfig>,
}

impl Pair {
    /// One for each version.
    fn each() -> Vec<Self> {
        let pair = |version| Self { client: client_config(&[version]), server: support::tls() };
        ALL_VERSIONS.iter().map(|version| pair(*version)).collect()
    }

    fn showing(mut self, shows: &Arc<Shows>) -> Self {
        self.client.client_auth_cert_resolver = Arc::clone(shows) as Arc<dyn ResolvesClientCert>;
        self
    }

    /// Who the server says the client is, and whether the session was resumed; an error when the
    /// server breaks off.
    async fn meet(&self) -> std::io::Result<(Option<Arc<Identity>>, HandshakeKind)> {
        let (client, server) = tokio::io::duplex(1 << 20);
        let connector = TlsConnector::from(Arc::new(self.client.clone()));
        let reading = tokio::spawn(async move {
            let mut stream = connector.connect(ServerName::try_from(HOST).unwrap(), client).await?;
            // With the answer come the tickets.
            stream.read_to_end(&mut Vec::new()).await
        });
        let mut stream = TlsAcceptor::from(Arc::clone(&self.server)).accept(server).await?;
        stream.write_all(b"20 text/gemini\r\n").await?;
        stream.shutdown().await?;
        reading.await.unwrap()?;
        let connection = stream.get_ref().1;
        Ok((identity_of(connection), connection.handshake_kind().unwrap()))
    }
}

/// In each version of TLS the client is the one whose certificate it shows.
async fn check(made: &Made, file: &Path, version: X509Version) {
    let der = certificate(file);
    let (_, parsed) = X509Certificate::from_der(&der).unwrap();
    assert_eq!(parsed.version(), version);
    let shows = Shows::new(vec![der.clone()], &key(&made.path("key.pem")));
    for pair in Pair::each() {
        let (identity, _) = pair.showing(&shows).meet().await.unwrap();
        let identity = identity.expect("the certificate was not seen");
        assert_eq!(identity.certificate, Fingerprint::of(&der));
        assert_eq!(identity.public_key, Fingerprint::of(parsed.public_key().raw));
        assert_eq!(identity.not_before.as_second(), parsed.validity().not_before.timestamp());
    }
}

#[tokio::test]
#[ignore = "needs openssl"]
async fn lagrange_shows_version_1() {
    for kind in [RSA_2048, RSA_4096, P_256, P_384, ED25519] {
        let made = Made::new();
        made.key(kind);
        check(&made, &made.version_1(), X509Version::V1).await;
    }
}

#[tokio::test]
#[ignore = "needs openssl"]
async fn other_clients_show_version_3() {
    for kind in [RSA_2048, RSA_4096, P_256, P_384, ED25519] {
        let made = Made::new();
        made.key(kind);
        // What `openssl req` makes by itself vouches for others: CA:TRUE.
        check(&made, &made.version_3("-subj /CN=anna"), X509Version::V3).await;
    }
}

#[tokio::test]
#[ignore = "needs openssl"]
async fn names_extensions_and_dates_do_not_matter() {
    let made = Made::new();
    made.key(P_256);
    for options in [
        "-subj /",
        "-subj /CN=anna -addext subjectAltName=DNS:example.com,email:anna@example.com",
        "-subj /CN=anna -addext basicConstraints=critical,CA:FALSE -addext extendedKeyUsage=serverAuth",
        "-subj /CN=anna -addext 1.2.3.4=critical,DER:0500",
        "-subj /CN=anna -set_serial 0",
    ] {
        check(&made, &made.version_3(options), X509Version::V3).await;
    }
    check(&made, &made.valid_for(-1), X509Version::V1).await;
}

#[tokio::test]
#[ignore = "needs openssl"]
async fn an_identity_tells_until_when_it_is_valid() {
    let made = Made::new();
    made.key(P_256);
    for (days, expired) in [(-1, true), (1, false)] {
        let file = made.valid_for(days);
        let pair = Pair::each()
            .remove(0)
            .showing(&Shows::new(vec![certificate(&file)], &key(&made.path("key.pem"))));
        let identity = pair.meet().await.unwrap().0.unwrap();
        assert_eq!(identity.not_after <= Timestamp::now(), expired);
    }
}

#[tokio::test]
async fn nobody_has_to_show_a_certificate() {
    for pair in Pair::each() {
        assert_eq!(pair.meet().await.unwrap().0, None);
    }
}

#[tokio::test]
#[ignore = "needs openssl"]
async fn a_certificate_without_its_key_shows_nobody() {
    let kinds = [RSA_2048, P_256, P_384, ED25519];
    let owners = kinds.map(|kind| {
        let made = Made::new();
        made.key(kind);
        (made.version_1(), made)
    });
    for (stolen, _) in &owners {
        for kind in kinds {
            let thief = Made::new();
            thief.key(kind);
            let shows = Shows::new(vec![certificate(stolen)], &key(&thief.path("key.pem")));
            for pair in Pair::each() {
                assert!(
                    pair.showing(&shows).meet().await.is_err(),
                    "{} signed by {kind}",
                    stolen.display()
                );
            }
        }
    }
}

#[tokio::test]
#[ignore = "needs openssl"]
async fn the_certificate_that_counts_is_the_one_whose_key_signs() {
    let (own, stolen) = (Made::new(), Made::new());
    own.key(P_256);
    stolen.key(P_256);
    let (own_file, stolen_file) = (own.version_1(), stolen.version_1());
    let chain = vec![certificate(&own_file), certificate(&stolen_file)];
    let shows = Shows::new(chain, &key(&own.path("key.pem")));
    for pair in Pair::each() {
        let identity = pair.showing(&shows).meet().await.unwrap().0.unwrap();
        assert_eq!(identity.certificate, Fingerprint::of(&certificate(&own_file)));
    }
}

#[tokio::test]
#[ignore = "needs openssl"]
async fn a_huge_or_broken_certificate_is_refused() {
    let made = Made::new();
    made.key(P_256);
    let good = certificate(&made.version_1());
    let key = key(&made.path("key.pem"));
    let broken = CertificateDer::from(good[..good.len() - 1].to_vec());
    let longer = CertificateDer::from([&good[..], &[0]].concat());
    let mut many = vec![good.clone()];
    many.resize(16 * 1024 / good.len() + 1, good);
    for chain in [vec![broken], vec![longer], many] {
        let shows = Shows::new(chain, &key);
        for pair in Pair::each() {
            assert!(pair.showing(&shows).meet().await.is_err());
        }
    }
}

#[tokio::test]
#[ignore = "needs openssl"]
async fn a_resumed_session_has_the_identity_that_began_it() {
    let made = Made::new();
    made.key(P_256);
    let file = made.version_1();
    let shows = Shows::new(vec![certificate(&file)], &key(&made.path("key.pem")));
    for pair in Pair::each() {
        let pair = pair.showing(&shows);
        let (first, kind) = pair.meet().await.unwrap();
        assert_eq!(kind, HandshakeKind::Full);
        for _ in 0..3 {
            let (again, kind) = pair.meet().await.unwrap();
            assert_eq!(kind, HandshakeKind::Resumed);
            assert_eq!(again, first);
        }
        assert!(first.is_some());
    }
}

#[tokio::test]
async fn a_session_without_an_identity_is_resumed_without_one() {
    for pair in Pair::each() {
        assert_eq!(pair.meet().await.unwrap(), (None, HandshakeKind::Full));
        assert_eq!(pair.meet().await.unwrap(), (None, HandshakeKind::Resumed));
    }
}

#[tokio::test]
#[ignore = "needs openssl"]
async fn clients_that_share_a_memory_do_not_become_each_other() {
    let (anna, ben) = (Made::new(), Made::new());
    anna.key(P_256);
    ben.key(P_256);
    let files = [&anna, &ben].map(|made| (made.version_1(), made.path("key.pem")));
    let shows = files.map(|(file, own)| Shows::new(vec![certificate(&file)], &key(&own)));
    for pair in Pair::each() {
        let memory = pair.client.resumption.clone();
        let mut met = Vec::new();
        let mut pair = pair;
        for who in [&shows[0], &shows[1], &shows[0], &shows[1]] {
            pair = pair.showing(who);
            pair.client.resumption = memory.clone();
            let (identity, _) = pair.meet().await.unwrap();
            met.push((Fingerprint::of(&who.0.cert[0]), identity.map(|it| it.certificate)));
        }
        for (expected, seen) in met {
            assert_eq!(seen, Some(expected));
        }
    }
}
