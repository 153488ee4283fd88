//! The keys of hosts that several boxes serve: a box that has none takes the store's, one that has
//! another one is not started, and a certificate that was renewed on one box comes to all. All of it
//! is done by the worker, which has the keys anyway and alone may speak to the store.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::error::StartError;
use super::sandbox_rules::speaks_tls;
use super::store_terms::terms_of;
use crate::config::{Config, StoreConfig};
use crate::fingerprint::Fingerprint;
use crate::net::certs::{self, CertError, Facts, Files, Import};
use crate::store::{HostKey, StoreError, Versions};

/// For how long a box that has a key waits for the store, and one that has none: its members may be
/// starting, too.
const SHORT: Duration = Duration::from_secs(3);
const LONG: Duration = Duration::from_secs(20);
/// Pause between two attempts.
const PAUSE: Duration = Duration::from_millis(500);
/// Pause between two looks at what is here and there.
const LOOK: Duration = Duration::from_secs(5);

/// Sees that each host has the key that the store has for it; what can't be asked for is as it was.
///
/// # Errors
/// Fails for a host that has another key, or none while the store can't be asked.
pub(super) async fn take_all(config: &Config) -> Result<(), StartError> {
    let Some(store) = config.store.as_ref().filter(|it| it.has_keys() && speaks_tls(config)) else {
        return Ok(());
    };
    let mut is_away = false;
    for host in config.hosts() {
        let mut kept = Kept::of(config, store, &host.name);
        let has_key = kept.files.key.exists();
        // One that is away is so for all, and readers wait for the start.
        if has_key && is_away {
            continue;
        }
        let asked = kept.ask(if has_key { SHORT } else { LONG }).await;
        match asked {
            Ok(()) => {}
            Err(Trouble::OtherKey) => {
                let key = kept.files.key.clone();
                return Err(StartError::OtherKey { host: kept.host, key });
            }
            Err(Trouble::Cert(error)) => return Err(error.into()),
            Err(Trouble::Store(_)) if has_key => is_away = true,
            Err(Trouble::Store(error)) => {
                return Err(StartError::NoKey { host: kept.host, reason: error.to_string() });
            }
        }
    }
    Ok(())
}

/// The key of a host, here and in the store.
#[derive(Debug)]
pub(super) struct Kept {
    versions: Versions,
    folder: PathBuf,
    files: Files,
    host: String,
    /// The certificate that both had last.
    agreed: Option<Fingerprint>,
}

/// Why they are not the same.
#[derive(Debug)]
enum Trouble {
    OtherKey,
    Store(StoreError),
    Cert(CertError),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<CertError> for Trouble {
    fn from(error: CertError) -> Self {
        Self::Cert(error)
    }
}

/// What is to be done about the two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Deed {
    Nothing,
    /// The store's comes here.
    Take,
    /// Ours goes there.
    Give,
    /// Somebody has to say which one counts.
    Ask,
}

impl Kept {
    pub(super) fn of(config: &Config, store: &StoreConfig, host: &str) -> Self {
        Self {
            versions: Versions::new(terms_of(store), host),
            folder: config.certs.clone(),
            files: Files::of_host(&config.certs, host),
            host: host.to_owned(),
            agreed: None,
        }
    }

