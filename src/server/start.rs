//! Starting, in the order that privileges, sandbox and threads ask for; then waiting for the end,
//! and reading everything again meanwhile.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::mpsc;
use tracing::{error, info, warn};

use super::announce::{Checks, announce};
use super::common::Common;
use super::error::StartError;
use super::observability::{Observability, Observed, Outputs};
use super::pid_file::PidFile;
use super::privileges;
use super::reread::Reread;
use super::sd_notify::Notifier;
use super::signals::{ask_on_hangup, stop_signal, survive_file_sizes};
use super::sockets::Opened;
use super::state::Server;
use super::systemd::Report;
use crate::config::Config;
use crate::net::{self, ConnectionLimit, Dispatcher, Ending, Liveness, Terms, on_own_thread};
use crate::sandbox::Sandbox;
use crate::{log, reload};

/// Descriptors that are not for connections: listeners, the log, the watcher, a scan 64 folders
/// deep, the reserve, newcomers that are being refused.
const OWN_DESCRIPTORS: u64 = 256;

/// Threads that wait for disks, besides those of the dispatcher. What one has used it keeps, about
/// half a megabyte: with tokio's 512 the memory of a server that is asked for much at a time grew
/// for as long as it ran.
const READERS: usize = 8;

/// Everything that had to be done before there were threads.
struct Prepared {
    opened: Opened,
    sandbox: Sandbox,
    notifier: Notifier,
    observability: Observability,
    dispatcher: Dispatcher,
}

/// Serves until SIGTERM or SIGINT, then finishes what is under way. `reread` gives the
/// configuration again, for when it has changed.
///
/// # Errors
/// Fails when it can't start; once it serves, nothing ends it but a signal.
pub fn serve(config: Config, reread: impl Reread) -> Result<(), StartError> {
    let user = privileges::user(&config)?;
    // Before there are threads: it changes the environment, and the sandbox holds for the threads
    // that follow.
    let mut opened = Opened::passed()?;
    let pid_file = config.pid_file.as_deref().map(PidFile::hold).transpose()?;
    let mut warnings = opened.open_rest(&config)?;
    warnings.extend(pid_file.as_ref().and_then(PidFile::warning));
    let notifier = Notifier::from_environment(&mut warnings);
    // The number of processors that a container may use stands in files that are out of reach in
    // the sandbox.
    let processors = thread::available_parallelism().map_or(1, usize::from);
    privileges::assume(&config, user.as_ref())?;
    let outputs = Outputs::open(&config)?;
    // The list of users is out of reach in the sandbox, too.
    let own_name = privileges::own_name();
    let sandbox = privileges::enter(&config);
    let log = log::init(config.log.format, &log_filter())?;
    for warning in warnings {
        warn!("{warning}");
    }
    privileges::report(&sandbox, &config, user.as_ref(), &own_name);
    let (observability, _access_file) = Observability::of(&config, &log, outputs)?;
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let blocking = Dispatcher::threads(processors).saturating_add(READERS);
    let runtime = runtime.worker_threads(processors).max_blocking_threads(blocking);
    let runtime = runtime.enable_all().build().map_err(StartError::System)?;
    let dispatcher = Dispatcher::new(processors);
    let prepared = Prepared { opened, sandbox, notifier, observability, dispatcher };
    let served = runtime.block_on(run(config, reread, prepared));
    // Whoever was promised ten seconds has had them: a page that is still being converted is not
    // waited for.
    runtime.shutdown_background();
    served
}

