//! All that `serve` is to do.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::endpoint::Endpoint;
use super::error::ConfigError;
use super::file::{self, Given};
use super::host_checks;
use super::hosts::{HostConfig, hosts};
use super::in_force::InForce;
use super::limits::limits;
use super::log::{LogConfig, log};
use super::metrics::Metrics;
use super::process::{ProcessConfig, process};
use super::resolve::Resolver;
use super::store::{self, StoreConfig};
use super::text::Text;
use super::usual;
use super::value_source::ValueSource;
use crate::cli::Serve;
use crate::form::Protocol;
use crate::history::Bounds;
use crate::net::{Limits, Proxies, certs};
use crate::settings::listen;
use crate::settings::server::{
    CERTS, GOPHER_TEXT_DOT, GOPHER_TLS, HISTORY_DAYS, HISTORY_SIZE, METRICS, PID_FILE, PROXY_FROM,
    STATE,
};
use crate::settings::value::{HostName, Network};
use crate::state::{self, HostState};

/// All that `serve` is to do.
#[derive(Clone, Debug)]
pub struct Config {
    /// The host that is served to those who name none.
    pub first: HostConfig,
    /// The other hosts.
    pub others: Vec<HostConfig>,
    /// Addresses of the protocols that are on and whose requests name their host; see
    /// [`Config::endpoint`].
    pub endpoints: BTreeMap<Protocol, Endpoint>,
    /// TLS on the Gopher ports, too.
    pub gopher_tls: bool,
    /// Dot on a line of its own at the end of plain text on Gopher.
    pub gopher_text_dot: bool,
    /// Proxies that are believed when they say on whose behalf they come.
    pub proxies: Proxies,
    /// The folder of certificates and keys.
    pub certs: PathBuf,
    /// The option that names it.
    pub certs_source: ValueSource,
    /// The folder of what is kept of uploads and letters.
    pub state: PathBuf,
    /// How much of it is kept.
    pub history: Bounds,
    /// File that holds the number of the process.
    pub pid_file: Option<PathBuf>,
    /// Rights of the process.
    pub process: ProcessConfig,
    /// The place where the server tells what it counts.
    pub metrics: Metrics,
    /// Bounds for strangers.
    pub limits: Limits,
    /// The log.
    pub log: LogConfig,
    /// The store that several boxes serve from; `None` for a box of its own.
    pub store: Option<StoreConfig>,
    /// The file that this was read from.
    pub file: Option<PathBuf>,
    /// Every setting that is in force, and the source of its value.
    pub settings: Vec<InForce>,
}

impl Config {
    /// The meaning of a command line, and of the file that it names.
    ///
    /// # Errors
    /// Names the option that is wrong, with the line of the file.
    pub fn new(serve: &Serve) -> Result<Self, ConfigError> {
        Self::of_text(serve, Self::text(serve)?)
    }

    /// The text of the file that a command line names, if it names one.
    ///
    /// # Errors
    /// Fails when it can't be read.
    pub fn text(serve: &Serve) -> Result<Option<String>, ConfigError> {
        let file = serve.config.as_deref().map(usual::present);
        let text = file.as_deref().map(Text::read).transpose()?;
        Ok(text.map(|text| text.as_str().to_owned()))
    }

    /// The same, for a process that may not wait: what is no file by now is an error.
    ///
    /// # Errors
    /// Fails when it can't be read.
    pub fn text_again(serve: &Serve) -> Result<Option<String>, ConfigError> {
        let file = serve.config.as_deref().map(usual::present);
        let text = file.as_deref().map(Text::read_again).transpose()?;
        Ok(text.map(|text| text.as_str().to_owned()))
    }

    /// The meaning of a command line, and of the text of the file that it names.
    ///
    /// # Errors
    /// Names the option that is wrong, with the line of the file.
    pub fn of_text(serve: &Serve, text: Option<String>) -> Result<Self, ConfigError> {
        let file = serve.config.as_deref().map(usual::present);
        let text = file.zip(text).map(|(name, text)| Text::new(&name, text));
        let mut config = Self::of(serve, text.as_ref())?;
        config.keep_back_own_files();
        config.keep_log_out()?;
        config.keep_state_out()?;
        store::check(config.store.as_ref(), config.hosts())?;
        Ok(config)
    }

