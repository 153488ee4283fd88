//! TLS: which versions are spoken, with which certificate. Where certificates come from is for `certs`.

use std::sync::Arc;

use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::server::{ClientHello, NoServerSessionStorage, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{Error, ServerConfig};

/// TLS 1.2 and 1.3 with one certificate, whatever host the client names: the URL decides what it is told.
///
/// # Errors
/// When the machine has no random numbers.
pub fn server_config(certificate: Arc<CertifiedKey>) -> Result<Arc<ServerConfig>, Error> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13, &TLS12])?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(OneForAll { certificate }));
    // One connection carries one request, so one ticket is enough; with none, clients that leave Nagle's algorithm on
    // wait 44 ms more.
    config.send_tls13_tickets = 1;
    config.ticketer = ring::Ticketer::new()?;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    Ok(Arc::new(config))
}

/// The same certificate for every host. A stranger's host name is no reason to break off: the answer is a status.
#[derive(Debug)]
struct OneForAll {
    certificate: Arc<CertifiedKey>,
}

impl ResolvesServerCert for OneForAll {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.certificate))
    }
}
