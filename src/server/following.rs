//! Following the store: each host's folder gets what comes from there, on a thread of its own, so
//! that neither its disk nor its members keep a reader waiting.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;
use tracing::error;

use super::error::StartError;
use super::guests::Admission;
use super::host_key::{Kept, take_all};
use super::sandbox_rules::speaks_tls;
use super::store_terms::terms_of;
use crate::config::Config;
use crate::content::SourcePath;
use crate::content::mirror::Mirror;
use crate::counters::Standing;
use crate::store::{Asker, FollowState, Follower, Versions, follow};
use crate::upload::Shared;

/// The file with whom the store admits, as it was last.
const IDENTITIES: &str = "identities";

/// The hosts that follow the store, by their names; none without one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Following {
    hosts: BTreeMap<String, Host>,
    /// Those that have not begun.
    waiting: Arc<Mutex<Vec<Waiting>>>,
}

/// What is to be followed of a host.
#[derive(Debug)]
struct Waiting {
    follower: Follower,
    /// The key that is looked after, where it is the store's.
    kept: Option<Kept>,
    admission: Admission,
}

#[derive(Clone, Debug)]
struct Host {
    state: Arc<FollowState>,
    asker: Asker,
}

impl Following {
    /// Those of a configuration; none has begun.
    pub(super) fn of(config: &Config) -> Self {
        let Some(store) = &config.store else { return Self::default() };
        let (mut hosts, mut waiting) = (BTreeMap::new(), Vec::new());
        for host in config.hosts() {
            let state = Arc::new(FollowState::default());
            let (asker, asks) = Asker::new(Arc::clone(&state));
            let kept = store.has_keys() && speaks_tls(config);
            let kept = kept.then(|| Kept::of(config, store, &host.name));
            let follower = Follower {
                versions: Versions::new(terms_of(store), &host.name),
                folder: host.folder.clone(),
                state: Arc::clone(&state),
                asks: Some(asks),
            };
            let admission = Admission {
                versions: Versions::new(terms_of(store), &host.name),
                host: host.name.clone(),
                guests: host.guests.clone(),
                file: Mirror::beside(&host.folder, IDENTITIES),
            };
            admission.remember();
            waiting.push(Waiting { follower, kept, admission });
            hosts.insert(host.name.clone(), Host { state, asker });
        }
        Self { hosts, waiting: Arc::new(Mutex::new(waiting)) }
    }

    /// Follows from now on until the stop.
    pub(super) fn start(&self, stop: &CancellationToken) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        for Waiting { follower, kept, admission } in waiting.drain(..) {
            let (first, second) = (stop.clone(), stop.clone());
            std::thread::spawn(move || run(follow(follower, first)));
            // Who is admitted waits for no version that is being brought.
            std::thread::spawn(move || {
                run(async {
                    let keep = async {
                        if let Some(kept) = kept {
                            kept.keep(second.clone()).await;
                        }
                    };
                    tokio::join!(admission.follow(second.clone()), keep);
                });
            });
        }
    }

    /// The way to change the files of a host.
    pub(super) fn shared(&self, host: &str) -> Option<Arc<dyn Shared>> {
        let asker = self.hosts.get(host)?.asker.clone();
        Some(Arc::new(InStore(asker)))
    }

    /// How a host stands.
    pub(crate) fn standing(&self, host: &str) -> Option<Standing> {
        self.hosts.get(host).map(|host| host.state.now())
    }
}

/// Sees that each host has the key that the store has for it.
///
/// # Errors
/// Fails for a host that has another key, or none while the store can't be asked.
pub(super) async fn take_keys(config: &Config) -> Result<(), StartError> {
    take_all(config).await
}

/// Files that lie in the store.
#[derive(Debug)]
struct InStore(Asker);

impl Shared for InStore {
    fn change(
        &self,
        source: &SourcePath,
        before: Option<&[u8]>,
        after: Option<(&[u8], u32)>,
    ) -> io::Result<bool> {
        self.0.change(source.as_str(), before, after)
    }
}

fn run(work: impl Future<Output = ()>) {
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(work),
        Err(error) => error!(%error, "the store can't be followed"),
    }
}
