//! The sandbox: what the process may still do once it serves, whatever a stranger makes it do. It
//! is drawn once, at the start, and nothing takes it away again. Which files a configuration needs
//! is for `start`.
//!
//! Three walls stand behind one another. *Landlock* says which files and TCP ports the process gets
//! at, *seccomp* which system calls it may make at all, and a *user* of its own what the rest of
//! the machine lets it do. The first two hold for the thread that draws them and for those that it
//! starts; so that no thread is left out, they are drawn before there is a second one.

#[cfg(target_os = "linux")]
mod calls;
mod fence;
#[cfg(target_os = "linux")]
mod files;
#[cfg_attr(not(target_os = "linux"), path = "sandbox/user_elsewhere.rs")]
mod user;

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use thiserror::Error;

use self::fence::Fence;
pub use self::user::{User, UserError, name_of};

/// What may be done with a file, or with a folder and all below it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Reading.
    Read,
    /// Reading; and making, writing, renaming and removing files.
    Write,
    /// Removing files, and nothing else.
    Remove,
}

/// What the process may do inside; all else is refused.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rules {
    files: Vec<(PathBuf, Access)>,
    /// The TCP ports that may be connected to, on any address.
    pub ports: BTreeSet<u16>,
    /// Whether Unix sockets may be made, to listen or to connect. To which of them is for their
    /// file modes: Landlock knows no difference between them up to version 8.
    pub unix_sockets: bool,
}

impl Rules {
    /// Grants access to a file, or to a folder and all below it. What is not there is not granted.
    pub fn allow(&mut self, path: impl Into<PathBuf>, access: Access) {
        self.files.push((path.into(), access));
    }

    /// Everything that access is granted to.
    pub fn files(&self) -> impl Iterator<Item = (&Path, Access)> {
        self.files.iter().map(|(path, access)| (path.as_path(), *access))
    }

    /// Whether connections are made to anywhere.
    fn connects(&self) -> bool {
        self.unix_sockets || !self.ports.is_empty()
    }
}

/// Something that a configuration asks for, and the sandbox, which can't be widened, does not
/// allow.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Refused {
    /// A file or folder.
    #[error("{}: {ADVICE}", .0.display())]
    File(PathBuf),
    /// A port of an application.
    #[error(
        "the sandbox was drawn when propus started, without connections to port {0}; start propus again"
    )]
    Port(u16),
    /// The socket of an application.
    #[error("the sandbox was drawn when propus started, without Unix sockets; start propus again")]
    UnixSocket,
}

/// What to do about a path that is outside.
const ADVICE: &str = "it is outside of the sandbox, which was drawn when propus started; start propus again. What changes \
                      often is kept in a folder that sandbox-read names (--sandbox-read DIR)";

/// What is in force in this process.
#[derive(Clone, Debug, Default)]
pub struct Sandbox {
    /// The version of Landlock's interface; `None` where the kernel has none.
    landlock: Option<i32>,
    seccomp: bool,
    /// What access was granted to, when files are restricted.
    fence: Option<Fence>,
    /// What was allowed of the network.
    rules: Rules,
    /// Why something is not in force.
    missing: Vec<String>,
}

/// From this version on Landlock restricts TCP.
const LANDLOCK_NETWORK: i32 = 4;

impl Sandbox {
    /// None at all, for who has turned it off.
    #[must_use]
    pub fn off() -> Self {
        Self::default()
    }

    /// Enters the sandbox, for good. What the kernel can't do is left out, and told by
    /// [`Sandbox::missing`].
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

    /// What is not in force though it was wanted, and why.
    #[must_use]
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    /// Whether all that other rules allow is allowed here too; of the network, and of files that
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

    /// What to add to a message about a file that can't be read: nothing, unless it is the sandbox
    /// that refuses it.
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
    /// What is in force, in a few words.
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
