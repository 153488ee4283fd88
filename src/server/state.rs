//! `Server`: what a configuration has become, sites, certificates and listeners, and how it becomes
//! another one while it runs. To start is to do that from nothing.
//!
//! All that can fail is done before anything changes, so that what is bad leaves everything as it
//! was.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, info, warn};

use super::certificates::{Key, Keys};
use super::endpoints::{Door, Plan, Planned};
use super::observability::Observed;
use super::sockets::Opened;
use super::{Reread, StartError, remark_on, remark_on_certificate, sandbox_rules};
use crate::banner::Banner;
use crate::capsule::{self, Capsule};
use crate::config::{Config, ConfigError, HostConfig, LogConfig, ProcessConfig, Source};
use crate::content::Folder;
use crate::descriptors;
use crate::diagnostic::Diagnostic;
use crate::exchange::{Protocol, Socket};
use crate::host::Hosts;
use crate::net::certs::{self, Files, HostCertificate};
use crate::net::{self, ConnectionLimit, Gemini, Gopher, Liveness, Service, Terms};
use crate::origin::Origin;
use crate::reload::{self, Bell};
use crate::sandbox::Sandbox;
use crate::site::Site;

/// A running server, or one that does not listen yet.
pub(crate) struct Server {
    common: Common,
    sites: Vec<Served>,
    keys: Option<Keys>,
    gemini: Option<GeminiVoice>,
    gemini_door: Option<Door>,
    gopher_doors: Vec<GopherDoor>,
    opened: Opened,
}

/// What stays as it was at the start.
struct Common {
    log: LogConfig,
    metrics: Option<Socket>,
    observed: Observed,
    gopher_tls: bool,
    gopher_text_dot: bool,
    pid_file: Option<PathBuf>,
    process: ProcessConfig,
    sandbox: Arc<Sandbox>,
    terms: Terms,
    stop: CancellationToken,
    doors: TaskTracker,
}

/// A host that is served.
#[derive(Clone)]
pub(crate) struct Served {
    pub(crate) config: HostConfig,
    pub(crate) site: Arc<Site>,
    /// `None` while there is no Gemini.
    pub(crate) certificate: Option<HostCertificate>,
    bell: Bell,
}

/// A site that has just been read, and what its scan found.
pub(crate) struct Fresh {
    pub(crate) config: HostConfig,
    pub(crate) site: Arc<Site>,
    pub(crate) warnings: Vec<Diagnostic>,
}

/// What answers Gemini clients, on whatever address.
struct GeminiVoice {
    hosts: Arc<ArcSwap<Hosts<Site>>>,
    service: Arc<Gemini>,
}

struct GopherDoor {
    door: Door,
    site: Arc<ArcSwap<Site>>,
}

impl Server {
    /// One that serves nothing yet.
    pub(crate) fn new(
        config: &Config,
        opened: Opened,
        sandbox: Sandbox,
        observed: Observed,
        connection_limit: ConnectionLimit,
        stop: CancellationToken,
    ) -> Self {
        let terms = Terms {
            connection_limit,
            limits: config.limits,
            proxies: config.proxies.clone(),
            liveness: Liveness::default(),
        };
        let common = Common {
            log: config.log.clone(),
            metrics: config.metrics.clone(),
            observed,
            gopher_tls: config.gopher_tls,
            gopher_text_dot: config.gopher_text_dot,
            pid_file: config.pid_file.clone(),
            process: config.process.clone(),
            sandbox: Arc::new(sandbox),
            terms,
            stop,
            doors: TaskTracker::new(),
        };
        Self {
            common,
            sites: Vec::new(),
            keys: None,
            gemini: None,
            gemini_door: None,
            gopher_doors: Vec::new(),
            opened,
        }
    }

    /// The listeners, to wait for their end.
    pub(crate) fn doors(&self) -> TaskTracker {
        self.common.doors.clone()
    }

    /// The listeners, to ask whether they take their turns.
    pub(crate) fn liveness(&self) -> Liveness {
        self.common.terms.liveness.clone()
    }

