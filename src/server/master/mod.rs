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
use self::watch::{Stamp, Watch};
use super::error::StartError;
use super::message::{Begin, News, ToMaster, ToWorker};
use super::sockets::Opened;
use super::{openings, privileges};
use crate::cli::Serve;
use crate::config::{Config, ConfigError};
use crate::counters::Carried;
use crate::escape::escape_controls;
use crate::log;
use crate::sandbox::User;

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
    Ok(Master::start(serve, config, text, stamp)?.run()?)
}

/// The master of a server.
struct Master<'a> {
    serve: &'a Serve,
    user: Option<User>,
    signals: Signals,
    report: Report,
    started: Timestamp,
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
            started: Timestamp::now(),
            watch,
            keeper: Keeper::default(),
            processes: Vec::new(),
            in_force,
            next: None,
            replaced: Vec::new(),
            counts: Vec::new(),
            copy: None,
            end: None,
        })
    }

    fn run(mut self) -> Result<(), StartError> {
        let now = Instant::now();
        let (keeper, actions) = Keeper::start(now);
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
        let due = [Some(self.watch.due()), self.keeper.due(), self.report.due()];
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
                    events.push(Event::Stop(self.in_force.config.limits.finish));
                }
                Said::Reload => events.push(Event::Asked),
                Said::Reopen => self.processes.iter().for_each(|process| {
                    // One that does not take it has other troubles.
                    let _ = process.link.send(&ToWorker::Reopen, None);
                }),
                Said::Upgrade => {}
                // Their last words come first.
                Said::Child => {
                    events.extend(self.told());
                    for (id, how) in process::ended() {
                        self.processes.retain(|process| process.id != id);
                        events.push(Event::Ended(id, how));
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
}
