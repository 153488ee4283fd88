//! Changes of single files, as uploads make them: asked for on any thread, made by the one that
//! follows the store, which knows the newest tree and brings it here.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::error::StoreError;
use super::pieces::batches;
use super::pull::{bring, pull};
use super::state::FollowState;
use super::versions::{Versions, now};
use crate::content::mirror::{Digest, Entry, LARGEST_FILE, Mirror, is_fit};

/// Changes that may wait.
const WAITING: usize = 16;
/// The longest that one waits for its answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often one is tried that others were faster than, with other files.
const ATTEMPTS: usize = 16;

/// A change of a file that somebody asks for.
#[derive(Debug)]
pub(super) struct Ask {
    path: String,
    /// Digest of what is there, as far as the one knows who asks.
    before: Option<Digest>,
    /// Bytes and rights; `None` to remove it.
    after: Option<(Vec<u8>, u32)>,
    answer: SyncSender<Result<bool, StoreError>>,
    /// When nobody waits for the answer any more.
    until: Instant,
}

/// The way to ask for changes of a host's files.
#[derive(Clone, Debug)]
pub struct Asker {
    asks: Sender<Ask>,
    state: Arc<FollowState>,
}

/// What is asked for there.
#[derive(Debug)]
pub struct Asks(pub(super) Receiver<Ask>);

impl Asker {
    /// A way, and its other end.
    #[must_use]
    pub fn new(state: Arc<FollowState>) -> (Self, Asks) {
        let (asks, asked) = channel(WAITING);
        (Self { asks, state }, Asks(asked))
    }

    /// Changes a file if it is still what it was before; then all boxes have it, and this one shows
    /// it. False where somebody else was faster: then this box has what they wrote. Waits for the
    /// store.
    ///
    /// # Errors
    /// Fails when the store is away, at once, or does not answer in time.
    pub fn change(
        &self,
        path: &str,
        before: Option<&[u8]>,
        after: Option<(&[u8], u32)>,
    ) -> io::Result<bool> {
        if !self.state.now().connected {
            return Err(io::Error::other(
                "the store is away, and nothing can be written without it",
            ));
        }
        let (answer, answered) = sync_channel(1);
        let ask = Ask {
            path: path.to_owned(),
            before: before.map(Digest::of),
            after: after.map(|(bytes, mode)| (bytes.to_vec(), mode)),
            answer,
            until: Instant::now() + PATIENCE,
        };
        let late = || io::Error::new(io::ErrorKind::TimedOut, "the store does not answer in time");
        self.asks.try_send(ask).map_err(|_| late())?;
        answered.recv_timeout(PATIENCE).map_err(|_| late())?.map_err(io::Error::other)
    }
}

impl Ask {
    /// Makes the change, brings it here, and answers.
    pub(super) async fn make(self, versions: &Versions, mirror: &mut Mirror) {
        if self.until <= Instant::now() {
            return;
        }
        let made = self.try_make(versions, mirror).await;
        // One that waits no more has said that nothing was written; it was.
        let _ = self.answer.send(made);
    }

    async fn try_make(&self, versions: &Versions, mirror: &mut Mirror) -> Result<bool, StoreError> {
        let entry = self.entry()?;
        if let (Some((bytes, _)), Some(entry)) = (&self.after, &entry) {
            for batch in batches(entry.cut(bytes).collect(), |(_, bytes)| bytes.len()) {
                versions.put_pieces(&batch).await?;
            }
        }
        for _ in 0..ATTEMPTS {
            let (newest, seen) = versions.newest(mirror.record()).await?;
            if newest.get(&self.path).map(|it| it.digest) != self.before {
                pull(versions, mirror).await?;
                return Ok(false);
            }
            let edits = BTreeMap::from([(self.path.clone(), entry.clone())]);
            match versions.write(&seen, &newest, edits, "upload").await {
                Ok(next) => {
                    // It is written, whatever becomes of the copy: the next look brings it. What was
                    // sent from here is not fetched.
                    if let (Some((bytes, _)), Some(entry)) = (&self.after, &entry) {
                        mirror.stage(&self.path, entry, bytes)?;
                    }
                    bring(versions, mirror, next).await?;
                    return Ok(true);
                }
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Conflict)
    }

    fn entry(&self) -> Result<Option<Entry>, StoreError> {
        let Some((bytes, mode)) = &self.after else { return Ok(None) };
        if !is_fit(&self.path) || bytes.len() as u64 > LARGEST_FILE {
            return Err(StoreError::TooMuch(format!(
                "{}: it is too long for the store",
                self.path
            )));
        }
        Ok(Some(Entry::of(bytes, *mode, now())))
    }
}
