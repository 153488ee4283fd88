//! Following: a box's folder gets each version as it comes, until it is told to stop.
//!
//! A watch tells of a new version within milliseconds. It is nothing to rely on: the head is looked
//! at every two seconds besides, which also shows whether the store is there. So a watch that dies,
//! or that etcd ends because what it would tell is gone, costs two seconds and no version.

use std::future::pending;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::ask::{Ask, Asks};
use super::bounds::{CALL, LONGEST_PAUSE, LOOK, REPORT};
use super::connection::Answers;
use super::error::StoreError;
use super::head::Head;
use super::message::WatchResponse;
use super::pull::pull;
use super::state::FollowState;
use super::versions::{Versions, now};
use crate::content::mirror::Mirror;

/// A folder that follows the store.
#[derive(Debug)]
pub struct Follower {
    /// The versions that are followed.
    pub versions: Versions,
    /// The folder, which nobody else writes to.
    pub folder: PathBuf,
    /// Where is told how it stands.
    pub state: Arc<FollowState>,
    /// Changes that are asked for here; `None` where nobody does.
    pub asks: Option<Asks>,
}

/// Follows until the stop.
pub async fn follow(follower: Follower, stop: CancellationToken) {
    let Follower { versions, folder, state, mut asks } = follower;
    let mut following = Following {
        versions,
        folder,
        state,
        mirror: None,
        watch: None,
        reported: None,
        head: None,
        trouble: None,
        pause: LOOK,
    };
    while !stop.is_cancelled() {
        following.step().await;
        tokio::select! {
            () = stop.cancelled() => {}
            ask = next(&mut asks) => following.answer(ask).await,
            () = following.wait() => {}
        }
    }
}

/// The next change that is asked for; never where nobody asks.
async fn next(asks: &mut Option<Asks>) -> Ask {
    if let Some(asks) = asks
        && let Some(ask) = asks.0.recv().await
    {
        return ask;
    }
    pending().await
}

struct Following {
    versions: Versions,
    folder: PathBuf,
    state: Arc<FollowState>,
    mirror: Option<Mirror>,
    watch: Option<Answers<WatchResponse>>,
    /// When the store was told last what is shown here, and what that was.
    reported: Option<(Instant, u64)>,
    /// The head that the folder has.
    head: Option<Head>,
    /// What is in the way, as it was logged.
    trouble: Option<String>,
    /// Pause before the next attempt.
    pause: Duration,
}

impl Following {
    /// Brings the newest version, if there is one.
    async fn step(&mut self) {
        if self.watch.is_none() {
            // Before the head is looked at: what comes in between is told then.
            self.watch = self.versions.watch().await.ok();
        }
        match self.bring().await {
            Ok(version) => {
                self.pause = LOOK;
                self.report(version).await;
                if self.trouble.take().is_some() {
                    info!(folder = %self.folder.display(), version, "the store answers again");
                }
            }
            Err(error) => self.fail(&error),
        }
    }

    async fn bring(&mut self) -> Result<u64, StoreError> {
        if let (Some(head), Some(_)) = (&self.head, &self.mirror)
            && self.versions.head().await?.head == *head
        {
            let version = head.version;
            self.hear();
            return Ok(version);
        }
        self.pull().await
    }

    /// Notes that the store has answered.
    fn hear(&self) {
        self.state.set(|it| {
            (it.connected, it.heard) = (true, now());
            it.error = String::new();
        });
    }

    async fn pull(&mut self) -> Result<u64, StoreError> {
        let mut mirror = match self.mirror.take() {
            Some(mirror) => mirror,
            None => self.open()?,
        };
        let began = Instant::now();
        let pulled = pull(&self.versions, &mut mirror).await;
        let version = mirror.record().version;
        if !pulled.as_ref().is_err_and(|error| matches!(error, StoreError::Files(_))) {
            // What another process did to the folder is seen when it is opened again.
            self.mirror = Some(mirror);
        }
        let pulled = pulled?;
        self.head = Some(pulled.seen.head.clone());
        self.state.set(|it| (it.version, it.newest) = (version, pulled.seen.head.version));
        self.hear();
        if pulled.changed > 0 {
            info!(
                folder = %self.folder.display(),
                version,
                changed = pulled.changed,
                fetched = pulled.fetched,
                took_ms = began.elapsed().as_millis(),
                "a version came from the store"
            );
        }
        Ok(version)
    }

    /// Makes a change that is asked for. Without a copy nobody is answered, and waits no longer than
    /// it would.
    async fn answer(&mut self, ask: Ask) {
        if let Some(mirror) = &mut self.mirror {
            // What it brings is looked at by the next step.
            self.head = None;
            ask.make(&self.versions, mirror).await;
        }
    }

    fn open(&self) -> Result<Mirror, StoreError> {
        let mut mirror = Mirror::claim(&self.folder)?;
        let damaged = mirror.look();
        if let Some(first) = damaged.first() {
            warn!(
                folder = %self.folder.display(),
                files = damaged.len(),
                "files were changed here, which the store does not know, {first} among them; they \
                 are brought again"
            );
        }
        self.state.set(|it| it.version = mirror.record().version);
        Ok(mirror)
    }

    /// Tells the store what is shown here.
    async fn report(&mut self, version: u64) {
        let is_told =
            self.reported.is_some_and(|(when, what)| what == version && when.elapsed() < REPORT);
        if is_told {
            return;
        }
        let Some(mirror) = &self.mirror else { return };
        // If it does not come through, it is tried with the next look.
        if self.versions.tell(mirror.record()).await.is_ok() {
            self.reported = Some((Instant::now(), version));
        }
    }

    fn fail(&mut self, error: &StoreError) {
        self.watch = None;
        let words = error.to_string();
        let is_away = matches!(error, StoreError::Away(_));
        // A disk that is full is filled again by each attempt.
        self.pause = if is_away { LOOK } else { (self.pause * 2).min(LONGEST_PAUSE) };
        self.state.set(|it| {
            it.connected = !is_away && it.connected;
            it.error.clone_from(&words);
        });
        // Members are tried in turn, and each has words of its own.
        let trouble = if is_away { "away".to_owned() } else { words.clone() };
        if self.trouble.replace(trouble.clone()).as_ref() != Some(&trouble) {
            warn!(
                folder = %self.folder.display(),
                "{words}; what was served before still is, and it is tried again all the time"
            );
        }
    }

    /// Waits until there may be something new.
    async fn wait(&mut self) {
        let Some(watch) = &mut self.watch else { return sleep(self.pause).await };
        match timeout(LOOK, watch.next()).await {
            Ok(Ok(Some(told))) if !told.canceled => {}
            // The watch is over, or has nothing to tell: the next look makes another one.
            Ok(_) => {
                self.watch = None;
                // A member that ends each at once must not be asked without a pause.
                sleep(CALL / 20).await;
            }
            Err(_) => {}
        }
    }
}
