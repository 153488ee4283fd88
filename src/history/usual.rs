//! The folder of the state when no other one is named.

use std::env;
use std::path::PathBuf;

/// Folder of the superuser, and of a service, beside that of the keys.
const OF_ROOT: &str = "/var/lib/propus/state";
/// Folder below where programs keep their state.
const IN_STATE: &str = "propus";

/// The folder of the state when no other one is named: for root `/var/lib/propus/state`, for a
/// service the `state` below its state directory, else `propus` where the user's programs keep
/// their state (`XDG_STATE_HOME`, else `~/.local/state`).
#[must_use]
pub fn usual_folder() -> PathBuf {
    if rustix::process::geteuid().is_root() {
        return OF_ROOT.into();
    }
    // systemd names it to a service that has one (StateDirectory=).
    let of_service = absolute("STATE_DIRECTORY").map(|folder| folder.join("state"));
    let home = || absolute("HOME").map(|home| home.join(".local/state"));
    let of_user = || absolute("XDG_STATE_HOME").or_else(home).map(|it| it.join(IN_STATE));
    of_service.or_else(of_user).unwrap_or_else(|| OF_ROOT.into())
}

/// A path that a variable holds. One that is relative counts for nothing (XDG Base Directory
/// Specification).
fn absolute(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|it| it.is_absolute())
}
