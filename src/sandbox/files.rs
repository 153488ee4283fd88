//! Landlock: which files and TCP ports the process gets at. What the kernel is too old for is left
//! out.

use std::path::Path;

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, BitFlags, LandlockStatus, NetPort, PathBeneath, PathFd,
    RestrictionStatus, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError, Scope,
};

use super::rules::{Access, Rules};

/// The newest version that is asked for. From version 9 on Landlock also says which Unix sockets
/// may be connected to: the socket of an application is made anew whenever that is started, and no
/// rule could name it beforehand.
const NEWEST: ABI = ABI::V8;

/// Restricts the calling thread and those that it will start. Returns the version that is in force.
pub(super) fn restrict(rules: &Rules) -> Result<i32, String> {
    let status = draw(rules).map_err(|error| error.to_string())?;
    match status.landlock {
        LandlockStatus::Available { effective_abi, kernel_abi } => {
            Ok(kernel_abi.unwrap_or(effective_abi as i32).min(NEWEST as i32))
        }
        LandlockStatus::NotEnabled => {
            Err("the kernel has Landlock, but it is not enabled (lsm=landlock,… on the kernel's \
                 command line)"
                .to_owned())
        }
        LandlockStatus::NotImplemented => Err(
            "the kernel has no Landlock, which Linux has from 5.13 on, or a container's filter \
             hides it"
                .to_owned(),
        ),
    }
}

fn draw(rules: &Rules) -> Result<RestrictionStatus, RulesetError> {
    let mut created = Ruleset::default()
        .handle_access(AccessFs::from_all(NEWEST))?
        // Where it may listen is left open: a new configuration may name other addresses.
        .handle_access(AccessNet::ConnectTcp)?
        .scope(Scope::from_all(NEWEST))?
        .create()?;
    for (path, access) in rules.files() {
        // What can't be opened can't be granted; whoever needs it will say so.
        if let Ok(handle) = PathFd::new(path) {
            created = created.add_rule(PathBeneath::new(handle, rights(access, path)))?;
        }
    }
    for port in &rules.ports {
        created = created.add_rule(NetPort::new(*port, AccessNet::ConnectTcp))?;
    }
    created.restrict_self()
}

/// Rights to make, write, rename and remove files.
fn write() -> BitFlags<AccessFs> {
    AccessFs::ReadFile
        | AccessFs::ReadDir
        | AccessFs::WriteFile
        | AccessFs::Truncate
        | AccessFs::MakeReg
        | AccessFs::RemoveFile
}

/// Rights of Landlock for an access; for a file that is no folder, only those that files have.
fn rights(access: Access, path: &Path) -> BitFlags<AccessFs> {
    let rights = match access {
        Access::Read => AccessFs::ReadFile | AccessFs::ReadDir,
        Access::Write => write(),
        Access::Change => write() | AccessFs::MakeDir,
    };
    if path.is_dir() { rights } else { rights & AccessFs::from_file(NEWEST) }
}
