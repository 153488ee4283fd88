//! A worker: the process that talks to strangers. What it needs comes from the master: the text of
//! the configuration, and listeners that are open. It gives up what it does not need, reads
//! everything, says that it is ready, and serves until it is told to end.

use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use super::announce::{announce, announce_fresh, check_soon};
use super::common::Common;
use super::error::StartError;
use super::following;
use super::inbox::{Inbox, Outbox};
use super::life::Life;
use super::link::Link;
use super::message::{Begin, ToMaster, ToWorker};
use super::observability::{Observability, Observed, open_access_log};
use super::privileges;
use super::served::Fresh;
use super::signals::for_master;
use super::sockets::Opened;
use super::state::Server;
use super::whom;
use crate::cli::Serve;
use crate::config::{Config, Metrics};
use crate::counters::Carried;
use crate::log;
use crate::net::{self, ConnectionLimit, Dispatcher, Ending, Liveness, MetricsListener, Terms};
use crate::sandbox::Sandbox;
use crate::site::Site;

/// The variable that is set in the environment of a worker.
pub const WORKER: &str = "PROPUS_WORKER";

/// Descriptors that are not for connections: listeners, the log, the watcher, a scan 64 folders
/// deep, the reserve, newcomers that are being refused.
const OWN_DESCRIPTORS: u64 = 256;

/// Threads that wait for disks, besides those of the dispatcher. What one has used it keeps, about
/// half a megabyte: with tokio's 512 the memory of a server that is asked for much at a time grew
/// for as long as it ran.
const READERS: usize = 8;

/// Pause between two copies of the counts, of which those since the last one are lost when the
/// worker is killed.
const COPY: Duration = Duration::from_secs(60);

/// What comes from the master.
struct Given {
    opened: Opened,
    metrics: Option<MetricsListener>,
    begin: Begin,
    config: Config,
}

/// Everything that had to be done before there were threads.
struct Prepared {
    opened: Opened,
    metrics: Option<MetricsListener>,
    begin: Begin,
    sandbox: Sandbox,
    observability: Observability,
    dispatcher: Dispatcher,
}

/// Serves what the master at the other end of standard input says, until it says that it is enough.
/// A fault is the master's to report.
///
/// # Errors
/// Fails when there is no master.
pub fn work(serve: &Serve) -> Result<(), StartError> {
    // First: a signal that is for the whole group of processes must not end a worker.
    for_master().thread_block().map_err(|error| StartError::System(error.into()))?;
    let no_master = |_| StartError::NoMaster(WORKER);
    let stdin = rustix::stdio::stdin().try_clone_to_owned().map_err(no_master)?;
    let socket = UnixStream::from(stdin);
    let mut link = socket.try_clone().and_then(Link::new).map_err(no_master)?;
    socket.peer_addr().map_err(no_master)?;
    rename();
    let failed = match receive(&mut link, serve) {
        Ok(None) => return Ok(()),
        Ok(Some(given)) => prepare_and_run(given, socket),
        Err(error) => Err(error),
    };
    if let Err(error) = failed {
        // Without a master there is nobody to tell.
        let _ = link.send(&ToMaster::Failed(error.to_string()), None);
    }
    Ok(())
}

/// The name by which tools list it, which else were that of the link that it was started by.
fn rename() {
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::set_name(c"propus-worker");
}

/// What comes before the beginning; `None` when the master is gone.
fn receive(link: &mut Link, serve: &Serve) -> Result<Option<Given>, StartError> {
    let (mut opened, mut metrics) = (Opened::default(), None);
    loop {
        match link.receive().map_err(StartError::System)? {
            Some(ToWorker::Listener(facts)) => {
                let descriptor = link.take_descriptor().ok_or_else(lost)?;
                opened.add(descriptor.into(), facts);
            }
            Some(ToWorker::Metrics) => metrics = Some(link.take_descriptor().ok_or_else(lost)?),
            Some(ToWorker::Begin(begin)) => {
                let config = Config::of_text(serve, begin.text.clone());
                let config = config.map_err(|error| StartError::Worker(error.to_string()))?;
                let config = config.with_usual_certs(begin.certs.as_deref());
                let metrics = metrics.map(|it| passed(&config.metrics, it));
                return Ok(Some(Given { opened, metrics, begin, config }));
            }
            Some(
                ToWorker::Serve
                | ToWorker::Count(_)
                | ToWorker::HandOver(_)
                | ToWorker::Stop
                | ToWorker::Reopen,
            )
            | None => return Ok(None),
        }
    }
}