async fn run(config: Config, reread: impl Reread, prepared: Prepared) -> Result<(), StartError> {
    let Prepared { opened, sandbox, notifier, observability, dispatcher } = prepared;
    // Signals first: from here on none is lost, also as process 1 of a container, where none has a
    // default action.
    let stop = stop_signal().map_err(StartError::System)?;
    let (asking, asked) = mpsc::channel(1);
    ask_on_hangup(asking.clone()).map_err(StartError::System)?;
    survive_file_sizes().map_err(StartError::System)?;
    observability.reopen_on_signal().map_err(StartError::System)?;
    let terms = terms(&config);
    let connection_limit = terms.connection_limit.clone();
    let (observed, metrics) = Observed::new(observability, terms.limits.connections);
    let common = Common::new(&config, sandbox, observed.clone(), terms, dispatcher, stop.clone());
    let mut server = Server::new(common, opened);
    let report = Report::new(notifier, connection_limit, server.liveness());
    let more_time = report.starting();
    let fresh = server.apply(&config, |hosts, _| announce(hosts, config.file.is_some()))?;
    drop(more_time);
    report.ready(server.sites());
    tokio::spawn(report.clone().go_on());
    let checks = Checks::new(observed.counters());
    checks.begin(fresh);
    let listeners = server.listeners();
    if let Some(listener) = metrics {
        let metrics =
            net::serve_metrics(listener, move |document| observed.document(document), stop.clone());
        listeners.spawn(metrics);
    }
    if let Some(file) = config.file {
        reload::watch_file(file, move || asking.try_send(()).is_ok());
    }
    tokio::spawn(reload_when_asked(asked, server, reread, report.clone(), checks));
    stop.cancelled().await;
    report.stopping();
    listeners.close();
    listeners.wait().await;
    info!("stopped");
    Ok(())
}

/// Filter of the log: `PROPUS_LOG`, in the manner of `RUST_LOG`.
fn log_filter() -> String {
    std::env::var("PROPUS_LOG").unwrap_or_else(|_| "info".to_owned())
}

/// Reads configuration, certificates and folders again whenever that is asked for. What is bad
/// leaves all as it was.
async fn reload_when_asked(
    mut asked: mpsc::Receiver<()>,
    server: Server,
    reread: impl Reread,
    report: Report,
    checks: Checks,
) {
    let (server, reread) = (Arc::new(Mutex::new(server)), Arc::new(reread));
    while asked.recv().await.is_some() {
        let (server, reread) = (Arc::clone(&server), Arc::clone(&reread));
        let (reporting, checks) = (report.clone(), checks.clone());
        let more_time = report.reloading();
        // Folders are read: not for a thread that serves, nor for one that may be long in coming.
        let reloaded = on_own_thread("reload", move || {
            let mut server = server.lock().unwrap_or_else(PoisonError::into_inner);
            let (fresh, fault) = match server.reload(&*reread) {
                Ok(fresh) => (fresh, None),
                Err(fault) => (Vec::new(), Some(fault)),
            };
            reporting.reloaded(server.sites(), fault);
            checks.begin(fresh);
        });
        if let Err(failed) = reloaded.await {
            error!(%failed, "the configuration could not be read again");
            report.not_reloaded("a bug in propus ended the attempt");
        }
        drop(more_time);
    }
}

/// Terms on which connections are accepted, as far as the system has descriptors for them.
fn terms(config: &Config) -> Terms {
    let connections = fit_to_descriptors(config.limits.connections);
    Terms {
        connection_limit: ConnectionLimit::new(connections, config.limits.per_address),
        limits: config.limits,
        proxies: config.proxies.clone(),
        liveness: Liveness::default(),
        ending: Ending::default(),
    }
}

/// Number of connections for which the system has descriptors, at most those that are wanted: each
/// needs one for itself and one for a file. The soft limit on descriptors is raised as far as the
/// system lets us.
fn fit_to_descriptors(wanted: usize) -> usize {
    let needed = (wanted as u64).saturating_mul(2).saturating_add(OWN_DESCRIPTORS);
    let Ok(allowed) = rlimit::increase_nofile_limit(needed) else { return wanted };
    let fitting = affordable(wanted, allowed);
    if fitting < wanted {
        warn!(
            "--max-connections is {wanted}, but the system lets a process open {allowed} files, \
             which is enough for {fitting}; `ulimit -n` or systemd's LimitNOFILE= allows more"
        );
    }
    fitting
}

fn affordable(wanted: usize, descriptors: u64) -> usize {
    let pairs = descriptors.saturating_sub(OWN_DESCRIPTORS) / 2;
    wanted.min(usize::try_from(pairs).unwrap_or(usize::MAX)).max(1)
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
