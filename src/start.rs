//! From configuration to a running server: capsule, certificate, listeners, reload, and the way down again. The only
//! place that knows everyone.

use std::io::{self, IsTerminal, Write};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::banner::Banner;
use crate::capsule::{self, Folder};
use crate::command::page_warnings;
use crate::config::{Config, Endpoint};
use crate::log;
use crate::net::certs::{self, CertError, Identity};
use crate::net::{self, Gemini, Gopher, Seats};
use crate::origin::{GOPHER_PORT, Origin};
use crate::reload::{self, Bell};
use crate::site::Site;
use crate::warning::Warning;

/// The Gopher port that is taken when the usual one is not permitted.
const UNPRIVILEGED_GOPHER_PORT: u16 = 7070;
/// The name of a capsule that was not given one: it is reached on this machine only.
const NO_HOST: &str = "localhost";
/// How many warnings about pages are shown at start.
const SHOWN_WARNINGS: usize = 10;

/// Descriptors that are not for connections: listeners, the log, the watcher, a scan 64 folders deep, newcomers that are
/// being refused.
const OWN_DESCRIPTORS: u64 = 256;

/// Why the server did not start: each names the option, file or address to change.
#[derive(Debug, Error)]
pub enum StartError {
    /// The folder can't be read.
    #[error("{}: the folder can't be served: {source}; name another one, or make one with `propus init DIR`", folder.display())]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The site's configuration can't be read, so what it keeps back is not known.
    #[error("{}", folder.join(fault.to_string()).display())]
    Configuration {
        /// The folder.
        folder: PathBuf,
        /// What is wrong, and where.
        fault: Warning,
    },
    /// An address can't be listened on.
    #[error("{option} {address}: can't listen there: {source}{advice}")]
    Listen {
        /// The option that says another.
        option: &'static str,
        /// Which.
        address: SocketAddr,
        /// Why.
        source: io::Error,
        /// What to do.
        advice: &'static str,
    },
    /// A certificate is wrong.
    #[error(transparent)]
    Cert(#[from] CertError),
    /// TLS can't be set up.
    #[error("TLS can't be set up: {0}")]
    Tls(String),
    /// The log can't be started.
    #[error(transparent)]
    Log(#[from] log::LogError),
    /// The system refuses what every server needs.
    #[error("the system refuses to start it: {0}")]
    System(io::Error),
}

/// Serves until SIGTERM or SIGINT, then finishes what is under way.
///
/// # Errors
/// When it can't start; once it serves, nothing ends it but a signal.
pub fn serve(config: &Config) -> Result<(), StartError> {
    let _log = log::init(config.log_format, &log_filter())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(StartError::System)?;
    let served = runtime.block_on(run(config));
    // Whoever was promised ten seconds has had them: a page that is still being converted is not waited for.
    runtime.shutdown_background();
    served
}

async fn run(config: &Config) -> Result<(), StartError> {
    // Signals first: from here on none is lost, also as process 1 of a container, where none has a default action.
    let stop = stop_signal().map_err(StartError::System)?;
    let folder =
        Folder::open(&config.folder).map_err(|source| StartError::Folder { folder: config.folder.clone(), source })?;
    let (capsule, warnings) = capsule::load(&Arc::new(folder), &config.options, None);
    if let Some(fault) = capsule.config_fault().cloned() {
        return Err(StartError::Configuration { folder: config.folder.clone(), fault });
    }
    let gemini = config.gemini.map(listen_gemini).transpose()?;
    let gopher = config.gopher.map(listen_gopher).transpose()?;
    let origin = Origin {
        host: config.host.clone().unwrap_or_else(|| NO_HOST.to_owned()),
        gemini_port: public_port(config.gemini, gemini.as_ref()),
        gopher_port: public_port(config.gopher, gopher.as_ref()),
    };
    let certificate = match gemini {
        Some(_) => Some(certs::load_or_make(&config.certs, &origin.host)?),
        None => None,
    };
    let site = Arc::new(Site::new(capsule, origin, config.style));
    announce(config, &site, certificate.as_ref());
    let bell = reload::watch(Arc::clone(&site), config.folder.clone(), config.options.clone());
    reload_on_hangup(bell).map_err(StartError::System)?;
    tell_warnings(Arc::clone(&site), warnings);
    converse(config, &site, certificate, gemini, gopher, stop).await
}

/// What is logged: `PROPUS_LOG` says otherwise, in the manner of `RUST_LOG`.
fn log_filter() -> String {
    std::env::var("PROPUS_LOG").unwrap_or_else(|_| "info".to_owned())
}

/// Leads all conversations until it is time to stop.
async fn converse(
    config: &Config,
    site: &Arc<Site>,
    certificate: Option<Identity>,
    gemini: Option<TcpListener>,
    gopher: Option<TcpListener>,
    stop: CancellationToken,
) -> Result<(), StartError> {
    let seats = Seats::new(fit_to_descriptors(config.limits.connections), config.limits.per_address);
    let mut listeners = JoinSet::new();
    if let (Some(listener), Some(certificate)) = (gemini, certificate) {
        let tls = net::server_config(certificate.certified).map_err(|error| StartError::Tls(error.to_string()))?;
        let service = Gemini::new(Arc::clone(site), tls, config.limits, config.access);
        listeners.spawn(net::run(listener, Arc::new(service), seats.clone(), config.limits, stop.clone()));
    }
    if let Some(listener) = gopher {
        let service = Gopher::new(Arc::clone(site), config.limits, config.access);
        listeners.spawn(net::run(listener, Arc::new(service), seats, config.limits, stop.clone()));
    }
    while listeners.join_next().await.is_some() {}
    info!("stopped");
    Ok(())
}

/// How many connections the system has descriptors for, of those that are wanted: each needs one for itself and one for
/// a file. The soft limit on descriptors is raised as far as the system lets us.
fn fit_to_descriptors(wanted: usize) -> usize {
    let needed = (wanted as u64).saturating_mul(2).saturating_add(OWN_DESCRIPTORS);
    let Ok(allowed) = rlimit::increase_nofile_limit(needed) else { return wanted };
    let fitting = affordable(wanted, allowed);
    if fitting < wanted {
        warn!(
            "--max-connections is {wanted}, but the system lets a process open {allowed} files, which is enough for \
             {fitting}; `ulimit -n` or systemd's LimitNOFILE= allows more"
        );
    }
    fitting
}

fn affordable(wanted: usize, descriptors: u64) -> usize {
    let pairs = descriptors.saturating_sub(OWN_DESCRIPTORS) / 2;
    wanted.min(usize::try_from(pairs).unwrap_or(usize::MAX)).max(1)
}

/// A token that is cancelled by SIGTERM or SIGINT.
fn stop_signal() -> io::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let told = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        info!("stopping: what is under way is finished first");
        told.cancel();
    });
    Ok(stop)
}

