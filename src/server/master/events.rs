//! What comes to the master: signals, messages of workers, changes on disk.

use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tracing::info;

use super::process::Process;
use super::signals::Said;
use super::step::{Event, Id};
use super::{Master, process};
use crate::config::Config;
use crate::counters::Carried;
use crate::escape::escape_controls;
use crate::server::error::StartError;
use crate::server::message::{ToMaster, ToWorker};
use crate::server::privileges;
use crate::server::wish::Wish;

/// The most characters that a worker's words have in the log.
const LONGEST: usize = 4000;

impl Master<'_> {
    /// Waits for a signal, a message, or the time for something.
    pub(super) fn wait(&self) -> Result<(), StartError> {
        let trial = self.trial.as_ref().map(|trial| trial.until);
        let (keeper, report) = (self.keeper.due(), self.report.due());
        let due = [Some(self.watch.due()), keeper, report, self.control.due(), trial];
        let due = due.into_iter().flatten().min();
        let left = due.map(|due| due.saturating_duration_since(Instant::now()));
        // A little later: time that is not quite over would make it look twice.
        let left = left.map(|left| left + Duration::from_millis(1));
        let left = left.and_then(|left| Timespec::try_from(left).ok());
        let mut polled = vec![PollFd::new(&self.signals, PollFlags::IN)];
        let open = self.processes.iter().filter(|process| !process.link.has_ended());
        polled.extend(open.map(|process| PollFd::new(&process.link, PollFlags::IN)));
        polled.extend(self.control.sources().map(|it| PollFd::from_borrowed_fd(it, PollFlags::IN)));
        match poll(&mut polled, left.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
            Err(error) => Err(StartError::System(error.into())),
        }
    }

    /// What signals say.
    pub(super) fn said(&mut self) -> Vec<Event> {
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

    /// What somebody wishes who waits for the outcome.
    pub(super) fn wished(&mut self, now: Instant) -> Option<Event> {
        let wishes = self.control.wishes(now);
        self.wants_upgrade |= wishes.contains(&Wish::Upgrade);
        wishes.contains(&Wish::Reload).then_some(Event::Asked)
    }

    /// What workers tell.
    pub(super) fn told(&mut self) -> Vec<Event> {
        let mut told = Vec::new();
        for process in &mut self.processes {
            let messages = process.messages();
            told.extend(messages.into_iter().map(|message| (process.id, message)));
        }
        told.into_iter().filter_map(|(id, message)| self.hear(id, message)).collect()
    }

    pub(super) fn hear(&mut self, id: Id, message: ToMaster) -> Option<Event> {
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
    pub(super) fn pass_on(&mut self, counts: Carried) {
        match self.keeper.serving().and_then(|id| self.process(id)) {
            Some(serving) => {
                let _ = serving.link.send(&ToWorker::Count(counts), None);
            }
            None => self.counts.push(counts),
        }
    }

    /// Changes on disk.
    pub(super) fn seen(&mut self, now: Instant) -> Option<Event> {
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
        // What was refused may be as it was before.
        let is_news = changed.file && (self.was_refused || is_other());
        (is_replaced || is_news).then_some(Event::Asked)
    }

    pub(super) fn process(&self, id: Id) -> Option<&Process> {
        self.processes.iter().find(|process| process.id == id)
    }
}
