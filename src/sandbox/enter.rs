//! `Sandbox`: entering it, and what is known of it from inside.

use std::fmt;
use std::path::{Path, PathBuf};

use thiserror::Error;

#[cfg(target_os = "linux")]
use super::calls;
use super::fence::Fence;
#[cfg(target_os = "linux")]
use super::files;
use super::rules::{Access, Rules};

/// Something that a configuration asks for, and the sandbox, which can't be widened, does not
/// allow.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Refused {
    /// A file or folder.
    #[error("{}: {ADVICE}", .0.display())]
    File(PathBuf),
    /// A port of an application.
    #[error(
        "the sandbox was drawn when propus started, without connections to port {0}; start propus \
         again"
    )]
    Port(u16),
    /// The socket of an application.
    #[error("the sandbox was drawn when propus started, without Unix sockets; start propus again")]
    UnixSocket,
}

/// Advice on a path that is outside.
const ADVICE: &str = "it is outside of the sandbox, which was drawn when propus started; start \
                      propus again. What changes often is kept in a folder that sandbox-read names \
                      (--sandbox-read DIR)";

/// The restrictions that are in force in this process.
#[derive(Clone, Debug, Default)]
pub struct Sandbox {
    /// The version of Landlock's interface; `None` where the kernel has none.
    landlock: Option<i32>,
    seccomp: bool,
    /// Files that access was granted to, when files are restricted.
    fence: Option<Fence>,
    /// Rights to the network.
    rules: Rules,
    /// Sentences on restrictions that are not in force.
    missing: Vec<String>,
}

/// From this version on Landlock restricts TCP.
const LANDLOCK_NETWORK: i32 = 4;

impl Sandbox {
    /// None at all, for operators who have turned it off.
    #[must_use]
    pub fn off() -> Self {
        Self::default()
    }

    /// Enters the sandbox, for good. Restrictions that the kernel does not know are left out, and
    /// listed by [`Sandbox::missing`].
    ///
    /// It holds for the calling thread and those that it starts from now on.
    #[must_use]
    pub fn enter(rules: Rules) -> Self {
        let mut entered = Self::default();
        #[cfg(target_os = "linux")]
        entered.draw(&rules);
        #[cfg(not(target_os = "linux"))]
        entered
            .missing
            .push("this system has none that propus knows; the one of Linux is".to_owned());
        entered.rules = rules;
        entered
    }

    #[cfg(target_os = "linux")]
    fn draw(&mut self, rules: &Rules) {
        if let Err(error) = rustix::thread::set_no_new_privs(true) {
            self.missing.push(format!("new privileges can't be refused: {error}"));
        }
        match files::restrict(rules) {
            Ok(version) => {
                self.landlock = Some(version);
                self.fence = Some(Fence::of(rules));
            }
            Err(reason) => self.missing.push(format!("files are not restricted: {reason}")),
        }
        match calls::restrict(rules) {
            Ok(()) => self.seccomp = true,
            Err(reason) => self.missing.push(format!("system calls are not restricted: {reason}")),
        }
    }

    /// Sentences on restrictions that are not in force though they were wanted.
    #[must_use]
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    /// Sees that all that other rules allow is allowed here too; of the network, and of files that
    /// exist.
    ///
    /// # Errors
    /// Names the first thing that is not.
    pub fn check(&self, wanted: &Rules) -> Result<(), Refused> {
        if let Some(file) = self.fence.as_ref().and_then(|fence| fence.outside(wanted)) {
            return Err(Refused::File(file.to_owned()));
        }
        if self.seccomp && wanted.unix_sockets && !self.rules.unix_sockets {
            return Err(Refused::UnixSocket);
        }
        match wanted.ports.difference(&self.rules.ports).next() {
            Some(port) if self.restricts_ports() => Err(Refused::Port(*port)),
            Some(_) | None => Ok(()),
        }
    }

    /// Advice for a message on a file that can't be read; empty, unless it is the sandbox that
    /// refuses it.
    #[must_use]
    pub fn advice(&self, file: &Path) -> String {
        let outside = self.fence.as_ref().is_some_and(|fence| !fence.encloses(file, Access::Read));
        if outside { format!("; {ADVICE}") } else { String::new() }
    }

    fn restricts_ports(&self) -> bool {
        self.landlock >= Some(LANDLOCK_NETWORK) || (self.seccomp && !self.rules.connects())
    }
}

impl fmt::Display for Sandbox {
    /// The restrictions that are in force, in a few words.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.landlock {
            Some(version) if version >= LANDLOCK_NETWORK => {
                write!(out, "files and network by landlock (version {version}), ")?;
            }
            Some(version) => write!(out, "files by landlock (version {version}), ")?,
            None => out.write_str("no restriction of files, ")?,
        }
        out.write_str(if self.seccomp {
            "system calls by seccomp"
        } else {
            "no restriction of system calls"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_what_is_in_force() {
        let check = |landlock, seccomp, expected: &str| {
            assert_eq!(Sandbox { landlock, seccomp, ..Sandbox::off() }.to_string(), expected);
        };
        check(Some(6), true, "files and network by landlock (version 6), system calls by seccomp");
        check(Some(3), true, "files by landlock (version 3), system calls by seccomp");
        check(None, false, "no restriction of files, no restriction of system calls");
    }

    #[test]
    fn a_port_that_was_not_granted_is_refused_where_ports_are_restricted() {
        let rules =
            |ports: &[u16]| Rules { ports: ports.iter().copied().collect(), ..Rules::default() };
        let check = |landlock, seccomp, granted: &[u16], wanted: &[u16], expected| {
            let sandbox = Sandbox { landlock, seccomp, rules: rules(granted), ..Sandbox::off() };
            assert_eq!(sandbox.check(&rules(wanted)), expected);
        };
        check(Some(4), true, &[4000], &[4000], Ok(()));
        check(Some(4), true, &[4000], &[4000, 4001], Err(Refused::Port(4001)));
        check(Some(3), true, &[4000], &[4001], Ok(()));
        check(Some(3), true, &[], &[4001], Err(Refused::Port(4001)));
        check(None, false, &[], &[4001], Ok(()));
    }

    #[test]
    fn unix_sockets_are_refused_where_none_can_be_made() {
        let sockets = Rules { unix_sockets: true, ..Rules::default() };
        let without = Sandbox { seccomp: true, ..Sandbox::off() };
        assert_eq!(without.check(&sockets), Err(Refused::UnixSocket));
        assert_eq!(Sandbox::off().check(&sockets), Ok(()));
    }
}
