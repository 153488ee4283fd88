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
        match Trial::start(&program, now) {
            Ok(trial) => self.trial = Some(trial),
            Err(error) => self.refuse_upgrade(&format!("{}: {error}", program.display())),
        }
    }

    /// Puts the program that was tried in the place of this one.
    pub(super) fn finish_trial(&mut self, trial: Trial, how: &str) {
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
