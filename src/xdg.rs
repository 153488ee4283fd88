//! The folders in which a user's programs keep their files (XDG Base Directory Specification).

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

/// The folder that a variable of the environment holds.
#[must_use]
pub fn folder(variable: &str) -> Option<PathBuf> {
    absolute(env::var_os(variable))
}

/// The folder of state: `$XDG_STATE_HOME`, else `~/.local/state`.
#[must_use]
pub fn state() -> Option<PathBuf> {
    folder("XDG_STATE_HOME").or_else(|| Some(folder("HOME")?.join(".local/state")))
}

/// A path that a variable holds. One that is relative counts for nothing.
#[must_use]
pub fn absolute(value: Option<OsString>) -> Option<PathBuf> {
    value.map(PathBuf::from).filter(|it| it.is_absolute())
}
