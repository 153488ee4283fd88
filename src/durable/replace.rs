//! Another text in the place of a file, that those who read the one can read, too.

use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::draft::Draft;
use super::folder::{folder_of, sync_names};

/// Rights of a file that are kept.
const RIGHTS: u32 = 0o777;

/// Writes a file in the place of an open one of that name, with its rights, owner and group.
///
/// # Errors
/// Fails when it can't be written, and with [`io::ErrorKind::PermissionDenied`] when it could not
/// be given to whom the old one belongs; then all is as it was.
pub fn replace(old: &File, name: &Path, content: &[u8]) -> io::Result<()> {
    if has_access_list(old) {
        let why = "it has an access control list, which would be lost; edit it by hand";
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, why));
    }
    let draft = Draft::write(name, content, RIGHTS)?;
    let (before, after) = (old.metadata()?, draft.metadata()?);
    let readers = |it: &std::fs::Metadata| (it.uid(), it.gid(), it.mode() & RIGHTS);
    if readers(&before) != readers(&after) {
        let why = "it belongs to somebody else, who could not read what is written; do it as root";
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, why));
    }
    draft.commit()?;
    sync_names(folder_of(name));
    Ok(())
}

/// True for a file whose rights are more than its mode says (acl(5)).
#[cfg(target_os = "linux")]
fn has_access_list(file: &File) -> bool {
    rustix::fs::fgetxattr(file, "system.posix_acl_access", &mut [0_u8; 0]).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn has_access_list(_: &File) -> bool {
    false
}
