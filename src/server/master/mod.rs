//! The master: the process that holds what stays while workers come and go: the listeners, the
//! configuration, the pid file, the way to the service manager. It has one thread, reads nothing
//! that a stranger sent, and takes what a worker says for what a stranger says.
//!
//! Which worker is to be started, to serve or to end is for `keeper`; here that is done.

mod actions;
mod control;
mod events;
mod keeper;
mod process;
mod report;
mod sd_notify;
mod setup;
mod signals;
mod step;
mod succession;
mod upgrade;
mod watch;

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tracing::{info, warn};

use self::control::Control;
use self::keeper::Keeper;
use self::process::Process;
use self::report::Report;
use self::sd_notify::Notifier;
use self::setup::Setup;
use self::signals::Signals;
use self::step::{Action, Cause, Event, Id};
use self::upgrade::{Inheritance, Rest, Trial};
use self::watch::{Stamp, Watch};
use super::error::StartError;
use super::link::Link;
use super::memory::use_small_pages;
use super::served::{check_usual_folder, remarks_on_folders};
use super::sockets::Opened;
use super::{privileges, whom};
use crate::cli::Serve;
use crate::config::{Config, ConfigError, InForce};
use crate::counters::Carried;
use crate::log;
use crate::sandbox::User;

pub use self::upgrade::{HEIR, TRIAL, answer_trial};

/// Reason for which there is no server.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// It can't be served.
    #[error(transparent)]
    Start(#[from] StartError),
}

/// Serves what a command line says until SIGTERM or SIGINT, then lets what is under way finish.
///
/// # Errors
/// Fails when it can't start; once it serves, nothing ends it but a signal.
pub fn serve(serve: &Serve) -> Result<(), ServeError> {
    use_small_pages();
    let stamp = serve.config.as_deref().and_then(Stamp::of);
    let text = Config::text(serve)?;
    let config = Config::of_text(serve, text.clone())?;
    Ok(Master::start(serve, config, text, stamp)?.run(Keeper::start)?)
}

/// Goes on with the server of the program that this one has taken the place of.
///
/// # Errors
/// Fails when nothing was left by such a program, or what was can't be used.
pub fn take_over(serve: &Serve) -> Result<(), ServeError> {
    use_small_pages();
    let stamp = serve.config.as_deref().and_then(Stamp::of);
    let no_master = |_| StartError::NoMaster(HEIR);
    let (inherited, rest) = Inheritance::receive().map_err(no_master)?;
    let serving = rest.serving;
    let workers = inherited.workers.iter().map(|(id, _)| *id);
    let old: Vec<Id> = workers.filter(|id| Some(*id) != serving).collect();
    let master = Master::inherit(serve, inherited, rest, stamp)?;
    Ok(master.run(|now| Keeper::adopt(serving, &old, now))?)
}

/// The master of a server.
struct Master<'a> {
    serve: &'a Serve,
    user: Option<User>,
    signals: Signals,
    report: Report,
    /// Path of the program that was started.
    program: Option<PathBuf>,
    started: Timestamp,
    /// Settings in force at the start.
    settings: Vec<InForce>,
    watch: Watch,
    keeper: Keeper,
    processes: Vec<Process>,
    in_force: Setup,
    /// What is served by the worker that is being started, once it serves.
    next: Option<(Setup, Cause)>,
    /// Reason for which what was read last is not in force.
    refused: Option<String>,
    /// The time at which a folder is tried again, and the pause before.
    retry: Option<(Instant, Duration)>,
    /// Folders and certificates that the newest worker was started for.
    tried_folders: Vec<PathBuf>,
    is_told_to_stop: bool,
    /// It was started in a terminal.
    has_terminal: bool,
    /// Folders and certificates that have been replaced since the last start.
    replaced: Vec<PathBuf>,
    /// Counts that no worker has yet, and a copy of those that the one has that serves.
    counts: Vec<Carried>,
    copy: Option<Carried>,
    control: Control,
    /// Version of the program before, until a worker of this one serves or is refused.
    predecessor: Option<String>,
    /// The program that is tried, to take the place of this one.
    trial: Option<Trial>,
    wants_upgrade: bool,
    /// The outcome of the trial, if it is over.
    tried: Option<Result<(), String>>,
    /// The end, with its fault.
    end: Option<Option<String>>,
}

