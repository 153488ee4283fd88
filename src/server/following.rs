//! Following the store: each host's folder gets what comes from there, on a thread of its own, so
//! that neither its disk nor its members keep a reader waiting.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;
use tracing::error;

use crate::config::{Config, StoreConfig};
use crate::content::SourcePath;
use crate::counters::Standing;
use crate::store::{Asker, FollowState, Follower, Terms, Tls, Versions, follow};
use crate::upload::Shared;

/// The hosts that follow the store, by their names; none without one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Following {
    hosts: BTreeMap<String, Host>,
    /// Those that have not begun.
    waiting: Arc<Mutex<Vec<Follower>>>,
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
            waiting.push(Follower {
                versions: Versions::new(terms_of(store), &host.name),
                folder: host.folder.clone(),
                state: Arc::clone(&state),
                asks: Some(asks),
            });
            hosts.insert(host.name.clone(), Host { state, asker });
        }
        Self { hosts, waiting: Arc::new(Mutex::new(waiting)) }
    }

    /// Follows from now on until the stop.
    pub(super) fn start(&self, stop: &CancellationToken) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        for follower in waiting.drain(..) {
            let stop = stop.clone();
            std::thread::spawn(move || run(follower, stop));
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

fn run(follower: Follower, stop: CancellationToken) {
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(follow(follower, stop)),
        Err(error) => error!(%error, "the store can't be followed"),
    }
}

/// Where a store is, by the configuration.
#[must_use]
pub fn terms_of(store: &StoreConfig) -> Terms {
    let tls = store.ca.clone().map(|ca| Tls { ca, own: store.certificate.clone() });
    Terms {
        members: store.members.clone(),
        tls,
        user: store.user.clone(),
        prefix: store.prefix.clone(),
        name: store.name.clone(),
    }
}
