//! How the master lets another program take its place.

use std::time::{Duration, Instant};

use tracing::error;

use super::upgrade::{Rest, Testament, ToHeir, Trial};
use super::{Master, process};
use crate::server::link::Link;
use crate::server::privileges;
use crate::server::wish::Wish;

impl Master<'_> {
    /// Tries the program that lies where this one was started from, when that is wanted and there is
    /// time for it.
    pub(super) fn upgrade(&mut self, now: Instant) {
        if self.end.is_none() {
            self.finish_trial();
        }
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
        self.control.begin(Wish::Upgrade);
        let Some(program) = self.program.clone() else {
            return self.refuse_upgrade("nobody knows from where this one was started");
        };
        match Trial::start(&program, self.text_for_trial(), now) {
            Ok(trial) => self.trial = Some(trial),
            Err(error) => self.refuse_upgrade(&format!("{}: {error}", program.display())),
        }
    }

    /// Puts the program that was tried in the place of this one, if there is time for that.
    fn finish_trial(&mut self) {
        match self.tried.take() {
            None => {}
            Some(Err(why)) => self.refuse_upgrade(&why),
            // Somebody came in between: once more, when that is done.
            Some(Ok(())) if self.keeper.is_busy() => self.wants_upgrade = true,
            Some(Ok(())) => {
                if let Err(error) = self.hand_on() {
                    self.refuse_upgrade(&format!("it can't be executed: {error}"));
                }
            }
        }
    }

    /// Text of the configuration as the other program would read it, which may not be permitted to
    /// read it as long as it is only tried.
    fn text_for_trial(&self) -> Option<String> {
        self.in_force.text_now(self.serve, self.user.as_ref()).ok().flatten()
    }

    pub(super) fn refuse_upgrade(&mut self, why: &str) {
        error!("no other program takes over: {why}; this one goes on");
        self.control.answer(Wish::Upgrade, Err(why));
    }

    /// Leaves everything to the other program. Returns only if that fails.
    pub(super) fn hand_on(&self) -> std::io::Result<()> {
        let Some(program) = &self.program else { return Ok(()) };
        let testament = Testament::new()?;
        self.in_force.leave(&testament)?;
        for process in self.processes.iter().filter(|process| self.keeper.knows(process.id)) {
            testament.add(&ToHeir::Worker(process.id), Some(&process.link))?;
        }
        for client in self.control.waiting(Wish::Upgrade) {
            testament.add(&ToHeir::Client, Some(client))?;
        }
        let rest = Rest {
            user: self.user.as_ref().map(|user| user.name().to_owned()),
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
