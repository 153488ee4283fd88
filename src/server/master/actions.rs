//! What the master does as its keeper says.

use std::collections::VecDeque;
use std::time::Instant;

use tracing::{debug, error, info, warn};

use super::Master;
use super::process::Process;
use super::setup::Setup;
use super::step::{Action, Cause, Event, Id};
use crate::config::changed_since_start;
use crate::server::message::{Begin, News, ToWorker};
use crate::server::wish::Wish;
use crate::server::words::counted;
use crate::server::{openings, privileges};

impl Master<'_> {
    pub(super) fn act(&mut self, actions: Vec<Action>, now: Instant) {
        let mut actions = VecDeque::from(actions);
        while let Some(action) = actions.pop_front() {
            if let Some(event) = self.do_one(action, now) {
                actions.extend(self.keeper.take(event, now));
            }
        }
    }

    pub(super) fn do_one(&mut self, action: Action, now: Instant) -> Option<Event> {
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
            Action::Succeeded => {
                self.was_refused = false;
                let hosts = self.in_force.config.hosts().count();
                let done = format!("it is in force, with {}", counted(hosts, "host"));
                self.control.answer(Wish::Reload, Ok(&done));
                self.report.serving(None, now);
            }
            Action::Refused(why) => {
                self.was_refused = true;
                self.next = None;
                error!("{why}; what was in force before still is");
                self.control.answer(Wish::Reload, Err(&why));
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

    pub(super) fn tell(&self, id: Id, message: &ToWorker) {
        let Some(process) = self.process(id) else { return };
        if let Err(error) = process.link.send(message, None) {
            debug!(%error, "a worker does not take a message");
            process.kill(self.user.as_ref());
        }
    }

    /// Starts a worker.
    pub(super) fn begin(&mut self, cause: Cause, now: Instant) -> Event {
        if cause == Cause::Change {
            self.report.reloading(now);
            self.control.begin(Wish::Reload);
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

    pub(super) fn words(&self, setup: &Setup, news: News) -> Begin {
        Begin {
            text: setup.text.clone(),
            certs: setup.config.usual_certs(),
            user: self.user.as_ref().map(|user| user.name().to_owned()),
            started: self.started.as_second(),
            pause: u64::try_from(self.report.pause().as_millis()).unwrap_or(u64::MAX),
            news,
        }
    }

    pub(super) fn prepare(&mut self, cause: Cause) -> Result<(Setup, News), String> {
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
    pub(super) fn put_in_force(&mut self, id: Id) {
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
}
