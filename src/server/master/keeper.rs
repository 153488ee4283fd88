//! `Keeper`: which worker is started, told to serve, told to end, or killed, and when. It holds no
//! process and no clock: events go in with their time, actions come out.
//!
//! One worker serves. Another one is started for a change, and takes its place when it is ready; of
//! those that have been replaced one may take its time, those before it may not.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::step::{Action, Cause, Event, Id};

/// The time that a worker has to read everything.
const READING: Duration = Duration::from_secs(600);
/// The time after which a worker that is not ready yet is given up when somebody asks for another
/// one: it may be waiting for a folder that is not there any more.
const LONG: Duration = Duration::from_secs(5);
/// The time that a worker has to let go of what another one takes over.
const YIELDING: Duration = Duration::from_secs(2);
/// The time that conversations of a replaced worker have, and that they have once another one is
/// replaced after it.
const FINISHING: Duration = Duration::from_secs(600);
const HURRYING: Duration = Duration::from_secs(10);
/// The time that a worker has beyond what it was told, to end.
const GRACE: Duration = Duration::from_secs(2);
/// Workers that have been replaced and are not at their end.
const MOST_OLD: usize = 2;
/// Pauses before a worker that died is started again: none after the first death, then this one,
/// twice as long each time, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Time after which the death of a worker that had served is forgotten.
const REMEMBERED: Duration = Duration::from_secs(10);

/// How a worker ends that has done what it should.
pub(super) const WELL: &str = "ended with exit code 0";

/// The workers of a server.
#[derive(Debug, Default)]
pub(super) struct Keeper {
    next: Option<Next>,
    serving: Option<Id>,
    old: VecDeque<Old>,
    /// Somebody asked while a worker was being started.
    again: bool,
    /// There was one that served.
    has_served: bool,
    restart: Option<Instant>,
    /// Deaths of workers that had served, of late.
    deaths: VecDeque<Instant>,
    /// Starts after a death that came to nothing, in a row.
    failures: u32,
    stopping: Option<Instant>,
}

/// A worker that is being started.
#[derive(Debug)]
struct Next {
    /// `None` until it has begun.
    id: Option<Id>,
    cause: Cause,
    /// The time by which it has to be ready.
    until: Instant,
    /// The worker that it waits for, and for how long.
    yielding: Option<(Id, Instant)>,
}

/// A worker that has been replaced.
#[derive(Debug)]
struct Old {
    id: Id,
    until: Instant,
    is_hurried: bool,
}

impl Keeper {
    /// A server that is about to start.
    pub(super) fn start(now: Instant) -> (Self, Vec<Action>) {
        let mut keeper = Self::default();
        let actions = keeper.begin(Cause::First, now);
        (keeper, actions)
    }

    /// A server whose workers were started by another program, which this one has taken the place
    /// of: the one that serves, and those that finish what is under way.
    pub(super) fn adopt(serving: Option<Id>, old: &[Id], now: Instant) -> (Self, Vec<Action>) {
        let has_served = serving.is_some();
        let until = now + FINISHING + GRACE;
        let old = old.iter().map(|id| Old { id: *id, until, is_hurried: false }).collect();
        let mut keeper = Self { serving, has_served, old, ..Self::default() };
        let actions = keeper.begin(if has_served { Cause::Change } else { Cause::First }, now);
        (keeper, actions)
    }

    /// The worker that serves.
    pub(super) fn serving(&self) -> Option<Id> {
        self.serving
    }

    /// True while a worker is started, or the server stops: no time to put another program in place.
    pub(super) fn is_busy(&self) -> bool {
        self.next.is_some() || self.restart.is_some() || self.stopping.is_some()
    }

    /// True for a worker that still serves, or is to.
    pub(super) fn knows(&self, id: Id) -> bool {
        self.serving == Some(id)
            || self.next.as_ref().is_some_and(|next| next.id == Some(id))
            || self.old.iter().any(|old| old.id == id)
    }

    /// The time of the next [`Event::Passed`].
    pub(super) fn due(&self) -> Option<Instant> {
        let next = self.next.as_ref();
        let next = next.map(|next| next.yielding.map_or(next.until, |(_, until)| until));
        let old = self.old.iter().map(|old| old.until);
        old.chain(next).chain(self.restart).chain(self.stopping).min()
    }

