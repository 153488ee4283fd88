//! A worker as the master has it: a process, and the line to it.

use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::process::{Pid, Signal, WaitOptions, kill_process, wait};

use super::sd_notify;
use super::step::Id;
use super::upgrade::HEIR;
use crate::sandbox::User;
use crate::server::link::Link;
use crate::server::message::ToMaster;
use crate::server::privileges::as_user;
use crate::server::worker::WORKER;

/// The program that runs, whatever lies at its path by now.
const ITSELF: &str = "/proc/self/exe";
/// The time, in milliseconds, after which memory that nobody uses goes back to the system, as mimalloc
/// reads it when a process begins. By its own second a server of 10,000 pages keeps 20 MB after a
/// save for ever, since nothing happens afterwards that would make it look again.
const MEMORY_BACK: (&str, &str) = ("MIMALLOC_PURGE_DELAY", "1");
/// How often a worker tells what it has counted: when it is replaced, and at its end.
const MOST_COUNTS: u8 = 2;

/// A worker.
#[derive(Debug)]
pub(super) struct Process {
    pub(super) id: Id,
    pub(super) link: Link,
    counts: u8,
}

impl Process {
    /// Starts one, with the arguments of this process.
    ///
    /// # Errors
    /// Fails when the system has no process or no descriptor left.
    pub(super) fn start() -> io::Result<Self> {
        let (own, its) = UnixStream::pair()?;
        let itself = Path::new(ITSELF);
        let program = if itself.exists() { itself.to_owned() } else { std::env::current_exe()? };
        let mut command = Command::new(program);
        command.args(std::env::args_os().skip(1)).env(WORKER, "1").env_remove(HEIR);
        let (name, delay) = MEMORY_BACK;
        if std::env::var_os(name).is_none() {
            command.env(name, delay);
        }
        for name in sd_notify::VARIABLES {
            command.env_remove(name);
        }
        let child = command.stdin(Stdio::from(OwnedFd::from(its))).spawn()?;
        Ok(Self { id: child.id(), link: Link::new(own)?, counts: 0 })
    }

    /// One that another program has started, which was in the place of this one.
    pub(super) fn adopt(id: Id, link: Link) -> Self {
        Self { id, link, counts: 0 }
    }

    /// The messages that have come; an end of the line is one, too, where nothing follows. A worker
    /// that does not speak as one is killed.
    pub(super) fn messages(&mut self) -> Vec<ToMaster> {
        if self.link.has_ended() {
            return Vec::new();
        }
        let messages = self.link.received().unwrap_or_else(|error| {
            vec![ToMaster::Failed(format!("the worker says what none would say: {error}"))]
        });
        let counts = &mut self.counts;
        messages.into_iter().filter(|message| is_permitted(message, counts)).collect()
    }

    /// What it counts is known from elsewhere.
    pub(super) fn ignore_counts(&mut self) {
        self.counts = MOST_COUNTS;
    }

    /// Kills it.
    pub(super) fn kill(&self, user: Option<&User>) {
        kill(self.id, user);
    }
}

/// False of counts that come too often: what comes from a worker is added up.
fn is_permitted(message: &ToMaster, counts: &mut u8) -> bool {
    match message {
        ToMaster::Counted(_) => {
            *counts = counts.saturating_add(1);
            *counts <= MOST_COUNTS
        }
        ToMaster::Ready(_) | ToMaster::Failed(_) | ToMaster::Alive(_) | ToMaster::Copy(_) => true,
    }
}

/// Kills a process that has not been waited for. One of another user, for which root needs a
/// capability that the master has given up, is killed by that user.
pub(super) fn kill(id: Id, user: Option<&User>) {
    let Some(pid) = i32::try_from(id).ok().and_then(Pid::from_raw) else { return };
    let kill = || kill_process(pid, Signal::KILL);
    if kill().is_err() {
        // Of one that has ended there is nothing left to be done.
        let _ = as_user(user, kill);
    }
}

/// Children that have ended, with the words for how, those that nobody here has started among them:
/// as process 1 of a container a server inherits all.
pub(super) fn ended() -> Vec<(Id, String)> {
    let mut ended = Vec::new();
    while let Ok(Some((pid, status))) = wait(WaitOptions::NOHANG) {
        if let Ok(id) = Id::try_from(pid.as_raw_nonzero().get()) {
            ended.push((id, words(status.exit_status(), status.terminating_signal())));
        }
    }
    ended
}

fn words(code: Option<i32>, signal: Option<i32>) -> String {
    match (code, signal) {
        (Some(code), _) => format!("ended with exit code {code}"),
        (None, Some(signal)) => format!("was killed by signal {signal}"),
        (None, None) => "ended".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counters::Carried;

    #[test]
    fn an_end_has_words() {
        assert_eq!(words(Some(3), None), "ended with exit code 3");
        assert_eq!(words(None, Some(9)), "was killed by signal 9");
        assert_eq!(words(None, None), "ended");
    }

    #[test]
    fn counts_that_come_too_often_are_left_out() {
        let mut counts = 0;
        let counted = ToMaster::Counted(Carried::default());
        let permitted = [(); 4].map(|()| is_permitted(&counted, &mut counts));
        assert_eq!(permitted, [true, true, false, false]);
        assert!(is_permitted(&ToMaster::Alive(String::new()), &mut counts));
    }

    #[test]
    fn a_process_is_killed() {
        let mut child = Command::new("sleep").arg("600").spawn().unwrap();
        kill(child.id(), None);
        assert!(!child.wait().unwrap().success());
        kill(0, None);
    }
}