/// The listener for the metrics. What is open where nothing is said is a Unix socket; its place is
/// the master's, whose user may be another one.
fn passed(metrics: &Metrics, descriptor: OwnedFd) -> MetricsListener {
    match metrics {
        Metrics::At(socket) => MetricsListener::passed(socket, descriptor),
        Metrics::Usual(_) | Metrics::Off => MetricsListener::Unix(descriptor.into()),
    }
}

fn lost() -> StartError {
    StartError::System(io::Error::other("a descriptor did not come with its message"))
}

fn prepare_and_run(given: Given, socket: UnixStream) -> Result<(), StartError> {
    let Given { opened, metrics, begin, config } = given;
    // The number of processors that a container may use stands in files that are out of reach in
    // the sandbox.
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let user = begin.user.as_deref().map(whom::find).transpose()?.flatten();
    privileges::assume(&config, user.as_ref())?;
    let access_log = open_access_log(&config)?;
    // The list of users is out of reach in the sandbox, too.
    let own_name = privileges::own_name();
    let sandbox = privileges::enter(&config);
    let part = log::Part { names_hosts: config.hosts().count() > 1, begins: begin.news.is_first };
    let log = log::init(config.log.format, &log::filter(), part)?;
    if begin.news.rights {
        privileges::report(&sandbox, &config, user.as_ref(), &own_name);
    }
    let started = Timestamp::from_second(begin.started).unwrap_or_else(|_| Timestamp::now());
    let (observability, _access_file) = Observability::of(&config, &log, access_log, started)?;
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let blocking = Dispatcher::threads(processors).saturating_add(READERS);
    let runtime = runtime.worker_threads(processors).max_blocking_threads(blocking);
    let runtime = runtime.enable_all().build().map_err(StartError::System)?;
    let dispatcher = Dispatcher::new(processors);
    let prepared = Prepared { opened, metrics, begin, sandbox, observability, dispatcher };
    let served = runtime.block_on(run(&config, prepared, socket));
    // Whoever was promised some time has had it: a page that is still being converted is not waited
    // for.
    runtime.shutdown_background();
    served
}

async fn run(config: &Config, prepared: Prepared, socket: UnixStream) -> Result<(), StartError> {
    let (inbox, outbox) = super::inbox::open(socket).map_err(StartError::System)?;
    if let Err(error) = read_and_serve(config, prepared, inbox, outbox.clone()).await {
        outbox.send(ToMaster::Failed(error.to_string()));
    }
    outbox.finish().await;
    Ok(())
}

async fn read_and_serve(
    config: &Config,
    prepared: Prepared,
    inbox: Inbox,
    outbox: Outbox,
) -> Result<(), StartError> {
    let Prepared { opened, metrics, begin, sandbox, observability, dispatcher } = prepared;
    let terms = terms(config);
    let (ending, stop) = (terms.ending.clone(), CancellationToken::new());
    let observed = Observed::new(observability, terms.limits.connections);
    let (limit, liveness) = (terms.connection_limit.clone(), terms.liveness.clone());
    let common = Common::new(config, sandbox, observed.clone(), terms, dispatcher, stop.clone());
    let listeners = common.listeners.clone();
    following::take_keys(config).await?;
    let (server, fresh) = Server::read(config, common, opened, &begin.news)?;
    let life = Life::new(limit, liveness, server.sites());
    outbox.send(ToMaster::Ready(life.status()));
    let sites = server.sites();
    let worker = Worker { config, begin, observed, ending, stop, outbox, sites };
    let Some(inbox) = worker.wait_to_serve(inbox).await else { return Ok(()) };
    worker.serve(server, fresh, metrics, life);
    tokio::select! {
        () = worker.obey(inbox) => {}
        () = async { worker.stop.cancelled().await; listeners.close(); listeners.wait().await } => {}
    }
    worker.outbox.send(ToMaster::Counted(worker.observed.counters().hand_over()));
    Ok(())
}

