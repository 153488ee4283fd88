//! `Common`: the part of a server that stays as it was at the start, and the services and listeners
//! that are made of it.

use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::warn;

use super::certificates::Keys;
use super::endpoints::OpenEndpoint;
use super::observability::Observed;
use super::sandbox_rules;
use crate::config::{Config, ConfigError, InForce, changed_since_start};
use crate::host::Hosts;
use crate::net::{self, Dispatcher, Gemini, Gopher, Service, Terms};
use crate::sandbox::Sandbox;
use crate::site::Site;

/// The part of a server that stays as it was at the start.
pub(super) struct Common {
    /// Settings in force at the start.
    settings: Vec<InForce>,
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

/// The service for Gemini clients, on whatever address.
pub(super) struct GeminiService {
    pub(super) hosts: Arc<ArcSwap<Hosts<Site>>>,
    pub(super) service: Arc<Gemini>,
}

/// An address where one site is on Gopher.
pub(super) struct GopherEndpoint {
    pub(super) endpoint: OpenEndpoint,
    pub(super) site: Arc<ArcSwap<Site>>,
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
            settings: config.settings.clone(),
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
    pub(super) fn gemini(&self, hosts: Hosts<Site>, keys: &Keys) -> GeminiService {
        let hosts = Arc::new(ArcSwap::from_pointee(hosts));
        let (log, counters) = (self.observed.access_log(), self.observed.counters());
        let (limits, dispatcher) = (self.terms.limits, Arc::clone(&self.dispatcher));
        let service =
            Gemini::new(Arc::clone(&hosts), keys.tls(), limits, log, counters, dispatcher);
        GeminiService { hosts, service: Arc::new(service) }
    }

    /// The service for Gopher clients at an address.
    pub(super) fn gopher(&self, at: &GopherEndpoint, keys: Option<&Keys>) -> Gopher {
        let (log, counters) = (self.observed.access_log(), self.observed.counters());
        let (limits, dispatcher) = (self.terms.limits, Arc::clone(&self.dispatcher));
        let mut service = Gopher::new(Arc::clone(&at.site), limits, log, counters, dispatcher);
        if self.gopher_tls
            && let Some(keys) = keys
        {
            service = service.with_tls(keys.tls());
        }
        if self.gopher_text_dot { service.with_text_dot() } else { service }
    }

    /// Accepts connections at an address from now on.
    pub(super) fn listen<S: Service>(
        &self,
        listener: TcpListener,
        service: Arc<S>,
        endpoint: &OpenEndpoint,
    ) {
        let (terms, stop) = (self.terms.clone(), endpoint.stop.clone());
        self.listeners.spawn(net::run(listener, service, terms, stop));
    }

    /// Advice on a configuration that can't be read, if it is the sandbox that refuses it.
    pub(super) fn advice(&self, error: &ConfigError) -> String {
        if let ConfigError::Unreadable { file, .. } = error {
            self.sandbox.advice(file)
        } else {
            String::new()
        }
    }

    /// A configuration that the sandbox has room for.
    pub(super) fn permitted(&self, config: Config) -> Result<Config, String> {
        self.sandbox
            .check(&sandbox_rules::rules(&config))
            .map_err(|refused| refused.to_string())?;
        Ok(config)
    }

    /// Reports the settings of a new configuration that a running server can't take up.
    pub(super) fn report_unchanged(&self, config: &Config) {
        for setting in changed_since_start(&self.settings, &config.settings) {
            warn!("{setting} has changed, and will take effect when the server is started again");
        }
    }
}