/// SIGHUP reads the folder again, for where changes are not seen.
fn reload_on_hangup(bell: Bell) -> io::Result<()> {
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            bell.ring();
        }
    });
    Ok(())
}

fn listen_gemini(endpoint: Endpoint) -> Result<TcpListener, StartError> {
    listen(endpoint, endpoint.address).map_err(|source| StartError::Listen {
        option: "--gemini",
        address: endpoint.address,
        source,
        advice: "",
    })
}

/// Listens for Gopher; where the usual port was not asked for and is not permitted, on one that is.
fn listen_gopher(endpoint: Endpoint) -> Result<TcpListener, StartError> {
    let refused = |address, source, advice| StartError::Listen { option: "--gopher", address, source, advice };
    match listen(endpoint, endpoint.address) {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied && !endpoint.asked => {
            let address = SocketAddr::new(endpoint.address.ip(), UNPRIVILEGED_GOPHER_PORT);
            let listener = listen(endpoint, address).map_err(|source| refused(address, source, ""))?;
            warn!(
                "port {GOPHER_PORT} is not permitted, so Gopher is on {UNPRIVILEGED_GOPHER_PORT}; to get {GOPHER_PORT}: \
                 setcap cap_net_bind_service=+ep on the binary, or a systemd socket, \
                 or sysctl net.ipv4.ip_unprivileged_port_start={GOPHER_PORT}"
            );
            Ok(listener)
        }
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            let advice = "; a port below 1024 needs a privilege: setcap cap_net_bind_service=+ep on the binary, \
                          a systemd socket, or sysctl net.ipv4.ip_unprivileged_port_start";
            Err(refused(endpoint.address, error, advice))
        }
        Err(error) => Err(refused(endpoint.address, error, "")),
    }
}

