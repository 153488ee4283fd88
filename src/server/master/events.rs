//! What comes to the master: signals, messages of workers, changes on disk.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tracing::info;

use super::process::Process;
use super::signals::Said;
use super::step::{Event, Id};
use super::{Master, process};
use crate::counters::Carried;
use crate::escape::escape_controls;
use crate::server::error::StartError;
use crate::server::message::{ToMaster, ToWorker};
use crate::server::privileges;
use crate::server::wish::Wish;

/// The longest pause before a folder is tried again that has come into the place of another one and
/// could not be served.
pub(super) const LONGEST_RETRY: Duration = Duration::from_secs(30);
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
                Said::Stop => events.extend(self.stop()),
                // Whoever closes the window of a server that runs in it wants it to end.
                Said::Reload if self.has_terminal && !io::stderr().is_terminal() => {
                    events.extend(self.stop());
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
                    events.extend(self.ended());
                }
            }
        }
        events
    }

    /// The server is to stop, as it is told for the first time.
    fn stop(&mut self) -> Option<Event> {
        if std::mem::replace(&mut self.is_told_to_stop, true) {
            return None;
        }
        info!("stopping: what is under way is finished first");
        self.report.stopping();
        // Whoever connects now is refused, and does not wait for nobody.
        self.in_force.close();
        self.next = None;
        Some(Event::Stop(self.in_force.config.limits.finish))
    }

    /// Children that have ended.
    pub(super) fn ended(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        for (id, how) in process::ended() {
            if let Some(trial) = self.trial.take_if(|trial| trial.id == id) {
                // What comes of it has to wait until all else is done that has come with it.
                self.tried = Some(trial.outcome(&how));
            } else {
                self.processes.retain(|process| process.id != id);
                events.push(Event::Ended(id, how));
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
                if self.keeper.is_waited_for(id) {
                    // They are among these.
                    self.copy = None;
                }
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
            let path = escape_controls(&path.display().to_string());
            info!("{path}: another one lies there now, which is read anew");
        }
        let is_retry = self.retry.is_some_and(|(at, _)| at <= now);
        if is_retry {
            self.retry = self.retry.map(|(_, pause)| (now + LONGEST_RETRY, pause));
        }
        let is_replaced = !changed.replaced.is_empty() || is_retry;
        self.replaced.extend(changed.replaced);
        let is_other = || {
            let text = self.in_force.text_now(self.serve, self.user.as_ref());
            text.is_err() || text.is_ok_and(|text| text != self.in_force.text)
        };
        // What was refused may be as it was before.
        let is_news = changed.file && (self.refused.is_some() || is_other());
        (is_replaced || is_news).then_some(Event::Asked)
    }

    pub(super) fn process(&self, id: Id) -> Option<&Process> {
        self.processes.iter().find(|process| process.id == id)
    }
}