/// A worker that is ready.
struct Worker<'a> {
    config: &'a Config,
    begin: Begin,
    observed: Observed,
    ending: Ending,
    stop: CancellationToken,
    outbox: Outbox,
    sites: Vec<Arc<Site>>,
}

impl Worker<'_> {
    /// Waits until nobody else serves; `None` when it is not to serve at all.
    async fn wait_to_serve(&self, mut inbox: Inbox) -> Option<Inbox> {
        loop {
            match inbox.next().await? {
                ToWorker::Serve => return Some(inbox),
                ToWorker::Count(carried) => self.observed.counters().take_up(carried),
                ToWorker::Reopen => self.reopen(),
                ToWorker::Stop
                | ToWorker::HandOver(_)
                | ToWorker::Listener(_)
                | ToWorker::Metrics
                | ToWorker::Begin(_) => return None,
            }
        }
    }

    fn serve(
        &self,
        server: Server,
        fresh: Vec<Fresh>,
        metrics: Option<MetricsListener>,
        life: Life,
    ) {
        if self.begin.news.is_first {
            announce(server.served(), self.config);
        } else {
            fresh.iter().for_each(announce_fresh);
        }
        server.serve();
        check_soon(fresh, self.observed.counters(), self.stop.clone());
        if let Some(listener) = metrics {
            let (observed, stop) = (self.observed.clone(), self.stop.clone());
            tokio::spawn(async move {
                let document = move |document| observed.document(document);
                if let Err(error) = net::serve_metrics(listener, document, stop).await {
                    error!(%error, "the metrics can't be served");
                }
            });
        }
        let outbox = self.outbox.clone();
        let pause = Duration::from_millis(self.begin.pause.max(1));
        tokio::spawn(life.tell(pause, move |status| outbox.send(ToMaster::Alive(status))));
        tokio::spawn(copy_counts(self.observed.clone(), self.outbox.clone(), self.stop.clone()));
    }

    /// Does what the master says. Ends when what is under way is not waited for any more.
    async fn obey(&self, mut inbox: Inbox) {
        let mut is_replaced = false;
        while let Some(message) = inbox.next().await {
            match message {
                ToWorker::HandOver(seconds) => {
                    self.sites.iter().for_each(|site| site.hand_over());
                    self.ending.hand_over(Duration::from_secs(seconds));
                    self.stop.cancel();
                    if !is_replaced {
                        let counted = self.observed.counters().hand_over();
                        self.outbox.send(ToMaster::Counted(counted));
                    }
                    is_replaced = true;
                }
                ToWorker::Stop => self.stop(),
                ToWorker::Count(carried) => self.observed.counters().take_up(carried),
                ToWorker::Reopen => self.reopen(),
                ToWorker::Serve
                | ToWorker::Listener(_)
                | ToWorker::Metrics
                | ToWorker::Begin(_) => {}
            }
        }
        // The master is gone, and with it whoever could be told of anything.
        self.stop();
        std::future::pending::<()>().await;
    }

    fn stop(&self) {
        self.sites.iter().for_each(|site| site.end());
        self.ending.stop(self.config.limits.finish);
        self.stop.cancel();
    }

    fn reopen(&self) {
        tokio::spawn(self.observed.clone().reopen_access_log());
    }
}

/// Sends copies of the counts, of those that have changed, until the stop.
async fn copy_counts(observed: Observed, outbox: Outbox, stop: CancellationToken) {
    let mut before = Carried::default();
    while tokio::time::timeout(COPY, stop.cancelled()).await.is_err() {
        let counts = observed.counters().copy();
        if counts != before {
            outbox.send(ToMaster::Copy(counts.clone()));
            before = counts;
        }
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
