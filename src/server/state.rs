//! `Server`: a configuration as it is in force, sites, certificates and listeners, and the change
//! to another one while it runs. To start is to do that from nothing.
//!
//! All that can fail is done before anything changes, so that what is bad leaves everything as it
//! was.

use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio_util::task::TaskTracker;
use tracing::{error, info};

use super::announce::{announce_fresh, remark_on_certificate};
use super::certificates::Keys;
use super::common::{Common, GeminiService, GopherEndpoint};
use super::endpoints::{Open, OpenEndpoint, Plan, Planned};
use super::error::StartError;
use super::openings;
use super::reread::Reread;
use super::served::{Fresh, Ports, Served, hosts, keys_of, origin, read};
use super::sockets::Opened;
use crate::config::{Config, HostConfig};
use crate::net::Liveness;
use crate::net::certs::{self, Files, HostCertificate};
use crate::origin::Origin;
use crate::reload::{self, Rescan};
use crate::site::Site;

/// A running server, or one that does not listen yet.
pub(super) struct Server {
    common: Common,
    sites: Vec<Served>,
    keys: Option<Keys>,
    gemini: Option<GeminiService>,
    gemini_endpoint: Option<OpenEndpoint>,
    gopher_endpoints: Vec<GopherEndpoint>,
    opened: Opened,
}

impl Server {
    /// One that serves nothing yet.
    pub(super) fn new(common: Common, opened: Opened) -> Self {
        Self {
            common,
            sites: Vec::new(),
            keys: None,
            gemini: None,
            gemini_endpoint: None,
            gopher_endpoints: Vec::new(),
            opened,
        }
    }

    /// The listeners, to wait for their end.
    pub(super) fn listeners(&self) -> TaskTracker {
        self.common.listeners.clone()
    }

    /// The listeners, to ask whether they are stuck.
    pub(super) fn liveness(&self) -> Liveness {
        self.common.terms.liveness.clone()
    }

    /// All sites that are served.
    pub(super) fn sites(&self) -> Vec<Arc<Site>> {
        self.sites.iter().map(|it| Arc::clone(&it.site)).collect()
    }

    /// Reads everything again.
    ///
    /// # Errors
    /// A sentence on the fault, which is also in the log; then everything is as it was before.
    pub(super) fn reload(&mut self, reread: &impl Reread) -> Result<Vec<Fresh>, String> {
        match self.reread_and_apply(reread) {
            Ok(fresh) => {
                self.common.observed.counters().reloaded();
                Ok(fresh)
            }
            Err(error) => {
                error!("{error}; what was in force before still is");
                Err(error)
            }
        }
    }

    fn reread_and_apply(&mut self, reread: &impl Reread) -> Result<Vec<Fresh>, String> {
        let read = reread().map_err(|error| format!("{error}{}", self.common.advice(&error)));
        let config = self.common.permitted(read?)?;
        let fresh = self
            .apply(&config, |_, fresh| fresh.iter().for_each(announce_fresh))
            .map_err(|error| error.to_string())?;
        info!(hosts = self.sites.len(), "the configuration and the certificates were read again");
        self.common.report_unchanged(&config);
        Ok(fresh)
    }

    /// Puts a configuration in force. Needs the runtime, to listen; may block. `announce` gets the
    /// sites just before they are served.
    ///
    /// # Errors
    /// Names what is wrong; then everything is as it was before.
    pub(super) fn apply(
        &mut self,
        config: &Config,
        announce: impl FnOnce(&[Served], &[Fresh]),
    ) -> Result<Vec<Fresh>, StartError> {
        let open = Open {
            gemini: self.gemini_endpoint.as_ref(),
            gopher: self.gopher_endpoints.iter().map(|it| &it.endpoint).collect(),
        };
        let plan = Plan::new(config, open, &mut self.opened, &self.common.stop)?;
        let (sites, fresh) = self.read_hosts(config, &plan)?;
        let sandbox = Arc::clone(&self.common.sandbox);
        let keys = if self.keys.is_none() { Keys::new(keys_of(&sites), sandbox)? } else { None };
        // Nothing can fail from here on.
        announce(&sites, &fresh);
        self.put_in_force(sites, keys, plan);
        self.opened.report_unwanted(config);
        Ok(fresh)
    }

    /// The sites of a configuration, and those of them that were read anew.
    fn read_hosts(
        &self,
        config: &Config,
        plan: &Plan,
    ) -> Result<(Vec<Served>, Vec<Fresh>), StartError> {
        let (mut sites, mut fresh) = (Vec::new(), Vec::new());
        for (host, gopher) in config.hosts().zip(&plan.gopher) {
            let ports = Ports { gemini: port(plan.gemini.as_ref()), gopher: port(gopher.as_ref()) };
            let origin = origin(host, ports);
            let (site, rescan) = match self.kept(host, &origin) {
                Some(kept) => kept,
                None => self.read_anew(host, origin, &mut fresh)?,
            };
            // Last: it is made if there is none, and not for a host that can't be served.
            let certificate =
                if plan.gemini.is_some() || (self.common.gopher_tls && gopher.is_some()) {
                    Some(self.certificate(&config.certs, host)?)
                } else {
                    None
                };
            sites.push(Served { config: host.clone(), site, certificate, rescan });
        }
        Ok((sites, fresh))
    }