    /// What is served.
    pub(crate) fn sites(&self) -> Vec<Arc<Site>> {
        self.sites.iter().map(|it| Arc::clone(&it.site)).collect()
    }

    /// Reads everything again.
    ///
    /// # Errors
    /// Says what is wrong, also in the log; then everything is as it was before.
    pub(crate) fn reload(&mut self, reread: &impl Reread) -> Result<Vec<Fresh>, String> {
        let read = reread().map_err(|error| format!("{error}{}", self.common.advice(&error)));
        let read = read.and_then(|config| self.common.permitted(config));
        let tell = |_: &[Served], fresh: &[Fresh]| fresh.iter().for_each(Fresh::announce);
        let applied = read.and_then(|config| {
            self.apply(&config, tell).map(|fresh| (config, fresh)).map_err(|it| it.to_string())
        });
        match applied {
            Ok((config, fresh)) => {
                info!(
                    hosts = self.sites.len(),
                    "the configuration and the certificates were read again"
                );
                self.common.tell_unchanged(&config);
                self.common.observed.counters().reloaded();
                Ok(fresh)
            }
            Err(error) => {
                error!("{error}; what was in force before still is");
                Err(error)
            }
        }
    }

    /// Becomes what a configuration says. Needs the runtime, to listen; may block. `tell` hears
    /// what will be served just before it is.
    ///
    /// # Errors
    /// Says what is wrong; then everything is as it was before.
    pub(crate) fn apply(
        &mut self,
        config: &Config,
        tell: impl FnOnce(&[Served], &[Fresh]),
    ) -> Result<Vec<Fresh>, StartError> {
        let open =
            (self.gemini_door.as_ref(), self.gopher_doors.iter().map(|it| &it.door).collect());
        let Plan { gemini, gopher } = Plan::new(config, open, &mut self.opened, &self.common.stop)?;
        let port = |planned: &Option<Planned>| planned.as_ref().map(|planned| planned.door.port);
        let (mut sites, mut fresh) = (Vec::new(), Vec::new());
        for (host, planned) in config.hosts().zip(&gopher) {
            let origin = origin(host, port(&gemini), port(planned));
            let (site, bell) = match self.kept(host, &origin) {
                Some(kept) => kept,
                None => self.fresh(host, origin, &mut fresh)?,
            };
            // Last: it is made if there is none, and not for a host that can't be served.
            let private = gemini.is_some() || (self.common.gopher_tls && planned.is_some());
            let certificate = private.then(|| self.certificate(&config.certs, host)).transpose()?;
            sites.push(Served { config: host.clone(), site, certificate, bell });
        }
        let sandbox = Arc::clone(&self.common.sandbox);
        let keys = if self.keys.is_none() { Keys::new(keys_of(&sites), sandbox)? } else { None };
        // Nothing can fail from here on.
        tell(&sites, &fresh);
        match &self.keys {
            Some(shown) => shown.replace(keys_of(&sites)),
            None => self.keys = keys,
        }
        let served = sites.iter().map(|served| Arc::clone(&served.site)).collect();
        self.common.observed.serve(served, self.keys.as_ref().map(Keys::held));
        self.change_gemini(gemini, &sites);
        self.change_gopher(gopher, &sites);
        self.opened.tell_unwanted(config);
        let before = std::mem::replace(&mut self.sites, sites);
        // Sites that are kept have their folders read again; the watchers of the others see that
        // they can go.
        let bells: Vec<Bell> = before.into_iter().map(|it| it.bell).collect();
        bells.iter().for_each(Bell::ring);
        Ok(fresh)
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
    fn kept(&self, host: &HostConfig, origin: &Origin) -> Option<(Arc<Site>, Bell)> {
        let mut before = self.sites.iter().filter(|it| it.reads_as(host));
        let kept = before.find(|it| it.config.style == host.style && it.site.origin() == origin)?;
        Some((Arc::clone(&kept.site), kept.bell.clone()))
    }

    /// The site of a host, read anew; of files that another host's site knows, not all.
    fn fresh(
        &self,
        host: &HostConfig,
        origin: Origin,
        fresh: &mut Vec<Fresh>,
    ) -> Result<(Arc<Site>, Bell), StartError> {
        let known = self
            .sites
            .iter()
            .find(|it| it.reads_as(host))
            .map(|it| it.site.with_capsule(Arc::clone));
        let (capsule, warnings) = read(host, known.as_deref())?;
        let site = Arc::new(
            Site::new(capsule, origin, host.style).with_counters(self.common.observed.counters()),
        );
        let bell = reload::watch(
            &site,
            host.folder.clone(),
            host.options.clone(),
            Arc::clone(&self.common.sandbox),
        );
        fresh.push(Fresh { config: host.clone(), site: Arc::clone(&site), warnings });
        Ok((site, bell))
    }

    fn change_gemini(&mut self, planned: Option<Planned>, sites: &[Served]) {
        let Some(hosts) = hosts(sites) else { return };
        match (&self.gemini, &self.keys) {
            (Some(voice), _) => voice.hosts.store(Arc::new(hosts)),
            (None, Some(keys)) => self.gemini = Some(self.common.gemini(hosts, keys)),
            // There is no Gemini without a certificate.
            (None, None) => {}
        }
        let before = self.gemini_door.take();
        if let (Some(Planned { door, listeners }), Some(voice)) = (planned, &self.gemini) {
            for listener in listeners {
                self.common.open(listener, Arc::clone(&voice.service), &door);
            }
            self.gemini_door = Some(door);
        }
        if let Some(before) =
            before.filter(|before| !self.gemini_door.as_ref().is_some_and(|door| door.is(before)))
        {
            before.close();
        }
    }

    fn change_gopher(&mut self, planned: Vec<Option<Planned>>, sites: &[Served]) {
        let mut before = std::mem::take(&mut self.gopher_doors);
        for (planned, served) in planned.into_iter().zip(sites) {
            let Some(Planned { door, listeners }) = planned else { continue };
            let kept = before
                .iter()
                .position(|it| it.door.is(&door))
                .map(|place| before.swap_remove(place));
            let opened = kept.unwrap_or_else(|| GopherDoor {
                door,
                site: Arc::new(ArcSwap::new(Arc::clone(&served.site))),
            });
            opened.site.store(Arc::clone(&served.site));
            if !listeners.is_empty() {
                let service = Arc::new(self.common.gopher(&opened, self.keys.as_ref()));
                listeners
                    .into_iter()
                    .for_each(|it| self.common.open(it, Arc::clone(&service), &opened.door));
            }
            self.gopher_doors.push(opened);
        }
        before.iter().for_each(|it| it.door.close());
    }
}

impl Fresh {
    /// Tells of a host that is served from now on, or otherwise than before.
    fn announce(&self) {
        info!("{}", Banner::of(&self.config.folder, &self.site, None).line());
        remark_on(&self.config);
    }
}

impl Served {
    /// Whether a host's folder is read in the same way.
    fn reads_as(&self, host: &HostConfig) -> bool {
        self.config.folder == host.folder && self.config.options == host.options
    }
}

impl Common {
    /// What answers Gemini clients.
    fn gemini(&self, hosts: Hosts<Site>, keys: &Keys) -> GeminiVoice {
        let hosts = Arc::new(ArcSwap::from_pointee(hosts));
        let (log, counters) = (self.observed.access_log(), self.observed.counters());
        let service = Gemini::new(Arc::clone(&hosts), keys.tls(), self.terms.limits, log, counters);
        GeminiVoice { hosts, service: Arc::new(service) }
    }