impl<'a> Master<'a> {
    /// Opens everything.
    fn start(
        serve: &'a Serve,
        config: Config,
        text: Option<String>,
        stamp: Option<Stamp>,
    ) -> Result<Self, StartError> {
        check_usual_folder(&config)?;
        let user = whom::user(&config)?;
        let signals = Signals::hold().map_err(StartError::System)?;
        log::init_direct(config.log.format, &log::filter())?;
        for remark in remarks_on_folders(&config) {
            warn!("{remark}");
        }
        let passed = Opened::passed()?;
        let in_force = Setup::first(text, config, &passed, user.as_ref())?;
        Self::with(serve, user, signals, in_force, stamp)
    }

    /// One that has started no worker, with all that is open; gives up what it needs no more.
    fn with(
        serve: &'a Serve,
        user: Option<User>,
        signals: Signals,
        in_force: Setup,
        stamp: Option<Stamp>,
    ) -> Result<Self, StartError> {
        let mut warnings = Vec::new();
        let notifier = Notifier::from_environment(&mut warnings);
        warnings.iter().for_each(|warning| warn!("{warning}"));
        privileges::reduce(&in_force.config, user.as_ref())?;
        let now = Instant::now();
        let control = Control::open(user.as_ref().map(|user| user.numbers().0));
        let watch = Watch::new(&in_force.config, stamp, now);
        Ok(Self {
            serve,
            user,
            signals,
            report: Report::new(notifier),
            program: program(),
            started: Timestamp::now(),
            settings: in_force.config.settings.clone(),
            watch,
            keeper: Keeper::default(),
            processes: Vec::new(),
            in_force,
            next: None,
            refused: None,
            retry: None,
            tried_folders: Vec::new(),
            is_told_to_stop: false,
            has_terminal: io::stderr().is_terminal(),
            replaced: Vec::new(),
            counts: Vec::new(),
            copy: None,
            control,
            predecessor: None,
            trial: None,
            wants_upgrade: false,
            tried: None,
            end: None,
        })
    }

    /// Goes on with what the program before has left.
    fn inherit(
        serve: &'a Serve,
        mut inherited: Inheritance,
        rest: Rest,
        stamp: Option<Stamp>,
    ) -> Result<Self, ServeError> {
        let signals = Signals::hold().map_err(StartError::System)?;
        // What was in force; what the file says now is for the first worker of this program.
        let left = inherited.text.take();
        let (config, text) = match Config::of_text(serve, left.clone()) {
            Ok(config) => (config, left),
            Err(_) => {
                let text = Config::text(serve)?;
                (Config::of_text(serve, text.clone())?, text)
            }
        };
        let config = config.with_usual_certs(rest.certs.as_deref());
        // Whoever owns what by now, and whatever the configuration says by now.
        let user = rest.user.as_deref().map(whom::find).transpose()?.flatten();
        log::init_direct(config.log.format, &log::filter()).map_err(StartError::Log)?;
        let workers = std::mem::take(&mut inherited.workers);
        let clients = std::mem::take(&mut inherited.clients);
        let in_force = Setup::inherit(text, config, inherited, user.as_ref())?;
        let mut master = Self::with(serve, user, signals, in_force, stamp)?;
        master.control.adopt(clients, Instant::now());
        master.started = Timestamp::from_second(rest.started).unwrap_or(master.started);
        for (id, socket) in workers {
            master.processes.extend(Link::new(socket).map(|link| Process::adopt(id, link)));
        }
        let taken = upgrade::taken(&rest.version);
        info!("{taken}; the worker of that serves meanwhile");
        master.predecessor = Some(rest.version);
        Ok(master)
    }

    /// Serves, from the beginning that a keeper makes.
    fn run(
        mut self,
        begin: impl FnOnce(Instant) -> (Keeper, Vec<Action>),
    ) -> Result<(), StartError> {
        let now = Instant::now();
        let (keeper, actions) = begin(now);
        self.keeper = keeper;
        // Those that ended while another program took the place of this one have no signal any more.
        let ended = self.ended();
        self.report.starting(now);
        self.act(actions, now);
        for event in ended {
            let actions = self.keeper.take(event, now);
            self.act(actions, now);
        }
        while self.end.is_none() {
            self.wait()?;
            let now = Instant::now();
            let mut events = self.said();
            events.extend(self.wished(now));
            events.extend(self.told());
            events.extend(self.seen(now));
            events.push(Event::Passed);
            for event in events {
                let actions = self.keeper.take(event, now);
                self.act(actions, now);
            }
            self.report.passed(now);
            self.upgrade(now);
        }
        match self.end.flatten() {
            Some(fault) => Err(StartError::Worker(fault)),
            None => {
                info!("stopped");
                Ok(())
            }
        }
    }
}

/// Path of the program that runs.
fn program() -> Option<PathBuf> {
    std::env::current_exe().ok()
}