    /// Sees to it until the store has answered, or for so long.
    async fn ask(&mut self, patience: Duration) -> Result<(), Trouble> {
        let until = Instant::now() + patience;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let late = StoreError::Away("no answer in time".to_owned());
            match timeout(left, self.settle()).await {
                Err(_) => return Err(Trouble::Store(late)),
                Ok(Err(Trouble::Store(StoreError::Away(_)))) if left > PAUSE => {
                    sleep(PAUSE).await;
                }
                Ok(done) => return done.map(drop),
            }
        }
    }

    /// Makes both the same, if they are of one key.
    async fn settle(&mut self) -> Result<Deed, Trouble> {
        certs::recover(&self.files)?;
        let ours = match (self.files.certificate.exists(), self.files.key.exists()) {
            (true, true) => Some(certs::read_facts(&self.files.certificate)?),
            (false, false) => None,
            // What to do about that is said when they are read.
            (true, false) | (false, true) => return Ok(Deed::Nothing),
        };
        let (found, revision) = self.versions.host_key().await?;
        let source = PathBuf::from(format!("the key of {} in the store", self.host));
        let theirs = found.map(|it| Import::of_pem(it.pem(), &source, &self.host)).transpose()?;
        let deed = deed(ours.as_ref(), theirs.as_ref().map(|it| &it.facts), self.agreed);
        match (deed, theirs) {
            (Deed::Take, Some(theirs)) => {
                self.agreed = Some(theirs.facts.certificate);
                theirs.put(&self.folder)?;
            }
            (Deed::Give, _) => {
                let ours_now = HostKey::new(certs::read_pem(&self.files)?);
                // Who was faster is asked at the next look.
                if self.versions.put_host_key(&ours_now, revision).await? {
                    self.agreed = ours.map(|it| it.certificate);
                }
            }
            (Deed::Ask, _) => return Err(Trouble::OtherKey),
            (Deed::Nothing, Some(theirs)) => self.agreed = Some(theirs.facts.certificate),
            (Deed::Nothing | Deed::Take, None) => {}
        }
        Ok(deed)
    }

    /// Looks after both from now on.
    pub(super) async fn keep(mut self, stop: CancellationToken) {
        let mut told = None;
        while timeout(LOOK, stop.cancelled()).await.is_err() {
            let trouble = match self.settle().await {
                Ok(Deed::Take) => {
                    info!(host = self.host, "a certificate came from the store");
                    None
                }
                Ok(Deed::Give) => {
                    info!(host = self.host, "the certificate went to the store, for all boxes");
                    None
                }
                Ok(Deed::Nothing | Deed::Ask) => None,
                // That is told by who follows the store.
                Err(Trouble::Store(StoreError::Away(_))) => continue,
                Err(Trouble::Store(error)) => Some(error.to_string()),
                Err(Trouble::Cert(error)) => Some(error.to_string()),
                Err(Trouble::OtherKey) => {
                    let (host, key) = (self.host.clone(), self.files.key.clone());
                    Some(StartError::OtherKey { host, key }.to_string())
                }
            };
            if let Some(trouble) = trouble.as_ref().filter(|it| told.as_ref() != Some(*it)) {
                warn!("{trouble}");
            }
            told = trouble;
        }
    }
}

fn deed(ours: Option<&Facts>, theirs: Option<&Facts>, agreed: Option<Fingerprint>) -> Deed {
    let (ours, theirs) = match (ours, theirs) {
        (_, None) => return Deed::Nothing,
        (None, Some(_)) => return Deed::Take,
        (Some(ours), Some(theirs)) => (ours, theirs),
    };
    if ours.public_key != theirs.public_key {
        return Deed::Ask;
    }
    if ours.certificate == theirs.certificate {
        return Deed::Nothing;
    }
    // The one that was there before is not the new one; of two new ones the later.
    let is_later = (ours.not_before, ours.not_after) > (theirs.not_before, theirs.not_after);
    let is_new = match agreed {
        Some(agreed) if agreed == theirs.certificate => true,
        Some(agreed) if agreed == ours.certificate => false,
        Some(_) | None => is_later,
    };
    if is_new { Deed::Give } else { Deed::Take }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::certs::{load_or_make, make_new, renew};

    #[test]
    fn the_new_one_of_two_certificates_goes_where_it_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let first = load_or_make(dir.path(), "localhost", &[]).unwrap().facts;
        let second = renew(dir.path(), "localhost", &["a".to_owned()]).unwrap().facts;
        let other = make_new(dir.path(), "localhost", &[]).unwrap().facts;
        let late = Facts { not_after: first.not_after, ..second.clone() };
        let early =
            Facts { not_before: first.not_before - Duration::from_secs(1), ..second.clone() };
        let (was_first, was_second) = (Some(first.certificate), Some(second.certificate));
        for (ours, theirs, agreed, expected) in [
            (None, None, None, Deed::Nothing),
            (Some(&first), None, None, Deed::Nothing),
            (None, Some(&first), None, Deed::Take),
            (Some(&first), Some(&first), None, Deed::Nothing),
            (Some(&first), Some(&other), was_first, Deed::Ask),
            (Some(&second), Some(&first), was_first, Deed::Give),
            (Some(&first), Some(&second), was_first, Deed::Take),
            (Some(&second), Some(&first), was_second, Deed::Take),
            (Some(&first), Some(&early), None, Deed::Give),
            (Some(&early), Some(&first), None, Deed::Take),
            (Some(&late), Some(&first), None, Deed::Take),
        ] {
            assert_eq!(deed(ours, theirs, agreed), expected, "{ours:?} {theirs:?} {agreed:?}");
        }
    }
}