    /// What answers Gopher clients at a door.
    fn gopher(&self, door: &GopherDoor, keys: Option<&Keys>) -> Gopher {
        let (log, counters) = (self.observed.access_log(), self.observed.counters());
        let mut service = Gopher::new(Arc::clone(&door.site), self.terms.limits, log, counters);
        if let Some(keys) = keys.filter(|_| self.gopher_tls) {
            service = service.with_tls(keys.tls());
        }
        if self.gopher_text_dot { service.with_text_dot() } else { service }
    }

    /// Lets clients in.
    fn open<S: Service>(&self, listener: TcpListener, service: Arc<S>, door: &Door) {
        let (terms, stop) = (self.terms.clone(), door.stop.clone());
        self.doors.spawn(net::run(listener, service, terms, stop));
    }

    /// What to do about a configuration that can't be read, if it is the sandbox that refuses it.
    fn advice(&self, error: &ConfigError) -> String {
        if let ConfigError::Unreadable { file, .. } = error {
            self.sandbox.advice(file)
        } else {
            String::new()
        }
    }

    /// A configuration that the sandbox has room for.
    fn permitted(&self, config: Config) -> Result<Config, String> {
        self.sandbox
            .check(&sandbox_rules::rules(&config))
            .map_err(|refused| refused.to_string())?;
        Ok(config)
    }