    pub(super) fn of(serve: &Serve, text: Option<&Text>) -> Result<Self, ConfigError> {
        let file = text.map_or_else(|| Ok(Given::default()), file::read)?;
        let mut resolver = Resolver::new(&serve.settings.0, text);
        let certs = resolver.choose_or(&CERTS, &[&file], certs::usual_folder);
        let state = resolver.value(&STATE, &[&file]).unwrap_or_else(state::usual_folder);
        let history = Bounds {
            days: resolver.value(&HISTORY_DAYS, &[&file]).number(),
            bytes: resolver.value(&HISTORY_SIZE, &[&file]).number().into(),
        };
        let pid_file = resolver.value(&PID_FILE, &[&file]);
        let process = process(&mut resolver, &file);
        let metrics = Metrics::of(resolver.value(&METRICS, &[&file]));
        let naming = Protocol::ALL.into_iter().filter(|protocol| protocol.names_host());
        let endpoints: BTreeMap<_, _> = naming
            .filter_map(|protocol| {
                let chosen = resolver.choose(listen::address(protocol), &[&file]);
                Some((protocol, Endpoint::of(protocol, chosen)?))
            })
            .collect();
        let gopher_tls = resolver.value(&GOPHER_TLS, &[&file]);
        let gopher_text_dot = resolver.value(&GOPHER_TEXT_DOT, &[&file]);
        let networks = resolver.value(&PROXY_FROM, &[&file]);
        let limits = limits(&mut resolver, &file);
        let log = log(&mut resolver, &file)?;
        let store = store::store(&mut resolver, &file, text)?;
        let hosts = hosts(&mut resolver, &file, text)?;
        if let Some(text) = text {
            host_checks::check(&hosts, &serve.settings.0, &endpoints, &file, text)?;
        }
        let config = Self {
            first: hosts.first,
            others: hosts.others,
            endpoints,
            gopher_tls,
            gopher_text_dot,
            proxies: Proxies::new(networks.into_iter().map(Network::net).collect()),
            certs: certs.value,
            certs_source: certs.source,
            state,
            history,
            pid_file,
            process,
            metrics,
            limits,
            log,
            store,
            file: text.map(|text| text.name().to_owned()),
            settings: resolver.into_settings(),
        };
        if config.endpoints.is_empty() && config.hosts().all(|host| host.endpoints.is_empty()) {
            return Err(ConfigError::Nothing);
        }
        Ok(config)
    }

    /// The folder of certificates, if nobody has named it.
    #[must_use]
    pub fn usual_certs(&self) -> Option<PathBuf> {
        (self.certs_source == ValueSource::Default).then(|| self.certs.clone())
    }

    /// The same, with the folder of certificates of an earlier reading, where nobody names one: a
    /// process that has become another user would look elsewhere by now.
    #[must_use]
    pub fn with_usual_certs(mut self, earlier: Option<&Path>) -> Self {
        if let (ValueSource::Default, Some(earlier)) = (&self.certs_source, earlier) {
            earlier.clone_into(&mut self.certs);
        }
        self
    }

    /// The state of the host, which is of use where something is written.
    #[must_use]
    pub fn state_of(&self, host: &HostConfig) -> HostState {
        HostState::of(&self.state, &host.name)
    }

    /// True when anything is written into the state of a host.
    #[must_use]
    pub fn has_state(&self) -> bool {
        self.hosts().any(HostConfig::has_state)
    }

    /// The file of the index of a host's search; `None` without a search, or where the folder of the
    /// state is a part of what is served.
    #[must_use]
    pub fn search_index_of(&self, host: &HostConfig) -> Option<PathBuf> {
        let is_kept = host.options.search && self.state_is_apart();
        is_kept.then(|| self.state_of(host).search_index())
    }

    /// The address at which a host is served by a protocol; `None` when it is not.
    #[must_use]
    pub fn endpoint<'a>(
        &'a self,
        protocol: Protocol,
        host: &'a HostConfig,
    ) -> Option<&'a Endpoint> {
        if protocol.names_host() {
            self.endpoints.get(&protocol)
        } else {
            host.endpoints.get(&protocol)
        }
    }

    /// All hosts, the first one first.
    pub fn hosts(&self) -> impl Iterator<Item = &HostConfig> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

/// Reads a host name into the form in which it is compared: lower case, no final dot. An IP address
/// will do.
///
/// # Errors
/// Fails when it can't stand in a URL.
pub fn host(text: &str) -> Result<String, ConfigError> {
    let name: Result<HostName, String> = text.parse();
    name.map(|name| name.as_str().to_owned()).map_err(|_| ConfigError::Host(text.to_owned()))
}