    fn put_in_force(&mut self, sites: Vec<Served>, first_keys: Option<Keys>, plan: Plan) {
        match &self.keys {
            Some(shown) => shown.replace(keys_of(&sites)),
            None => self.keys = first_keys,
        }
        let served = sites.iter().map(|served| Arc::clone(&served.site)).collect();
        self.common.observed.serve(served, self.keys.as_ref().map(Keys::held));
        self.change_gemini(plan.gemini, &sites);
        self.change_gopher(plan.gopher, &sites);
        let before = std::mem::replace(&mut self.sites, sites);
        openings::report(&before, &self.sites);
        // Sites that are kept have their folders read again; the watchers of the others see that
        // they can go.
        let rescans: Vec<Rescan> = before.into_iter().map(|it| it.rescan).collect();
        rescans.iter().for_each(Rescan::request_anew);
    }

    /// The certificate of a host. One that is served is read again and never made again: where its
    /// files are gone that is a fault, and no reason for a new key.
    fn certificate(&self, folder: &Path, host: &HostConfig) -> Result<HostCertificate, StartError> {
        let files = Files::of_host(folder, &host.name);
        let served =
            self.sites.iter().filter_map(|it| it.certificate.as_ref()).find(|it| it.files == files);
        let certificate = match served {
            Some(served) => served.read_again()?,
            None => certs::load_or_make(folder, &host.name, &host.aliases)?,
        };
        remark_on_certificate(&certificate, host);
        Ok(certificate)
    }

    /// The site of a host, if nothing about it has changed.
    fn kept(&self, host: &HostConfig, origin: &Origin) -> Option<(Arc<Site>, Rescan)> {
        let mut before = self.sites.iter().filter(|it| it.reads_as(host));
        let kept = before.find(|it| it.config.style == host.style && it.site.origin() == origin)?;
        Some((Arc::clone(&kept.site), kept.rescan.clone()))
    }

    /// The site of a host, read anew.
    fn read_anew(
        &self,
        host: &HostConfig,
        origin: Origin,
        fresh: &mut Vec<Fresh>,
    ) -> Result<(Arc<Site>, Rescan), StartError> {
        let (capsule, warnings) = read(host)?;
        let counters = self.common.observed.counters();
        let site = Arc::new(Site::new(capsule, origin, host.style).with_counters(counters));
        let (folder, options) = (host.folder.clone(), host.options.clone());
        let sandbox = Arc::clone(&self.common.sandbox);
        let rescan = reload::watch(&site, folder, options, sandbox, warnings.clone());
        fresh.push(Fresh { config: host.clone(), site: Arc::clone(&site), warnings });
        Ok((site, rescan))
    }

    fn change_gemini(&mut self, planned: Option<Planned>, sites: &[Served]) {
        let Some(hosts) = hosts(sites) else { return };
        match (&self.gemini, &self.keys) {
            (Some(gemini), _) => gemini.hosts.store(Arc::new(hosts)),
            (None, Some(keys)) => self.gemini = Some(self.common.gemini(hosts, keys)),
            // There is no Gemini without a certificate.
            (None, None) => {}
        }
        let before = self.gemini_endpoint.take();
        if let (Some(Planned { endpoint, listeners }), Some(gemini)) = (planned, &self.gemini) {
            for listener in listeners {
                self.common.listen(listener, Arc::clone(&gemini.service), &endpoint);
            }
            self.gemini_endpoint = Some(endpoint);
        }
        if let Some(before) = before
            && !self.gemini_endpoint.as_ref().is_some_and(|endpoint| endpoint.is(&before))
        {
            before.close();
        }
    }

    fn change_gopher(&mut self, planned: Vec<Option<Planned>>, sites: &[Served]) {
        let mut before = std::mem::take(&mut self.gopher_endpoints);
        for (planned, served) in planned.into_iter().zip(sites) {
            let Some(Planned { endpoint, listeners }) = planned else { continue };
            let opened = match before.iter().position(|it| it.endpoint.is(&endpoint)) {
                Some(kept) => before.swap_remove(kept),
                None => {
                    let site = Arc::new(ArcSwap::new(Arc::clone(&served.site)));
                    GopherEndpoint { endpoint, site }
                }
            };
            opened.site.store(Arc::clone(&served.site));
            if !listeners.is_empty() {
                let service = Arc::new(self.common.gopher(&opened, self.keys.as_ref()));
                for listener in listeners {
                    self.common.listen(listener, Arc::clone(&service), &opened.endpoint);
                }
            }
            self.gopher_endpoints.push(opened);
        }
        before.iter().for_each(|it| it.endpoint.close());
    }
}

fn port(planned: Option<&Planned>) -> Option<u16> {
    planned.map(|planned| planned.endpoint.port)
}
