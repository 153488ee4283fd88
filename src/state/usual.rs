//! The folder of the state when no other one is named.

use std::path::PathBuf;

use crate::xdg;

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
    let of_service = xdg::folder("STATE_DIRECTORY").map(|folder| folder.join("state"));
    let of_user = || xdg::state().map(|it| it.join(IN_STATE));
    of_service.or_else(of_user).unwrap_or_else(|| OF_ROOT.into())
}