/// Listens; where IPv6 was not asked for and the machine has none, on IPv4.
fn listen(endpoint: Endpoint, address: SocketAddr) -> io::Result<TcpListener> {
    let listener = net::bind(address);
    let without_ipv6 = |error: &io::Error| {
        // EAFNOSUPPORT from making the socket, EADDRNOTAVAIL from binding it: the machine has no IPv6.
        error.kind() == io::ErrorKind::AddrNotAvailable
            || error.kind() == io::ErrorKind::Unsupported
            || error.raw_os_error() == Some(rustix::io::Errno::AFNOSUPPORT.raw_os_error())
    };
    match listener {
        Err(error) if !endpoint.asked && without_ipv6(&error) => {
            net::bind(SocketAddr::from((Ipv4Addr::UNSPECIFIED, address.port())))
        }
        other => other,
    }
}

/// The port that clients see.
fn public_port(endpoint: Option<Endpoint>, listener: Option<&TcpListener>) -> Option<u16> {
    let own = listener?.local_addr().ok()?.port();
    Some(endpoint?.public_port.unwrap_or(own))
}

/// Tells a person at a terminal, or the journal, what is served where.
fn announce(config: &Config, site: &Site, certificate: Option<&Identity>) {
    let banner = Banner::of(&config.folder, site, certificate.map(|it| &it.facts));
    if io::stdout().is_terminal() || !log::in_journal() {
        // When standard output is closed nobody wants to know.
        let _ = write!(io::stdout(), "{}", banner.shown(io::stdout().is_terminal()));
    } else {
        info!("{}", banner.line());
    }
    if config.host.is_none() {
        warn!("--host is not set: the capsule answers to \"{NO_HOST}\" only, and menus carry that name");
    }
    if config.host.as_deref().is_some_and(|host| host.parse::<Ipv6Addr>().is_ok()) && config.gopher.is_some() {
        warn!("--host is an IPv6 address: Gopher clients can't make a URL of it, so give a name");
    }
    if let Some(Identity { made: true, files, .. }) = certificate {
        let folder = files.key.parent().unwrap_or(Path::new(".")).display();
        info!("a key and a certificate were made in {folder}: keep them, clients know the capsule by its key");
    }
    if let Some(Identity { facts, files, .. }) = certificate
        && !facts.is_valid_at(jiff::Timestamp::now())
    {
        let file = files.certificate.display();
        warn!("{file}: the certificate is not valid today ({} to {})", facts.not_before, facts.not_after);
    }
}

/// Reads all pages in the background and tells what their authors should know.
fn tell_warnings(site: Arc<Site>, mut warnings: Vec<Warning>) {
    thread::spawn(move || {
        warnings.extend(site.with_capsule(|capsule| page_warnings(capsule, &|| {})));
        for warning in warnings.iter().take(SHOWN_WARNINGS) {
            warn!("{warning}");
        }
        if warnings.len() > SHOWN_WARNINGS {
            warn!("{} more warnings about pages; `propus check` shows all", warnings.len() - SHOWN_WARNINGS);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_are_fitted_to_the_descriptors_there_are() {
        assert_eq!(affordable(1000, 1024), 384);
        assert_eq!(affordable(1000, 1 << 20), 1000);
        assert_eq!(affordable(1000, 64), 1);
    }
}