    /// The answer to an event.
    pub(super) fn take(&mut self, event: Event, now: Instant) -> Vec<Action> {
        match event {
            Event::Stop(time) => return self.stop(time, now),
            Event::Ended(id, how) => return self.ended(id, how, now),
            _ if self.stopping.is_some() => return self.passed(now),
            Event::Asked if self.takes_long(now) => {
                // What it waits for may be what has changed.
                self.again = false;
                let late = self.next.take().and_then(|next| next.id).map(Action::Kill);
                let begun = self.begin(Cause::Change, now);
                return late.into_iter().chain(begun).collect();
            }
            Event::Asked if self.next.is_some() => self.again = true,
            Event::Asked => return self.begin(Cause::Change, now),
            Event::Begun(id) => {
                if let Some(next) = &mut self.next {
                    next.id = Some(id);
                }
            }
            Event::NotBegun(why) => return self.not_ready(why, now),
            Event::Failed(id, why) if self.is_next(id) => {
                let mut actions = vec![Action::Kill(id)];
                actions.extend(self.not_ready(why, now));
                return actions;
            }
            Event::Ready(id) if self.is_next(id) => return self.ready(id, now),
            Event::Yielded(id) if self.is_waited_for(id) => return self.serve(now),
            Event::Failed(id, why) => {
                return vec![Action::Tell(format!("the worker fails: {why}")), Action::Kill(id)];
            }
            Event::Ready(_) | Event::Yielded(_) => {}
            Event::Passed => {}
        }
        self.passed(now)
    }

    /// True while a worker is started that is not ready though others would be.
    fn takes_long(&self, now: Instant) -> bool {
        self.has_served
            && self.next.as_ref().is_some_and(|next| {
                next.id.is_some() && next.yielding.is_none() && next.until <= now + READING - LONG
            })
    }

    fn is_next(&self, id: Id) -> bool {
        self.next.as_ref().is_some_and(|next| next.id == Some(id) && next.yielding.is_none())
    }

    /// True of a worker that another one waits for.
    pub(super) fn is_waited_for(&self, id: Id) -> bool {
        let waits = self.next.as_ref().and_then(|next| next.yielding);
        waits.is_some_and(|(from, _)| from == id)
    }

    fn begin(&mut self, cause: Cause, now: Instant) -> Vec<Action> {
        self.restart = None;
        self.next = Some(Next { id: None, cause, until: now + READING, yielding: None });
        vec![Action::Start(cause)]
    }

    /// A worker is ready: the one that serves has to let go first.
    fn ready(&mut self, id: Id, now: Instant) -> Vec<Action> {
        let Some(serving) = self.serving.take() else { return self.serve(now) };
        if let Some(next) = &mut self.next {
            (next.id, next.yielding) = (Some(id), Some((serving, now + YIELDING)));
        }
        let mut actions = self.hurry(now);
        self.old.push_back(Old { id: serving, until: now + FINISHING + GRACE, is_hurried: false });
        actions.push(Action::HandOver(serving, FINISHING));
        actions
    }

    /// Those that were replaced before have little time left; the oldest have none.
    fn hurry(&mut self, now: Instant) -> Vec<Action> {
        let mut actions = Vec::new();
        while self.old.len() >= MOST_OLD
            && let Some(oldest) = self.old.pop_front()
        {
            actions.push(Action::Kill(oldest.id));
        }
        for old in self.old.iter_mut().filter(|old| !old.is_hurried) {
            old.is_hurried = true;
            old.until = old.until.min(now + HURRYING + GRACE);
            actions.push(Action::HandOver(old.id, HURRYING));
        }
        actions
    }

    /// Nobody else accepts connections.
    fn serve(&mut self, now: Instant) -> Vec<Action> {
        let Some(id) = self.next.take().and_then(|next| next.id) else { return Vec::new() };
        self.serving = Some(id);
        (self.has_served, self.failures) = (true, 0);
        let mut actions = vec![Action::Serve(id), Action::Succeeded];
        actions.extend(self.begin_again(now));
        actions
    }

    fn begin_again(&mut self, now: Instant) -> Vec<Action> {
        if std::mem::take(&mut self.again) { self.begin(Cause::Change, now) } else { Vec::new() }
    }

