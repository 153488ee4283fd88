//! TLS: which versions are spoken, with which certificate, and who does not speak it. Where
//! certificates come from is for `certs`.

use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::server::{ClientHello, NoServerSessionStorage, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{Error, ServerConfig};

use super::identity::AnyIdentity;
use crate::host::{Host, Hosts};

/// The certificates that are shown now; they may be replaced while they are used.
pub type Certificates = Arc<ArcSwap<Hosts<CertifiedKey>>>;

/// TLS 1.2 and 1.3 with the certificate of the host that the client names. Clients are asked for a
/// certificate of their own, and need not have one.
///
/// # Errors
/// Fails when the machine has no random numbers.
pub fn server_config(certificates: Certificates) -> Result<Arc<ServerConfig>, Error> {
    let provider = ring::default_provider();
    let identities = AnyIdentity::new(provider.signature_verification_algorithms);
    let mut config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[&TLS13, &TLS12])?
        .with_client_cert_verifier(Arc::new(identities))
        .with_cert_resolver(Arc::new(ByName { certificates }));
    // A ticket holds the client's certificate, sealed, so a resumed session has the identity that
    // began it.
    //
    // One connection carries one request, so one ticket is enough; with none, clients that leave
    // Nagle's algorithm on wait 44 ms more.
    config.send_tls13_tickets = 1;
    config.ticketer = ring::Ticketer::new()?;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    Ok(Arc::new(config))
}

/// Protocol that the first bytes of a connection show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Greeting {
    /// A TLS handshake.
    Tls,
    /// The handshake of a version that is no longer spoken.
    OldTls,
    /// Anything else.
    Other,
}

impl Greeting {
    /// Number of bytes are looked at: up to the version in a ClientHello (RFC 8446, section 4.1.2).
    pub(super) const LENGTH: usize = 11;

    /// Protocol of a connection that begins with these bytes, which may be too few to know.
    pub(super) fn of(first: &[u8]) -> Self {
        match first {
            // Records of type handshake, of them a ClientHello; 3.3 is TLS 1.2, and what 1.3 calls
            // itself there.
            [0x16, _, _, _, _, 1, _, _, _, major, minor, ..] if (*major, *minor) < (3, 3) => {
                Self::OldTls
            }
            [0x16, ..] => Self::Tls,
            _ => Self::Other,
        }
    }
}

/// The alert `protocol_version`, fatal. rustls says `handshake_failure` to clients of TLS 1.1,
/// since it misses their signature algorithms first; this tells a reader what to do.
pub(super) const TOO_OLD: &[u8] = &[0x15, 3, 1, 0, 2, 2, 70];

/// Those who name no host, or a strange one, are shown the first host's certificate: that is no
/// reason to break off, since the answer is a status.
#[derive(Debug)]
struct ByName {
    certificates: Certificates,
}

impl ResolvesServerCert for ByName {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let certificates = self.certificates.load();
        let named = hello.server_name().and_then(|name| certificates.find(&Host::new(name)));
        Some(Arc::clone(named.unwrap_or_else(|| certificates.first())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell_who_speaks_tls() {
        assert_eq!(Greeting::of(&[0x16, 3, 1, 0, 99, 1, 0, 0, 95, 3, 3]), Greeting::Tls);
        assert_eq!(Greeting::of(&[0x16, 3, 1, 0, 99, 1, 0, 0, 95, 3, 2]), Greeting::OldTls);
        assert_eq!(Greeting::of(&[0x16]), Greeting::Tls);
        assert_eq!(Greeting::of(b"gemini://example.org/"), Greeting::Other);
        assert_eq!(Greeting::of(b""), Greeting::Other);
    }
}
