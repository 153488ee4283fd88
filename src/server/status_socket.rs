//! The status socket that a server opens by itself, so that `propus status` finds it. Nobody has
//! asked for it: where it can't be had there is none, and nothing is said.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, lchown};
use std::path::Path;

use rustix::process::geteuid;

use crate::exchange::Socket;
use crate::net::{MetricsListener, SocketFile};
use crate::sandbox::User;

/// Rights to the folder of a user, which is nobody else's.
const OF_USER: u32 = 0o700;
/// Rights to the folder of root: whose group a server has may pass to its socket.
const OF_ROOT: u32 = 0o755;
/// Bits of a mode by which others may write.
const OTHERS_WRITE: u32 = 0o022;

/// Opens it, for the user as whom a worker serves; with its file.
pub(super) fn open(
    socket: &Socket,
    user: Option<&User>,
) -> Option<(MetricsListener, Option<SocketFile>)> {
    let Socket::Unix(file) = socket else { return None };
    let folder = file.parent()?;
    // It may be there, or not be had: in both cases what is there decides.
    let _ = DirBuilder::new().mode(mode()).create(folder);
    if !is_own(folder) {
        return None;
    }
    let opened = MetricsListener::open(socket).ok()?;
    if let Some((uid, gid)) = user.map(User::numbers) {
        lchown(file, Some(uid), Some(gid)).ok()?;
    }
    Some(opened)
}

fn mode() -> u32 {
    if geteuid().is_root() { OF_ROOT } else { OF_USER }
}

/// True of a folder in which nobody else decides what a name leads to.
fn is_own(folder: &Path) -> bool {
    fs::symlink_metadata(folder).is_ok_and(|found| {
        found.is_dir() && found.uid() == geteuid().as_raw() && found.mode() & OTHERS_WRITE == 0
    })
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn one_server_has_the_socket_and_the_next_one_does_without() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("propus/status.sock");
        let socket = Socket::Unix(file.clone());
        let first = open(&socket, None).unwrap();
        assert!(open(&socket, None).is_none() && file.exists());
        drop(first);
        assert!(!file.exists());
        assert!(open(&socket, None).is_some());
    }

    #[test]
    fn the_folder_is_ones_own_or_there_is_no_socket() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("propus");
        let opens = || open(&Socket::Unix(folder.join("status.sock")), None).is_some();
        assert!(opens());
        let mode = fs::metadata(&folder).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode & OTHERS_WRITE, 0, "{mode:o}");
        fs::set_permissions(&folder, Permissions::from_mode(0o777)).unwrap();
        assert!(!opens(), "anybody could put a link there");
        fs::rename(&folder, dir.path().join("other")).unwrap();
        fs::set_permissions(dir.path().join("other"), Permissions::from_mode(0o700)).unwrap();
        symlink(dir.path().join("other"), &folder).unwrap();
        assert!(!opens(), "it is a link");
        let nowhere = Socket::Unix(dir.path().join("no/such/status.sock"));
        assert!(open(&nowhere, None).is_none());
    }
}
