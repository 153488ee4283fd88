//! `Keys`: the certificates that are shown, and TLS that shows them. Those whose files change are
//! read again while the server runs. Where they come from is for `certs`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use jiff::Timestamp;
use tokio_rustls::rustls::ServerConfig;
use tokio_util::sync::CancellationToken;

use super::error::StartError;
use crate::host::Hosts;
use crate::net::certs::{self, HostCertificate};
use crate::net::{self, Certificates};
use crate::sandbox::Sandbox;

/// The certificate of a host, with all names of the host.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) certificate: HostCertificate,
    pub(crate) names: Vec<String>,
}

/// The certificates that are shown now, to be looked at.
#[derive(Clone)]
pub(crate) struct HeldKeys(Arc<Mutex<Vec<Key>>>);

impl HeldKeys {
    /// End of the certificate of a host.
    pub(crate) fn ends(&self, host: &str) -> Option<Timestamp> {
        let held = lock(&self.0);
        let key = held.iter().find(|key| key.names.first().is_some_and(|name| name == host));
        key.map(|key| key.certificate.facts.not_after)
    }
}

/// All certificates.
pub(crate) struct Keys {
    held: Arc<Mutex<Vec<Key>>>,
    tls: Arc<ServerConfig>,
}

impl Keys {
    /// Shows these, and looks after them until `stop`, in this sandbox; `None` when there are none.
    ///
    /// # Errors
    /// Fails when TLS can't be set up.
    pub(crate) fn new(
        keys: Vec<Key>,
        sandbox: Arc<Sandbox>,
        stop: CancellationToken,
    ) -> Result<Option<Self>, StartError> {
        let Some(hosts) = hosts(&keys) else { return Ok(None) };
        let shown = Arc::new(ArcSwap::from_pointee(hosts));
        let tls = net::server_config(Arc::clone(&shown))
            .map_err(|error| StartError::Tls(error.to_string()))?;
        let held = Arc::new(Mutex::new(keys));
        look_after(Arc::clone(&held), shown, sandbox, stop);
        Ok(Some(Self { held, tls }))
    }

    /// View of the keys that are held.
    pub(crate) fn held(&self) -> HeldKeys {
        HeldKeys(Arc::clone(&self.held))
    }

    /// TLS with whatever certificates are shown.
    pub(crate) fn tls(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.tls)
    }
}

/// Reads certificates again when their files change.
fn look_after(
    held: Arc<Mutex<Vec<Key>>>,
    shown: Certificates,
    sandbox: Arc<Sandbox>,
    stop: CancellationToken,
) {
    let served = Arc::clone(&held);
    certs::watch(
        move || lock(&served).iter().map(|key| key.certificate.clone()).collect(),
        move |new| renew(&held, new, &shown),
        move |file| sandbox.encloses(file),
        move || stop.is_cancelled(),
    );
}

/// Puts a certificate in the stead of the one with the same files, and shows all.
fn renew(held: &Mutex<Vec<Key>>, new: HostCertificate, shown: &Certificates) {
    let mut held = lock(held);
    // A host that has gone meanwhile stays away.
    if let Some(key) = held.iter_mut().find(|key| key.certificate.files == new.files) {
        key.certificate = new;
    }
    show(&held, shown);
}

fn lock(held: &Mutex<Vec<Key>>) -> MutexGuard<'_, Vec<Key>> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

fn show(keys: &[Key], shown: &Certificates) {
    if let Some(hosts) = hosts(keys) {
        shown.store(Arc::new(hosts));
    }
}

fn hosts(keys: &[Key]) -> Option<Hosts<tokio_rustls::rustls::sign::CertifiedKey>> {
    Hosts::gather(
        keys.iter().map(|key| {
            (Arc::clone(&key.certificate.certified), key.names.iter().map(String::as_str))
        }),
    )
}
