//! The user that the process becomes once it has opened what only root may open. What that user
//! must be able to read is for `start`.
//!
//! Linux keeps a user for each thread. The C library's calls, which `nix` takes, change them all; a
//! bare system call would leave the others root.

use std::ffi::CString;
use std::io;

use nix::errno::Errno;
use nix::unistd::{self, Gid, Uid};
use thiserror::Error;

/// A user of this machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    name: String,
    uid: Uid,
    gid: Gid,
    /// Its name in the list of users, if it is there.
    known: Option<CString>,
}

/// Reason for which a user can't be found, or become.
#[derive(Debug, Error)]
pub enum UserError {
    /// Nobody is called so.
    #[error(
        "there is no user of that name; make one (useradd --system {0}), or write numbers, as \
         1000:1000"
    )]
    Unknown(String),
    /// User and group by name.
    #[error(
        "user and group together are written as numbers, as 1000:1000 (`id` tells them); by name, \
         write the user alone: its groups come with it"
    )]
    NamedGroup,
    /// The list of users can't be read.
    #[error("the list of users can't be read: {0}")]
    Unreadable(io::Error),
    /// The system refuses.
    #[error("the system does not let propus become that user: {0}")]
    Denied(io::Error),
    /// It was root before, and still can be.
    #[error("propus could become root again afterwards, so it stops here")]
    Regained,
}

impl User {
    /// Finds a user by name or by number; `1000:1000` are user and group without a look at any
    /// list, as a container without one needs.
    ///
    /// # Errors
    /// Fails when there is none.
    pub fn find(name: &str) -> Result<Self, UserError> {
        let numbers = name
            .split_once(':')
            .and_then(|(uid, gid)| Some((uid.parse().ok()?, gid.parse().ok()?)));
        if let Some((uid, gid)) = numbers {
            return Ok(Self { name: name.to_owned(), ..Self::of_numbers(uid, gid) });
        }
        if name.contains(':') {
            return Err(UserError::NamedGroup);
        }
        let found = match name.parse() {
            Ok(uid) => unistd::User::from_uid(Uid::from_raw(uid)),
            Err(_) => unistd::User::from_name(name),
        };
        let found = found.map_err(|error| UserError::Unreadable(error.into()))?;
        let found = found.ok_or_else(|| UserError::Unknown(name.to_owned()))?;
        Ok(Self { name: name.to_owned(), ..Self::of_known(found) })
    }

    fn of_known(found: unistd::User) -> Self {
        let known = CString::new(found.name.as_str()).ok();
        Self { name: found.name, uid: found.uid, gid: found.gid, known }
    }

    fn of_numbers(uid: u32, gid: u32) -> Self {
        let (uid, gid) = (Uid::from_raw(uid), Gid::from_raw(gid));
        Self { name: format!("{uid}:{gid}"), uid, gid, known: None }
    }

    /// The user to whom a file belongs, with its own groups if the list of users knows it, else with
    /// the group of the file; where that is root's, with a group of the user's number.
    ///
    /// # Errors
    /// Fails when the list can't be read.
    pub fn of_owner(uid: u32, gid: u32) -> Result<Self, UserError> {
        let found = unistd::User::from_uid(Uid::from_raw(uid));
        let found = found.map_err(|error| UserError::Unreadable(error.into()))?;
        let gid = if gid == 0 { uid } else { gid };
        Ok(found.map_or_else(|| Self::of_numbers(uid, gid), Self::of_known))
    }

    /// Name or number as it was given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The numbers of user and group.
    #[must_use]
    pub fn numbers(&self) -> (u32, u32) {
        (self.uid.as_raw(), self.gid.as_raw())
    }

    /// True when it may do everything.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.uid.is_root()
    }

    /// True when the process runs as this user already.
    #[must_use]
    pub fn is_current(&self) -> bool {
        (unistd::getuid(), unistd::geteuid()) == (self.uid, self.uid)
    }

    /// Has the groups of this user from now on, besides its own.
    ///
    /// # Errors
    /// Fails when the system refuses.
    pub fn join_groups(&self) -> Result<(), UserError> {
        let groups = match &self.known {
            Some(name) => unistd::getgrouplist(name, self.gid).map_err(denied)?,
            None => vec![self.gid],
        };
        unistd::setgroups(&groups).map_err(denied)
    }

    /// Does something as this user and its group, and is the one from before again. For a process
    /// of one thread.
    ///
    /// # Errors
    /// Fails when the system refuses; then nothing is done.
    pub fn do_as<T>(&self, deed: impl FnOnce() -> T) -> io::Result<T> {
        let (uid, gid) = (unistd::geteuid(), unistd::getegid());
        unistd::setegid(self.gid)?;
        if let Err(error) = unistd::seteuid(self.uid) {
            unistd::setegid(gid)?;
            return Err(error.into());
        }
        let done = deed();
        unistd::seteuid(uid)?;
        unistd::setegid(gid)?;
        Ok(done)
    }

    /// Becomes this user, for good, in all threads: its groups first, which only root may change,
    /// itself last.
    ///
    /// # Errors
    /// Fails when the system refuses, or the way back stays open.
    pub fn assume(&self) -> Result<(), UserError> {
        self.join_groups()?;
        unistd::setresgid(self.gid, self.gid, self.gid).map_err(denied)?;
        unistd::setresuid(self.uid, self.uid, self.uid).map_err(denied)?;
        if !self.is_root() && unistd::seteuid(Uid::from_raw(0)).is_ok() {
            return Err(UserError::Regained);
        }
        Ok(())
    }
}

fn denied(error: Errno) -> UserError {
    UserError::Denied(error.into())
}

/// Name of a user; `user` and the number if there is none.
#[must_use]
pub fn name_of(uid: u32) -> String {
    let found = unistd::User::from_uid(Uid::from_raw(uid)).ok().flatten();
    found.map_or_else(|| format!("user {uid}"), |user| user.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_name_and_by_number() {
        let check = |text: &str, numbers: (u32, u32)| {
            assert_eq!(User::find(text).unwrap().numbers(), numbers, "{text}")
        };
        check("root", (0, 0));
        check("0", (0, 0));
        check("1234:99", (1234, 99));
        assert!(User::find("root").unwrap().is_root());
        for unknown in ["no-such-user", "", "4294967294"] {
            assert!(matches!(User::find(unknown), Err(UserError::Unknown(_))), "{unknown}");
        }
        for pair in ["1:", "nobody:nogroup", "root:0"] {
            assert!(matches!(User::find(pair), Err(UserError::NamedGroup)), "{pair}");
        }
        assert_eq!(name_of(0), "root");
        assert_eq!(name_of(4_294_967_294), "user 4294967294");
    }
}
