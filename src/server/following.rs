//! Following the store: each host's folder gets what comes from there, on a thread of its own, so
//! that neither its disk nor its members keep a reader waiting.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;
#[cfg(feature = "cluster")]
use tracing::error;

use crate::config::Config;
#[cfg(feature = "cluster")]
use crate::config::StoreConfig;
use crate::counters::Standing;
#[cfg(feature = "cluster")]
use crate::store::{FollowState, Follower, Terms, Tls, Versions, follow};

/// How hosts stand to the store, by their names; empty without one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Following {
    #[cfg(feature = "cluster")]
    states: BTreeMap<String, Arc<FollowState>>,
    #[cfg(not(feature = "cluster"))]
    states: BTreeMap<String, Arc<std::convert::Infallible>>,
}

#[cfg(not(feature = "cluster"))]
impl Following {
    /// Follows nothing: a configuration with a store is refused.
    pub(super) fn of(_: &Config, _: &CancellationToken) -> Self {
        Self::default()
    }

    /// How a host stands; never anything.
    pub(crate) fn standing(&self, host: &str) -> Option<Standing> {
        self.states.get(host).map(|never| match **never {})
    }
}

#[cfg(feature = "cluster")]
impl Following {
    /// Follows from now on until the stop.
    pub(super) fn of(config: &Config, stop: &CancellationToken) -> Self {
        let Some(store) = &config.store else { return Self::default() };
        let mut states = BTreeMap::new();
        for host in config.hosts() {
            let state = Arc::new(FollowState::default());
            let follower = Follower {
                versions: Versions::new(terms_of(store), &host.name),
                folder: host.folder.clone(),
                state: Arc::clone(&state),
            };
            let stop = stop.clone();
            std::thread::spawn(move || run(follower, stop));
            states.insert(host.name.clone(), state);
        }
        Self { states }
    }

    /// How a host stands.
    pub(crate) fn standing(&self, host: &str) -> Option<Standing> {
        self.states.get(host).map(|state| state.now())
    }
}

#[cfg(feature = "cluster")]
fn run(follower: Follower, stop: CancellationToken) {
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(follow(follower, stop)),
        Err(error) => error!(%error, "the store can't be followed"),
    }
}

/// Where a store is, by the configuration.
#[cfg(feature = "cluster")]
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
