//! Users on systems for which it is not known how all threads of a process become another one: who
//! wants that gets an error.

use thiserror::Error;

/// A user of this machine; here nobody is one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum User {}

/// Reason for which a user can't be found.
#[derive(Debug, Error)]
#[error("propus can become another user on Linux only; start it as the one that it is to be")]
pub struct UserError;

impl User {
    /// Finds nobody.
    ///
    /// # Errors
    /// Always.
    pub fn find(_name: &str) -> Result<Self, UserError> {
        Err(UserError)
    }

    /// Finds nobody.
    ///
    /// # Errors
    /// Always.
    pub fn of_owner(_uid: u32, _gid: u32) -> Result<Self, UserError> {
        Err(UserError)
    }

    /// Name or number as it was given.
    #[must_use]
    pub fn name(&self) -> &str {
        match *self {}
    }

    /// The numbers of user and group.
    #[must_use]
    pub fn numbers(&self) -> (u32, u32) {
        match *self {}
    }

    /// True when it may do everything.
    #[must_use]
    pub fn is_root(&self) -> bool {
        match *self {}
    }

    /// True when the process runs as this user already.
    #[must_use]
    pub fn is_current(&self) -> bool {
        match *self {}
    }

    /// Has the groups of this user.
    ///
    /// # Errors
    /// Never.
    pub fn join_groups(&self) -> Result<(), UserError> {
        match *self {}
    }

    /// Does nothing: there is nobody as whom it could be done.
    ///
    /// # Errors
    /// Never.
    pub fn do_as<T>(&self, _deed: impl FnOnce() -> T) -> std::io::Result<T> {
        match *self {}
    }

    /// Becomes this user.
    ///
    /// # Errors
    /// There is nobody to become.
    pub fn assume(&self) -> Result<(), UserError> {
        match *self {}
    }
}

/// `user` and its number.
#[must_use]
pub fn name_of(uid: u32) -> String {
    format!("user {uid}")
}
