//! What the master does as its keeper says.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use tracing::{debug, error, info, warn};

use super::Master;
use super::events::LONGEST_RETRY;
use super::process::Process;
use super::setup::Setup;
use super::step::{Action, Cause, Event, Id};
use super::upgrade::taken;
use crate::config::changed_since_start;
use crate::server::message::{Begin, News, ToWorker};
use crate::server::wish::Wish;
use crate::server::words::counted;
use crate::server::{openings, privileges, whom};

/// The pause before a folder is tried again that has come into the place of another one and could
/// not be served; twice as long each time.
const FIRST_RETRY: Duration = Duration::from_secs(1);

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
                (self.refused, self.retry) = (None, None);
                let hosts = self.in_force.config.hosts().count();
                let done = format!("it is in force, with {}", counted(hosts, "host"));
                self.answer(Ok(&done));
                self.report.serving(None, now);
            }
            Action::Refused(why) => {
                self.refuse(&why, now);
                self.report.serving(Some(&why), now);
            }
            Action::Tell(what) => warn!("{what}"),
            Action::Died(how) => {
                error!("the worker {how}; another one is started");
                self.counts.extend(self.copy.take());
            }
            Action::Exit(fault) => self.end = Some(fault),
        }
        None
    }

    /// Tells of a worker that is not to be, once for the same reason.
    fn refuse(&mut self, why: &str, now: Instant) {
        self.next = None;
        let serves = self.keeper.serving().is_some();
        if self.refused.as_deref() != Some(why) {
            if serves {
                error!("{why}; what was in force before still is");
            } else {
                error!("{why}; nothing is served meanwhile");
            }
        }
        self.answer(Err(why));
        self.refused = Some(why.to_owned());
        if serves && !self.tried_folders.is_empty() {
            // Whoever puts it there may not be done yet.
            let pause = next_pause(self.retry.map(|(_, pause)| pause));
            self.replaced.append(&mut self.tried_folders);
            self.retry = Some((now + pause, pause));
        }
    }

    /// Answers those who wait for a reload, and who asked the program before this one to let it take
    /// its place: that is done when its first worker serves.
    fn answer(&mut self, outcome: Result<&str, &str>) {
        self.control.answer(Wish::Reload, outcome);
        if let Some(before) = self.predecessor.take() {
            let done = taken(&before);
            self.control.answer(Wish::Upgrade, outcome.map(|_| done.as_str()));
        }
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
            Cause::Death => {
                whom::check_ways(&self.in_force.config, self.user.as_ref())
                    .map_err(|error| error.to_string())?;
                self.in_force.again()?
            }
            Cause::Change => {
                let under_way = self.next.as_ref().map(|(setup, _)| setup);
                self.in_force.next(under_way, self.serve, self.user.as_ref())?
            }
        };
        let replaced = std::mem::take(&mut self.replaced);
        self.tried_folders.clone_from(&replaced);
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
        // Of one that has not let go in time; whatever it says later is in there.
        if let Some(copy) = self.copy.take() {
            self.counts.push(copy);
            self.processes.iter_mut().filter(|it| it.id != id).for_each(Process::ignore_counts);
        }
        for counts in std::mem::take(&mut self.counts) {
            let sent = self.process(id).map(|it| it.link.send(&ToWorker::Count(counts), None));
            if let Some(Err(error)) = sent {
                warn!(%error, "what was counted before is lost");
            }
        }
        self.tell(id, &ToWorker::Serve);
    }
}

/// The pause behind another one.
fn next_pause(before: Option<Duration>) -> Duration {
    before.map_or(FIRST_RETRY, |pause| pause * 2).min(LONGEST_RETRY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_bound() {
        let pauses: Vec<u64> =
            std::iter::successors(Some(next_pause(None)), |it| Some(next_pause(Some(*it))))
                .take(7)
                .map(|pause| pause.as_secs())
                .collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 30, 30]);
    }
}