    /// What was started is not to be.
    fn not_ready(&mut self, why: String, now: Instant) -> Vec<Action> {
        let Some(next) = self.next.take() else { return Vec::new() };
        if next.cause == Cause::First && !self.has_served {
            return self.exit(why);
        }
        let mut actions = vec![Action::Refused(why)];
        if self.again {
            actions.extend(self.begin_again(now));
        } else if self.serving.is_none() {
            self.failures = self.failures.saturating_add(1);
            self.restart = Some(now + pause(self.failures));
        }
        actions
    }

    fn exit(&mut self, why: String) -> Vec<Action> {
        let left = self.old.drain(..).map(|old| Action::Kill(old.id));
        left.chain([Action::Exit(Some(why))]).collect()
    }

    fn ended(&mut self, id: Id, how: String, now: Instant) -> Vec<Action> {
        let was_old = self.old.iter().any(|old| old.id == id);
        self.old.retain(|old| old.id != id);
        if let Some(next) = &self.next
            && next.id == Some(id)
        {
            return if self.stopping.is_some() {
                self.next = None;
                self.exit_if_alone()
            } else {
                self.not_ready(format!("the new worker {how} before it was ready"), now)
            };
        }
        let was_serving = self.serving == Some(id);
        if was_serving {
            self.serving = None;
        }
        if self.stopping.is_some() {
            return self.exit_if_alone();
        }
        let mut actions = Vec::new();
        if was_old && how != WELL {
            actions.push(Action::Tell(format!("a worker that was at its end {how}")));
        }
        if self.is_waited_for(id) {
            actions.extend(self.serve(now));
        }
        if !was_serving {
            return actions;
        }
        self.deaths.retain(|death| now.duration_since(*death) < REMEMBERED);
        self.deaths.push_back(now);
        let deaths = u32::try_from(self.deaths.len()).unwrap_or(u32::MAX);
        actions.push(Action::Died(how));
        if self.next.is_none() {
            let pause = pause(deaths.saturating_sub(1));
            if pause.is_zero() {
                actions.extend(self.begin(Cause::Death, now));
            } else {
                self.restart = Some(now + pause);
            }
        }
        actions
    }

    fn passed(&mut self, now: Instant) -> Vec<Action> {
        if let Some(until) = self.stopping {
            return if until <= now { self.kill_all() } else { Vec::new() };
        }
        let mut actions = Vec::new();
        while let Some(late) = self.old.iter().position(|old| old.until <= now)
            && let Some(old) = self.old.remove(late)
        {
            actions.push(Action::Kill(old.id));
        }
        if self.restart.is_some_and(|at| at <= now) && self.next.is_none() {
            actions.extend(self.begin(Cause::Death, now));
        }
        if let Some(next) = &self.next {
            match (next.yielding, next.id) {
                (Some((_, until)), _) if until <= now => actions.extend(self.serve(now)),
                (None, Some(id)) if next.until <= now => {
                    actions.push(Action::Kill(id));
                    let minutes = READING.as_secs() / 60;
                    let why = format!("the new worker was not ready after {minutes} minutes");
                    actions.extend(self.not_ready(why, now));
                }
                _ => {}
            }
        }
        actions
    }

    fn stop(&mut self, time: Duration, now: Instant) -> Vec<Action> {
        if self.stopping.is_some() {
            return Vec::new();
        }
        self.stopping = Some(now + time + GRACE);
        (self.restart, self.again) = (None, false);
        let mut actions = Vec::new();
        if let Some(next) = &self.next
            && let Some(id) = next.id
        {
            actions.push(Action::Kill(id));
        } else {
            self.next = None;
        }
        actions.extend(self.serving.map(Action::Stop));
        actions.extend(self.old.iter().map(|old| Action::Stop(old.id)));
        actions.extend(self.exit_if_alone());
        actions
    }

    /// Kills those that have not ended in time; they are still waited for.
    fn kill_all(&mut self) -> Vec<Action> {
        self.stopping = self.stopping.map(|until| until + GRACE);
        let next = self.next.as_ref().and_then(|next| next.id);
        let all = self.old.iter().map(|old| old.id).chain(next).chain(self.serving);
        all.map(Action::Kill).collect()
    }

    fn exit_if_alone(&self) -> Vec<Action> {
        let is_alone = self.serving.is_none() && self.next.is_none() && self.old.is_empty();
        if is_alone { vec![Action::Exit(None)] } else { Vec::new() }
    }
}

/// The pause after so many vain attempts.
fn pause(attempts: u32) -> Duration {
    let Some(doublings) = attempts.checked_sub(1) else { return Duration::ZERO };
    FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(doublings)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests;
