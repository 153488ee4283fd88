//! `Sandbox`: entering it, and what is known of it from inside.

use std::fmt;
use std::path::Path;

#[cfg(target_os = "linux")]
use super::calls;
use super::fence::Fence;
#[cfg(target_os = "linux")]
use super::files;
use super::rules::{Access, Rules};

/// The restrictions that are in force in this process.
#[derive(Clone, Debug, Default)]
pub struct Sandbox {
    /// The version of Landlock's interface; `None` where the kernel has none.
    landlock: Option<i32>,
    seccomp: bool,
    /// Files that access was granted to, when files are restricted.
    fence: Option<Fence>,
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
    pub fn enter(rules: &Rules) -> Self {
        let mut entered = Self::default();
        #[cfg(target_os = "linux")]
        entered.draw(rules);
        #[cfg(not(target_os = "linux"))]
        entered
            .missing
            .push("this system has none that propus knows; the one of Linux is".to_owned());
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

    /// True of a file or folder that may be read here, as far as the sandbox is concerned.
    #[must_use]
    pub fn encloses(&self, file: &Path) -> bool {
        self.fence.as_ref().is_none_or(|fence| fence.encloses(file, Access::Read))
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
}
