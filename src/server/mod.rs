//! From configuration to a running server, and the way down again: the log, signals, what is said
//! at start. What a configuration becomes, and how it becomes another one, is for `server`. The
//! only place that knows everyone.

mod certificates;
mod endpoints;
mod error;
mod listen;
mod observability;
mod pid_file;
mod privileges;
mod sandbox_rules;
mod sd_notify;
mod sockets;
mod state;
mod systemd;

pub use error::StartError;
pub use pid_file::PidFile;

use std::io::{self, IsTerminal, Write};
use std::net::Ipv6Addr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::banner::Banner;
use crate::command::page_warnings;
use crate::config::{Config, ConfigError, HostConfig};
use crate::counters::Counters;
use crate::net::certs::HostCertificate;
use crate::net::{self, ConnectionLimit};
use crate::sandbox::Sandbox;
use crate::{log, reload};
use observability::{Means, Observed, Outlets};
use sd_notify::Notifier;
use sockets::Opened;
use state::{Fresh, Served, Server};
use systemd::Report;

/// What a configuration file is usually called. It is not read unless it is asked for: what is
/// served, and to whom, must not depend on where somebody stands when starting it, nor on a file
/// that came with somebody else's folder.
const USUAL_FILE: &str = "propus.toml";
/// How many warnings about pages are shown at start.
const SHOWN_WARNINGS: usize = 10;

/// Descriptors that are not for connections: listeners, the log, the watcher, a scan 64 folders
/// deep, the reserve, newcomers that are being refused.
const OWN_DESCRIPTORS: u64 = 256;

/// Threads that wait for disks, besides those that convert pages. What one has used it keeps, about
/// half a megabyte: with tokio's 512 the memory of a server that is asked for much at a time grew
/// for as long as it ran.
const READERS: usize = 8;

/// Serves until SIGTERM or SIGINT, then finishes what is under way. `reread` gives the
/// configuration again, for when it has changed.
///
/// # Errors
/// When it can't start; once it serves, nothing ends it but a signal.
pub fn serve(config: Config, reread: impl Reread) -> Result<(), StartError> {
    let user = privileges::user(&config.process)?;
    // Before there are threads: it changes the environment, and the sandbox holds for the threads
    // that follow.
    let mut opened = Opened::passed()?;
    let _pid_file = config.pid_file.as_deref().map(PidFile::hold).transpose()?;
    let mut warnings = opened.open_rest(&config)?;
    let notifier = Notifier::from_environment(&mut warnings);
    // How many processors a container may use stands in files that are out of reach in the sandbox.
    let workers = thread::available_parallelism().map_or(1, usize::from);
    privileges::assume(&config, user.as_ref())?;
    let outlets = Outlets::open(&config)?;
    // The list of users is out of reach in the sandbox, too.
    let own_name = privileges::own_name();
    let sandbox = privileges::enter(&config);
    let log = log::init(config.log.format, &log_filter())?;
    warnings.into_iter().for_each(|warning| warn!("{warning}"));
    privileges::tell(&sandbox, &config, &own_name);
    let (means, _access_file) = Means::of(&config, &log, outlets)?;
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(workers).max_blocking_threads(workers + READERS);
    let runtime = runtime.enable_all().build().map_err(StartError::System)?;
    let served = runtime.block_on(run(config, reread, (opened, sandbox, notifier, means)));
    // Whoever was promised ten seconds has had them: a page that is still being converted is not
    // waited for.
    runtime.shutdown_background();
    served
}

/// What an operator should know of the files of a configuration, as the sandbox will see them.
#[must_use]
pub fn remarks(config: &Config) -> Vec<String> {
    sandbox_rules::remarks(config)
}

/// Reads the configuration again.
pub trait Reread: Fn() -> Result<Config, ConfigError> + Send + Sync + 'static {}

impl<F: Fn() -> Result<Config, ConfigError> + Send + Sync + 'static> Reread for F {}

async fn run(
    config: Config,
    reread: impl Reread,
    (opened, sandbox, notifier, means): (Opened, Sandbox, Notifier, Means),
) -> Result<(), StartError> {
    // Signals first: from here on none is lost, also as process 1 of a container, where none has a
    // default action.
    let stop = stop_signal().map_err(StartError::System)?;
    let (asking, asked) = mpsc::channel(1);
    ask_on_hangup(asking.clone()).map_err(StartError::System)?;
    means.reopen_on_signal().map_err(StartError::System)?;
    let connections = fit_to_descriptors(config.limits.connections);
    let connection_limit = ConnectionLimit::new(connections, config.limits.per_address);
    let (observed, metrics) = Observed::new(means, connections);
    let counters = observed.counters();
    let mut server = Server::new(
        &config,
        opened,
        sandbox,
        observed.clone(),
        connection_limit.clone(),
        stop.clone(),
    );
    let report = Report::new(notifier, connection_limit, server.liveness());
    let more_time = report.starting();
    let fresh = server.apply(&config, |hosts, _| announce(hosts, config.file.is_some()))?;
    drop(more_time);
    report.ready(server.sites());
    tokio::spawn(report.clone().go_on());
    tell_warnings(fresh, &counters);
    if let Some(listener) = metrics {
        server.doors().spawn(net::tell_metrics(
            listener,
            move |document| observed.tell(document),
            stop.clone(),
        ));
    }
    if let Some(file) = config.file {
        reload::watch_file(file, move || asking.try_send(()).is_ok());
    }
    let doors = server.doors();
    tokio::spawn(reload_when_asked(asked, server, reread, (report.clone(), counters)));
    stop.cancelled().await;
    report.stopping();
    doors.close();
    doors.wait().await;
    info!("stopped");
    Ok(())
}

