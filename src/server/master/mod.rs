//! The master: the process that holds what stays while workers come and go: the listeners, the
//! configuration, the pid file, the way to the service manager. It has one thread, reads nothing
//! that a stranger sent, and takes what a worker says for what a stranger says.
//!
//! Which worker is to be started, to serve or to end is for `keeper`; here that is done.

mod keeper;
mod process;
mod report;
mod sd_notify;
mod setup;
mod signals;
mod upgrade;
mod watch;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tracing::{debug, error, info, warn};

use self::keeper::{Action, Cause, Event, Id, Keeper};
use self::process::Process;
use self::report::Report;
use self::sd_notify::Notifier;
use self::setup::Setup;
use self::signals::{Said, Signals};
use self::upgrade::{Inheritance, Rest, Testament, ToHeir, Trial};
use self::watch::{Stamp, Watch};
use super::error::StartError;
use super::link::Link;
use super::message::{Begin, News, ToMaster, ToWorker};
use super::sockets::Opened;
use super::{openings, privileges};
use crate::cli::Serve;
use crate::config::{Config, ConfigError, InForce, changed_since_start};
use crate::counters::Carried;
use crate::escape::escape_controls;
use crate::log;
use crate::sandbox::User;

pub use self::upgrade::{HEIR, TRIAL, answer_trial};

/// The most characters that a worker's words have in the log.
const LONGEST: usize = 4000;

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
    /// Folders and certificates that have been replaced since the last start.
    replaced: Vec<PathBuf>,
    /// Counts that no worker has yet, and a copy of those that the one has that serves.
    counts: Vec<Carried>,
    copy: Option<Carried>,
    /// The program that is tried, to take the place of this one.
    trial: Option<Trial>,
    wants_upgrade: bool,
    /// The end, with its fault.
    end: Option<Option<String>>,
}

impl<'a> Master<'a> {
    /// Opens everything, and gives up what it needs no more.
    fn start(
        serve: &'a Serve,
        config: Config,
        text: Option<String>,
        stamp: Option<Stamp>,
    ) -> Result<Self, StartError> {
        let user = privileges::user(&config)?;
        let signals = Signals::hold().map_err(StartError::System)?;
        log::init_direct(config.log.format, &log::filter())?;
        let passed = Opened::passed()?;
        let in_force = Setup::first(text, config, &passed, user.as_ref())?;
        let mut warnings = Vec::new();
        let notifier = Notifier::from_environment(&mut warnings);
        warnings.iter().for_each(|warning| warn!("{warning}"));
        privileges::reduce(&in_force.config, user.as_ref())?;
        let now = Instant::now();
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
            replaced: Vec::new(),
            counts: Vec::new(),
            copy: None,
            trial: None,
            wants_upgrade: false,
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
        let config = Config::of_text(serve, rest.text.clone());
        let (config, text) = match config {
            Ok(config) => (config, rest.text.clone()),
            Err(_) => {
                let text = Config::text(serve)?;
                (Config::of_text(serve, text.clone())?, text)
            }
        };
        let config = config.with_usual_certs(rest.certs.as_deref());
        let user = privileges::user(&config)?;
        log::init_direct(config.log.format, &log::filter()).map_err(StartError::Log)?;
        let workers = std::mem::take(&mut inherited.workers);
        let in_force = Setup::inherit(text, config, inherited)?;
        let mut warnings = Vec::new();
        let notifier = Notifier::from_environment(&mut warnings);
        privileges::reduce(&in_force.config, user.as_ref())?;
        let (now, started) = (Instant::now(), Timestamp::from_second(rest.started));
        let (from, to) = (rest.version, env!("CARGO_PKG_VERSION"));
        info!("propus {to} has taken the place of {from}; the worker of that serves meanwhile");
        let links =
            workers.into_iter().filter_map(|(id, socket)| Some((id, Link::new(socket).ok()?)));
        Ok(Self {
            serve,
            user,
            signals,
            report: Report::new(notifier),
            program: program(),
            started: started.unwrap_or_else(|_| Timestamp::now()),
            settings: in_force.config.settings.clone(),
            watch: Watch::new(&in_force.config, stamp, now),
            keeper: Keeper::default(),
            processes: links.map(|(id, link)| Process::adopt(id, link)).collect(),
            in_force,
            next: None,
            replaced: Vec::new(),
            counts: Vec::new(),
            copy: None,
            trial: None,
            wants_upgrade: false,
            end: None,
        })
    }