    /// Tells what a new configuration says and a running server can't do.
    fn tell_unchanged(&self, config: &Config) {
        let changed = [
            ("[limits]", config.limits != self.terms.limits),
            ("[log]", config.log != self.log),
            ("gopher-tls", config.gopher_tls != self.gopher_tls),
            ("gopher-text-dot", config.gopher_text_dot != self.gopher_text_dot),
            ("proxy-from", config.proxies != self.terms.proxies),
            ("metrics", config.metrics != self.metrics),
            ("pid-file", config.pid_file != self.pid_file),
            ("user", config.process.user != self.process.user),
            ("allow-root", config.process.allow_root != self.process.allow_root),
            ("sandbox", config.process.sandbox != self.process.sandbox),
            ("sandbox-read", config.process.readable != self.process.readable),
        ];
        for (what, _) in changed.into_iter().filter(|(_, changed)| *changed) {
            warn!("{what} has changed, and will take effect when the server is started again");
        }
    }
}

fn origin(host: &HostConfig, gemini: Option<u16>, gopher: Option<u16>) -> Origin {
    let gemini = gemini.map(|own| host.public_gemini_port.unwrap_or(own));
    let gopher = gopher.map(|own| host.public_gopher_port.unwrap_or(own));
    let ports = [(Protocol::Gemini, gemini), (Protocol::Gopher, gopher)];
    let on = ports.into_iter().filter_map(|(protocol, port)| Some((protocol, port?)));
    Origin::new(host.name.clone(), on)
}

fn read(
    host: &HostConfig,
    known: Option<&Capsule>,
) -> Result<(Arc<Capsule>, Vec<Diagnostic>), StartError> {
    let said = || match &host.folder_source {
        Source::Default | Source::Flag(_) => String::new(),
        said @ Source::File(..) => format!("{}: ", said.option("capsule")),
    };
    let refused = |source: io::Error| {
        let folder = host.folder.clone();
        if descriptors::is_short(&source) {
            StartError::Descriptors { folder }
        } else {
            StartError::Folder { said: said(), folder, source }
        }
    };
    let folder = Arc::new(Folder::open(&host.folder).map_err(refused)?);
    let (capsule, warnings) = capsule::load(&folder, &host.options, known).map_err(refused)?;
    if let Some(fault) = capsule.config_fault().cloned() {
        return Err(StartError::Configuration { folder: host.folder.clone(), fault });
    }
    Ok((capsule, warnings))
}

fn hosts(sites: &[Served]) -> Option<Hosts<Site>> {
    Hosts::gather(sites.iter().map(|served| (Arc::clone(&served.site), served.config.names())))
}

/// The certificates of hosts, those that need one.
fn keys_of(sites: &[Served]) -> Vec<Key> {
    let key = |served: &Served| {
        let names = served.config.names().map(str::to_owned).collect();
        Some(Key { certificate: served.certificate.clone()?, names })
    };
    sites.iter().filter_map(key).collect()
}
