//! `Server`: a configuration as a worker serves it: sites, certificates and listeners. Another
//! configuration is for another worker.

use std::path::Path;
use std::sync::Arc;

use super::announce::remark_on_certificate;
use super::certificates::Keys;
use super::common::Common;
use super::endpoints::{Endpoints, Listening};
use super::error::StartError;
use super::message::News;
use super::served::{Fresh, Served, hosts, keys_of, origin, read, read_settled};
use super::sockets::Opened;
use super::writable;
use crate::config::{Config, HostConfig};
use crate::form::Protocol;
use crate::net::certs::{self, CertError, Files, HostCertificate};
use crate::reload;
use crate::site::Site;

/// A server that has read everything, and does not listen yet.
pub(super) struct Server {
    common: Common,
    sites: Vec<Served>,
    keys: Option<Keys>,
    endpoints: Endpoints,
}

impl Server {
    /// Reads everything. Needs the runtime; may block. With the sites that are news.
    ///
    /// # Errors
    /// Names what is wrong.
    pub(super) fn read(
        config: &Config,
        common: Common,
        opened: Opened,
        news: &News,
    ) -> Result<(Self, Vec<Fresh>), StartError> {
        let endpoints = Endpoints::of(config, opened)?;
        let (mut sites, mut fresh) = (Vec::new(), Vec::new());
        for (number, host) in config.hosts().enumerate() {
            let is_replaced = news.is_replaced(number);
            let (capsule, warnings) = if is_replaced { read_settled(host)? } else { read(host)? };
            let counters = common.observed.counters();
            let origin = origin(host, endpoints.ports_of(number));
            let uploads =
                writable::uploads(config, host, origin.clone(), common.shared(&host.name))?;
            if uploads.is_some() {
                capsule.folder().sweep();
            }
            let letters = writable::letters(config, host)?;
            let site = Site::new(capsule, origin, host.style).with_counters(counters);
            let (site, is_news) =
                (Arc::new(site.with_uploads(uploads).with_letters(letters)), news.tells(number));
            // Last: it is made if there is none, and not for a host that can't be served.
            let speaks_tls = endpoints.ports_of(number).any(|(protocol, _)| match protocol {
                Protocol::Gemini => true,
                Protocol::Gopher => common.gopher_tls,
                Protocol::Spartan | Protocol::Nex | Protocol::Finger => false,
            });
            let certificate =
                speaks_tls.then(|| certificate(&config.certs, host, news.may_make(number)));
            let certificate = certificate.transpose()?;
            if let Some(certificate) = certificate.as_ref().filter(|it| is_news || it.made) {
                remark_on_certificate(certificate, host);
            }
            if is_news {
                let site = Arc::clone(&site);
                fresh.push(Fresh { config: host.clone(), site, warnings: warnings.clone() });
            }
            let search_index = config.search_index_of(host);
            if let Some(file) = search_index.as_deref().filter(|_| !news.is_first) {
                reload::take_up_index(&site, file);
            }
            sites.push(Served { config: host.clone(), site, certificate, search_index, warnings });
        }
        let (sandbox, stop) = (Arc::clone(&common.sandbox), common.stop.clone());
        let keys = Keys::new(keys_of(&sites), sandbox, stop)?;
        Ok((Self { common, sites, keys, endpoints }, fresh))
    }

    /// All sites.
    pub(super) fn sites(&self) -> Vec<Arc<Site>> {
        self.sites.iter().map(|it| Arc::clone(&it.site)).collect()
    }

    /// All hosts.
    pub(super) fn served(&self) -> &[Served] {
        &self.sites
    }

    /// Accepts connections, and follows what changes in the folders, until the stop.
    pub(super) fn serve(self) {
        let Self { common, sites, keys, endpoints } = self;
        let served = sites.iter().map(|served| Arc::clone(&served.site)).collect();
        common.observed.serve(served, keys.as_ref().map(Keys::held));
        common.follow();
        for Served { config, site, search_index, warnings, .. } in &sites {
            let (folder, options) = (config.folder.clone(), config.options.clone());
            let (sandbox, stop) = (Arc::clone(&common.sandbox), common.stop.clone());
            reload::watch(site, folder, options, sandbox, warnings.clone(), stop.clone());
            if config.options.search {
                reload::keep_index(site, search_index.clone(), stop);
            }
        }
        for (protocol, Listening { listeners, .. }) in endpoints.shared {
            if let Some(hosts) = hosts(&sites) {
                common.serve_hosts(protocol, listeners, hosts, keys.as_ref());
            }
        }
        for (own, served) in endpoints.own.into_iter().zip(&sites) {
            for (protocol, Listening { listeners, .. }) in own {
                common.serve_host(protocol, listeners, served, keys.as_ref());
            }
        }
    }
}

/// The certificate of a host; if there is none, one that is made, where that may be.
fn certificate(
    folder: &Path,
    host: &HostConfig,
    may_make: bool,
) -> Result<HostCertificate, CertError> {
    if may_make {
        return certs::load_or_make(folder, &host.name, &host.aliases);
    }
    let files = Files::of_host(folder, &host.name);
    certs::recover(&files)?;
    certs::load(files, &host.name)
}