/// What is logged: `PROPUS_LOG` says otherwise, in the manner of `RUST_LOG`.
fn log_filter() -> String {
    std::env::var("PROPUS_LOG").unwrap_or_else(|_| "info".to_owned())
}

/// Reads configuration, certificates and folders again whenever that is asked for. What is bad
/// leaves all as it was.
async fn reload_when_asked(
    mut asked: mpsc::Receiver<()>,
    server: Server,
    reread: impl Reread,
    (report, counters): (Report, Arc<Counters>),
) {
    let (server, reread) = (Arc::new(Mutex::new(server)), Arc::new(reread));
    while asked.recv().await.is_some() {
        let (server, reread, told) = (Arc::clone(&server), Arc::clone(&reread), report.clone());
        let counters = Arc::clone(&counters);
        let more_time = report.reloading();
        // Folders are read: not for a thread that serves.
        let reloaded = spawn_blocking(move || {
            let mut server = server.lock().unwrap_or_else(PoisonError::into_inner);
            let (fresh, trouble) = match server.reload(&*reread) {
                Ok(fresh) => (fresh, None),
                Err(trouble) => (Vec::new(), Some(trouble)),
            };
            told.reloaded(server.sites(), trouble);
            tell_warnings(fresh, &counters);
        });
        if let Err(failed) = reloaded.await {
            error!(%failed, "the configuration could not be read again");
            report.not_reloaded("a bug in propus ended the attempt");
        }
        drop(more_time);
    }
}

/// How many connections the system has descriptors for, of those that are wanted: each needs one
/// for itself and one for a file. The soft limit on descriptors is raised as far as the system lets
/// us.
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
    let (mut terminate, mut interrupt) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
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

/// SIGHUP asks for everything to be read again.
fn ask_on_hangup(asking: mpsc::Sender<()>) -> io::Result<()> {
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            // One question that waits is as good as many.
            let _ = asking.try_send(());
        }
    });
    Ok(())
}

/// Tells a person at a terminal, or the journal, what is served where. `configured` says whether a
/// file was read.
fn announce(hosts: &[Served], configured: bool) {
    for served in hosts {
        let certificate = served.certificate.as_ref().map(|it| &it.facts);
        let banner = Banner::of(&served.config.folder, &served.site, certificate);
        if io::stdout().is_terminal() || !log::in_journal() {
            // When standard output is closed nobody wants to know.
            let _ = write!(io::stdout(), "{}", banner.shown(io::stdout().is_terminal()));
        } else {
            info!("{}", banner.line());
        }
    }
    for served in hosts {
        remark_on(&served.config);
    }
    if !configured && Path::new(USUAL_FILE).is_file() {
        info!("there is a {USUAL_FILE} here, which is not read; --config {USUAL_FILE} reads it");
    }
}

/// What an operator should know of a host's settings.
fn remark_on(host: &HostConfig) {
    let name = &host.name;
    if !host.named {
        warn!(
            "--host is not set: the capsule answers to \"{name}\" only, and menus carry that name"
        );
    }
    if name.parse::<Ipv6Addr>().is_ok() && host.gopher.is_some() {
        warn!("--host is an IPv6 address: Gopher clients can't make a URL of it, so give a name");
    }
    for place in &host.options.kept_back {
        let folder = host.folder.display();
        warn!(
            "{place} lies inside of the capsule {folder}; it is not served, but better kept elsewhere (--certs DIR)"
        );
    }
    if host.left_out {
        warn!(
            "{name} is not on Gopher: no request there names its host, so it needs an address of its own"
        );
    }
}

/// What an operator should know of a certificate.
fn remark_on_certificate(certificate: &HostCertificate, host: &HostConfig) {
    let HostCertificate { facts, files, made, .. } = certificate;
    let file = files.certificate.display();
    if *made {
        let folder = files.key.parent().unwrap_or(Path::new("."));
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        info!(
            "there was no key for {} in {}, so one was made, and a certificate: keep them, clients know the capsule by \
             its key. If they know it by another one already, say where that is: --certs DIR",
            host.name,
            folder.display()
        );
    }
    if let Some(concern) = certificate.concern() {
        warn!("{concern}");
    }
    for alias in host.aliases.iter().filter(|alias| !facts.is_for(alias)) {
        warn!(
            "{file}: the certificate is not for the alias {alias}, only for {}; clients will say so until it is renewed \
             for all names",
            facts.names.join(", ")
        );
    }
}

/// Reads all pages of new sites in the background and tells what their authors should know.
fn tell_warnings(fresh: Vec<Fresh>, counters: &Arc<Counters>) {
    if fresh.is_empty() {
        return;
    }
    let counters = Arc::clone(counters);
    thread::spawn(move || fresh.into_iter().for_each(|fresh| tell_warnings_of(fresh, &counters)));
}

fn tell_warnings_of(Fresh { site, mut warnings, .. }: Fresh, counters: &Counters) {
    warnings.extend(site.with_capsule(|capsule| page_warnings(capsule, &|| {})));
    counters.warnings(&site.origin().host, warnings.len());
    for warning in warnings.iter().take(SHOWN_WARNINGS) {
        warn!("{warning}");
    }
    if warnings.len() > SHOWN_WARNINGS {
        warn!(
            "{} more warnings about pages; `propus check` shows all",
            warnings.len() - SHOWN_WARNINGS
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::server::*;

    #[test]
    fn connections_are_fitted_to_the_descriptors_there_are() {
        assert_eq!(affordable(1000, 1024), 384);
        assert_eq!(affordable(1000, 1 << 20), 1000);
        assert_eq!(affordable(1000, 64), 1);
    }
}
