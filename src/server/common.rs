//! `Common`: what all services and listeners of a worker share, and how they are made of it.

use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::certificates::Keys;
use super::following::Following;
use super::observability::Observed;
use super::served::Served;
use crate::config::Config;
use crate::form::Protocol;
use crate::host::Hosts;
use crate::net::{self, Dispatcher, Finger, Gemini, Gopher, Nex, Service, Spartan, Terms};
use crate::sandbox::Sandbox;
use crate::site::Site;
use crate::upload::Shared;

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
    following: Following,
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
            following: Following::of(config),
        }
    }

    /// The way to change the files of a host that other boxes have, too; `None` for a box of its own.
    pub(super) fn shared(&self, host: &str) -> Option<Arc<dyn Shared>> {
        self.following.shared(host)
    }

    /// Follows the store from now on.
    pub(super) fn follow(&self) {
        self.following.start(&self.stop);
        self.observed.follow(self.following.clone());
    }

    /// Serves all hosts by a protocol from now on.
    pub(super) fn serve_hosts(
        &self,
        protocol: Protocol,
        listeners: Vec<TcpListener>,
        hosts: Hosts<Site>,
        keys: Option<&Keys>,
    ) {
        match (protocol, keys) {
            (Protocol::Gemini, Some(keys)) => self.listen(listeners, self.gemini(hosts, keys)),
            (Protocol::Spartan, _) => self.listen(listeners, self.spartan(hosts)),
            // There is no Gemini without a certificate; by the others each host has its address.
            (Protocol::Gemini, None) | (Protocol::Gopher | Protocol::Nex | Protocol::Finger, _) => {
            }
        }
    }

    /// Serves one host by a protocol from now on.
    pub(super) fn serve_host(
        &self,
        protocol: Protocol,
        listeners: Vec<TcpListener>,
        served: &Served,
        keys: Option<&Keys>,
    ) {
        match protocol {
            Protocol::Gopher => self.listen(listeners, self.gopher(&served.site, keys)),
            Protocol::Nex => self.listen(listeners, self.nex(&served.site)),
            Protocol::Finger => self.listen(listeners, self.finger(served)),
            // One address is for all hosts.
            Protocol::Gemini | Protocol::Spartan => {}
        }
    }

    /// The service for Spartan clients.
    fn spartan(&self, hosts: Hosts<Site>) -> Spartan {
        let hosts = Arc::new(ArcSwap::from_pointee(hosts));
        let (log, counters) = (self.observed.access_log(), self.observed.counters());
        let (limits, dispatcher) = (self.terms.limits, Arc::clone(&self.dispatcher));
        Spartan::new(hosts, limits, log, counters, dispatcher)
    }

    /// The service for Nex clients of a site.
    fn nex(&self, site: &Arc<Site>) -> Nex {
        let site = Arc::new(ArcSwap::new(Arc::clone(site)));
        let (log, counters) = (self.observed.access_log(), self.observed.counters());
        let (limits, dispatcher) = (self.terms.limits, Arc::clone(&self.dispatcher));
        Nex::new(site, limits, log, counters, dispatcher)
    }

    /// The service for Finger clients of a host.
    fn finger(&self, served: &Served) -> Finger {
        let site = Arc::new(ArcSwap::new(Arc::clone(&served.site)));
        let (log, counters) = (self.observed.access_log(), self.observed.counters());
        let (limits, dispatcher) = (self.terms.limits, Arc::clone(&self.dispatcher));
        let service = Finger::new(site, limits, log, counters, dispatcher);
        service.with_page(served.config.finger_page.clone())
    }

    /// The service for Gemini clients.
    fn gemini(&self, hosts: Hosts<Site>, keys: &Keys) -> Gemini {
        let hosts = Arc::new(ArcSwap::from_pointee(hosts));
        let (log, counters) = (self.observed.access_log(), self.observed.counters());
        let (limits, dispatcher) = (self.terms.limits, Arc::clone(&self.dispatcher));
        Gemini::new(hosts, keys.tls(), limits, log, counters, dispatcher)
    }

    /// The service for Gopher clients of a site.
    fn gopher(&self, site: &Arc<Site>, keys: Option<&Keys>) -> Gopher {
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
    fn listen<S: Service>(&self, listeners: Vec<TcpListener>, service: S) {
        let service = Arc::new(service);
        for listener in listeners {
            let (service, terms) = (Arc::clone(&service), self.terms.clone());
            self.listeners.spawn(net::run(listener, service, terms, self.stop.clone()));
        }
    }
}
