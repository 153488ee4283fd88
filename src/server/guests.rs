//! Following who is admitted: on a thread of its own, so that a withdrawal waits for no version that
//! is being brought. What is known is kept on the disk: a box that starts while the store is away
//! admits whom it admitted last.

use std::path::PathBuf;
use std::time::Duration;

use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::access::Guests;
use crate::durable;
use crate::store::{IdentityWatch, StoreError, Versions, guests_written, read_guests};

/// Pause between two looks besides what a watch tells.
const LOOK: Duration = Duration::from_secs(2);
/// Pause after a watch has ended.
const PAUSE: Duration = Duration::from_millis(100);
/// The rights of what is kept: who may come in is nobody else's business.
const FOR_OWNER: u32 = 0o600;

/// Who is admitted to a host, as the store has it.
#[derive(Debug)]
pub(super) struct Admission {
    pub(super) versions: Versions,
    pub(super) host: String,
    pub(super) guests: Guests,
    /// Where they are kept.
    pub(super) file: PathBuf,
}

impl Admission {
    /// Admits those that were admitted last.
    pub(super) fn remember(&self) {
        let Ok(bytes) = std::fs::read(&self.file) else { return };
        match read_guests(&bytes) {
            Ok(guests) => self.guests.set(guests),
            // Nobody is admitted until the store says who.
            Err(error) => warn!(host = self.host, "{}: {error}", self.file.display()),
        }
    }

    /// Follows until the stop.
    pub(super) async fn follow(self, stop: CancellationToken) {
        let (mut watch, mut known, mut told) = (None, None, None);
        while !stop.is_cancelled() {
            if watch.is_none() {
                // Before the list is read: what comes in between is told then.
                watch = self.versions.watch_identities().await.ok();
            }
            match self.look(known).await {
                Ok(revision) => (known, told) = (Some(revision), None),
                Err(error) => {
                    watch = None;
                    let words = error.to_string();
                    // That it is away is told by who follows the versions.
                    let is_away = matches!(error, StoreError::Away(_));
                    if !is_away && told.as_ref() != Some(&words) {
                        warn!(host = self.host, "{words}; who was admitted before still is");
                        told = Some(words);
                    }
                }
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = wait(&mut watch) => {}
            }
        }
    }

    /// Admits those whom the store names. Returns the revision of its list.
    async fn look(&self, known: Option<i64>) -> Result<i64, StoreError> {
        let (guests, revision) = self.versions.identities().await?;
        if known == Some(revision) {
            return Ok(revision);
        }
        let (number, bytes) = (guests.len(), guests_written(&guests));
        // First: whoever is not admitted any more is not, whatever becomes of the disk.
        self.guests.set(guests);
        if std::fs::read(&self.file).is_ok_and(|before| before == bytes) {
            return Ok(revision);
        }
        if let Err(error) = durable::write(&self.file, &bytes, FOR_OWNER) {
            warn!(host = self.host, "{}: {error}", self.file.display());
        }
        info!(host = self.host, identities = number, "whom the store admits has changed");
        Ok(revision)
    }
}

async fn wait(watch: &mut Option<IdentityWatch>) {
    let Some(followed) = watch else { return sleep(LOOK).await };
    if timeout(LOOK, followed.next()).await == Ok(false) {
        *watch = None;
        sleep(PAUSE).await;
    }
}