    /// Serves, from the beginning that a keeper makes.
    fn run(
        mut self,
        begin: impl FnOnce(Instant) -> (Keeper, Vec<Action>),
    ) -> Result<(), StartError> {
        let now = Instant::now();
        let (keeper, actions) = begin(now);
        self.keeper = keeper;
        self.report.starting(now);
        self.act(actions, now);
        while self.end.is_none() {
            self.wait()?;
            let now = Instant::now();
            let mut events = self.said();
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

    /// Waits for a signal, a message, or the time for something.
    fn wait(&self) -> Result<(), StartError> {
        let trial = self.trial.as_ref().map(|trial| trial.until);
        let due = [Some(self.watch.due()), self.keeper.due(), self.report.due(), trial];
        let due = due.into_iter().flatten().min();
        let left = due.map(|due| due.saturating_duration_since(Instant::now()));
        // A little later: time that is not quite over would make it look twice.
        let left = left.map(|left| left + Duration::from_millis(1));
        let left = left.and_then(|left| Timespec::try_from(left).ok());
        let mut polled = vec![PollFd::new(&self.signals, PollFlags::IN)];
        let open = self.processes.iter().filter(|process| !process.link.has_ended());
        polled.extend(open.map(|process| PollFd::new(&process.link, PollFlags::IN)));
        match poll(&mut polled, left.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
            Err(error) => Err(StartError::System(error.into())),
        }
    }

    /// What signals say.
    fn said(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        for said in self.signals.read() {
            match said {
                Said::Stop => {
                    info!("stopping: what is under way is finished first");
                    self.report.stopping();
                    // Whoever connects now is refused, and does not wait for nobody.
                    self.in_force.close();
                    self.next = None;
                    events.push(Event::Stop(self.in_force.config.limits.finish));
                }
                Said::Reload => events.push(Event::Asked),
                Said::Reopen => self.processes.iter().for_each(|process| {
                    // One that does not take it has other troubles.
                    let _ = process.link.send(&ToWorker::Reopen, None);
                }),
                Said::Upgrade => self.wants_upgrade = true,
                // Their last words come first.
                Said::Child => {
                    events.extend(self.told());
                    for (id, how) in process::ended() {
                        match self.trial.take_if(|trial| trial.id == id) {
                            Some(trial) => self.finish_trial(trial, &how),
                            None => {
                                self.processes.retain(|process| process.id != id);
                                events.push(Event::Ended(id, how));
                            }
                        }
                    }
                }
            }
        }
        events
    }

    /// What workers tell.
    fn told(&mut self) -> Vec<Event> {
        let mut told = Vec::new();
        for process in &mut self.processes {
            let messages = process.messages();
            told.extend(messages.into_iter().map(|message| (process.id, message)));
        }
        told.into_iter().filter_map(|(id, message)| self.hear(id, message)).collect()
    }

    fn hear(&mut self, id: Id, message: ToMaster) -> Option<Event> {
        let serves = self.keeper.serving() == Some(id);
        match message {
            ToMaster::Ready(status) => {
                self.report.status(&status);
                Some(Event::Ready(id))
            }
            ToMaster::Failed(why) => {
                let why: String = escape_controls(&why).chars().take(LONGEST).collect();
                Some(Event::Failed(id, why))
            }
            ToMaster::Alive(status) if serves => {
                self.report.status(&status);
                self.report.lives(Instant::now());
                None
            }
            ToMaster::Copy(counts) if serves => {
                self.copy = Some(counts);
                None
            }
            ToMaster::Counted(counts) => {
                self.pass_on(counts);
                Some(Event::Yielded(id))
            }
            ToMaster::Alive(_) | ToMaster::Copy(_) => None,
        }
    }

    /// Gives counts to the worker that serves, or keeps them for the next one.
    fn pass_on(&mut self, counts: Carried) {
        match self.keeper.serving().and_then(|id| self.process(id)) {
            Some(serving) => {
                let _ = serving.link.send(&ToWorker::Count(counts), None);
            }
            None => self.counts.push(counts),
        }
    }

    /// Changes on disk.
    fn seen(&mut self, now: Instant) -> Option<Event> {
        if self.watch.due() > now {
            return None;
        }
        let watch = &mut self.watch;
        let changed = privileges::as_user(self.user.as_ref(), || watch.look(now)).ok()?;
        for path in &changed.replaced {
            info!("{}: another one lies there now, which is read anew", path.display());
        }
        let is_replaced = !changed.replaced.is_empty();
        self.replaced.extend(changed.replaced);
        let is_other = || {
            let read = || Config::text(self.serve);
            let read = privileges::as_user(self.user.as_ref(), read);
            !matches!(read, Ok(Ok(text)) if text == self.in_force.text)
        };
        (is_replaced || (changed.file && is_other())).then_some(Event::Asked)
    }

    fn process(&self, id: Id) -> Option<&Process> {
        self.processes.iter().find(|process| process.id == id)
    }

    fn act(&mut self, actions: Vec<Action>, now: Instant) {
        let mut actions = VecDeque::from(actions);
        while let Some(action) = actions.pop_front() {
            if let Some(event) = self.do_one(action, now) {
                actions.extend(self.keeper.take(event, now));
            }
        }
    }

    fn do_one(&mut self, action: Action, now: Instant) -> Option<Event> {
        match action {
            Action::Start(cause) => return Some(self.begin(cause, now)),
            Action::Serve(id) => self.put_in_force(id),
            Action::HandOver(id, time) => self.tell(id, &ToWorker::HandOver(time.as_secs())),
            Action::Stop(id) => self.tell(id, &ToWorker::Stop),
            Action::Kill(id) => {
                if let Some(process) = self.process(id) {
                    process.kill(self.user.as_ref());
                }
            }
            Action::Succeeded => self.report.serving(None, now),
            Action::Refused(why) => {
                self.next = None;
                error!("{why}; what was in force before still is");
                self.report.serving(Some(&why), now);
            }
            Action::Died(how) => {
                error!("the worker {how}; another one is started");
                self.counts.extend(self.copy.take());
            }
            Action::Exit(fault) => self.end = Some(fault),
        }
        None
    }

    fn tell(&self, id: Id, message: &ToWorker) {
        let Some(process) = self.process(id) else { return };
        if let Err(error) = process.link.send(message, None) {
            debug!(%error, "a worker does not take a message");
            process.kill(self.user.as_ref());
        }
    }

    /// Starts a worker.
    fn begin(&mut self, cause: Cause, now: Instant) -> Event {
        if cause == Cause::Change {
            self.report.reloading(now);
        }
        let begun = self.prepare(cause).and_then(|(setup, news)| {
            let process = Process::start().map_err(|error| error.to_string())?;
            let begin = self.words(&setup, news);
            let sent = setup.send(&process, begin);
            let id = process.id;
            self.processes.push(process);
            self.next = Some((setup, cause));
            // One that has died at once tells by that.
            if let Err(error) = sent {
                debug!(%error, "a worker does not take what it is given");
            }
            Ok(id)
        });
        begun.map_or_else(Event::NotBegun, Event::Begun)
    }

    fn words(&self, setup: &Setup, news: News) -> Begin {
        Begin {
            text: setup.text.clone(),
            certs: setup.config.usual_certs(),
            user: self.user.as_ref().map(|user| user.name().to_owned()),
            started: self.started.as_second(),
            pause: u64::try_from(self.report.pause().as_millis()).unwrap_or(u64::MAX),
            news,
        }
    }

    fn prepare(&mut self, cause: Cause) -> Result<(Setup, News), String> {
        let setup = match cause {
            Cause::First => {
                let setup = self.in_force.again()?;
                let hosts = setup.config.hosts().count();
                return Ok((setup, News::first(hosts)));
            }
            Cause::Death => self.in_force.again()?,
            Cause::Change => self.in_force.next(self.serve, self.user.as_ref())?,
        };
        let replaced = std::mem::take(&mut self.replaced);
        let news = setup.news(&self.in_force, &replaced);
        Ok((setup, news))
    }

    /// A worker serves from now on.
    fn put_in_force(&mut self, id: Id) {
        if let Some((setup, cause)) = self.next.take() {
            setup.opened.report_unwanted(&setup.config);
            if cause == Cause::Change {
                openings::report(&self.in_force.config, &setup.config);
                for setting in changed_since_start(&self.settings, &setup.config.settings) {
                    warn!(
                        "{setting} has changed, and will take effect when the server is started \
                         again"
                    );
                }
                let hosts = setup.config.hosts().count();
                info!(hosts, "the configuration and the certificates were read again");
            }
            let watch = &mut self.watch;
            let follow = || watch.follow(&setup.config);
            if privileges::as_user(self.user.as_ref(), follow).is_err() {
                debug!("the folders of the configuration can't be looked at");
            }
            self.in_force = setup;
        }
        self.copy = None;
        for counts in std::mem::take(&mut self.counts) {
            self.tell(id, &ToWorker::Count(counts));
        }
        self.tell(id, &ToWorker::Serve);
    }

    /// Tries the program that lies where this one was started from, when that is wanted and there is
    /// time for it.
    fn upgrade(&mut self, now: Instant) {
        if self.trial.as_ref().is_some_and(|trial| trial.until <= now)
            && let Some(trial) = &mut self.trial
        {
            process::kill(trial.id, None);
            // Once: its end is told by a signal.
            trial.until = now + Duration::from_secs(60);
        }
        if !self.wants_upgrade || self.trial.is_some() || self.keeper.is_busy() {
            return;
        }
        self.wants_upgrade = false;
        let Some(program) = &self.program else {
            return self.refuse_upgrade("nobody knows from where this one was started");
        };
        match Trial::start(program, now) {
            Ok(trial) => self.trial = Some(trial),
            Err(error) => self.refuse_upgrade(&format!("{}: {error}", program.display())),
        }
    }

    /// Puts the program that was tried in the place of this one.
    fn finish_trial(&mut self, trial: Trial, how: &str) {
        let outcome = trial.outcome(how).and_then(|()| {
            if self.keeper.is_busy() {
                // Somebody came in between.
                self.wants_upgrade = true;
                return Ok(());
            }
            self.hand_on().map_err(|error| format!("it can't be executed: {error}"))
        });
        if let Err(why) = outcome {
            self.refuse_upgrade(&why);
        }
    }

    fn refuse_upgrade(&mut self, why: &str) {
        error!("no other program takes over: {why}; this one goes on");
    }

    /// Leaves everything to the other program. Returns only if that fails.
    fn hand_on(&self) -> std::io::Result<()> {
        let Some(program) = &self.program else { return Ok(()) };
        let testament = Testament::new()?;
        self.in_force.leave(&testament)?;
        for process in self.processes.iter().filter(|process| self.keeper.knows(process.id)) {
            testament.add(&ToHeir::Worker(process.id), Some(&process.link))?;
        }
        let rest = Rest {
            text: self.in_force.text.clone(),
            certs: self.in_force.config.usual_certs(),
            started: self.started.as_second(),
            serving: self.keeper.serving(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        testament.add(&ToHeir::Rest(rest), None::<&Link>)?;
        privileges::keep_over_execution();
        testament.execute(program).map(|never| match never {})
    }
}

/// Path of the program that runs.
fn program() -> Option<PathBuf> {
    std::env::current_exe().ok()
}
