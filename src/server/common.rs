//! `Common`: what all services and listeners of a worker share, and how they are made of it.

use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::certificates::Keys;
use super::observability::Observed;
use crate::config::Config;
use crate::host::Hosts;
use crate::net::{self, Dispatcher, Gemini, Gopher, Service, Terms};
use crate::sandbox::Sandbox;
use crate::site::Site;

/// What all services and listeners of a worker share.
pub(super) struct Common {
    pub(super) observed: Observed,
    pub(super) gopher_tls: bool,
    gopher_text_dot: bool,
    pub(super) sandbox: Arc<Sandbox>,
    pub(super) terms: Terms,
    dispatcher: Arc<Dispatcher>,
    pub(super) stop: CancellationToken,
    /// The listeners that run.
    pub(super) listeners: TaskTracker,
}

impl Common {
    pub(super) fn new(
        config: &Config,
        sandbox: Sandbox,
        observed: Observed,
        terms: Terms,
        dispatcher: Dispatcher,
        stop: CancellationToken,
    ) -> Self {
        Self {
            observed,
            gopher_tls: config.gopher_tls,
            gopher_text_dot: config.gopher_text_dot,
            sandbox: Arc::new(sandbox),
            terms,
            dispatcher: Arc::new(dispatcher),
            stop,
            listeners: TaskTracker::new(),
        }
    }

    /// The service for Gemini clients.
    pub(super) fn gemini(&self, hosts: Hosts<Site>, keys: &Keys) -> Gemini {
        let hosts = Arc::new(ArcSwap::from_pointee(hosts));
        let (log, counters) = (self.observed.access_log(), self.observed.counters());
        let (limits, dispatcher) = (self.terms.limits, Arc::clone(&self.dispatcher));
        Gemini::new(hosts, keys.tls(), limits, log, counters, dispatcher)
    }

    /// The service for Gopher clients of a site.
    pub(super) fn gopher(&self, site: &Arc<Site>, keys: Option<&Keys>) -> Gopher {
        let site = Arc::new(ArcSwap::new(Arc::clone(site)));
        let (log, counters) = (self.observed.access_log(), self.observed.counters());
        let (limits, dispatcher) = (self.terms.limits, Arc::clone(&self.dispatcher));
        let mut service = Gopher::new(site, limits, log, counters, dispatcher);
        if self.gopher_tls
            && let Some(keys) = keys
        {
            service = service.with_tls(keys.tls());
        }
        if self.gopher_text_dot { service.with_text_dot() } else { service }
    }

    /// Accepts connections at an address from now on.
    pub(super) fn listen<S: Service>(&self, listeners: Vec<TcpListener>, service: S) {
        let service = Arc::new(service);
        for listener in listeners {
            let (service, terms) = (Arc::clone(&service), self.terms.clone());
            self.listeners.spawn(net::run(listener, service, terms, self.stop.clone()));
        }
    }
}
