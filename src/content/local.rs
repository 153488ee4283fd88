//! Files that are opened on the spot: on a disk of this machine, and the way to them in memory. To
//! hand the opening to another thread and back takes longer than that.

use std::fs::File;

use cap_std::fs::Dir;

/// Kinds of file systems that have their files on a disk of this machine, or in its memory
/// (statfs(2)). What is mounted below a folder of one is another matter, and not crossed into.
#[cfg(target_os = "linux")]
const LOCAL: [u64; 7] = [
    0xEF53,      // ext2, ext3, ext4
    0x5846_5342, // XFS
    0x9123_683E, // Btrfs
    0xF2F5_2010, // F2FS
    0xCA45_1A4E, // bcachefs
    0x2FC1_2FC1, // ZFS
    0x0102_1994, // tmpfs
];

/// True of a folder on a disk of this machine, as far as that is known.
#[cfg(target_os = "linux")]
pub(super) fn is_local(dir: &Dir) -> bool {
    // The kind's number has as many bits as the processor, and a sign or none.
    let kind = rustix::fs::fstatfs(dir).ok().and_then(|it| u64::try_from(it.f_type).ok());
    kind.is_some_and(|kind| LOCAL.contains(&kind))
}

/// Opens a file to be read if that waits for nothing, following no link; `None` also when it fails.
#[cfg(target_os = "linux")]
pub(super) fn open(dir: &Dir, path: &str) -> Option<File> {
    use rustix::fs::{Mode, ResolveFlags, openat2};

    use super::beneath::{BENEATH, READ};

    let resolve = BENEATH.union(ResolveFlags::NO_XDEV).union(ResolveFlags::CACHED);
    openat2(dir, path, READ, Mode::empty(), resolve).ok().map(File::from)
}

/// Never: only Linux can say so.
#[cfg(not(target_os = "linux"))]
pub(super) fn is_local(_dir: &Dir) -> bool {
    false
}

/// Never, as [`is_local`].
#[cfg(not(target_os = "linux"))]
pub(super) fn open(_dir: &Dir, _path: &str) -> Option<File> {
    None
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::os::unix::fs::symlink;

    use cap_std::ambient_authority;

    use super::*;

    #[test]
    fn a_file_is_opened_on_the_spot_and_no_link_is_followed() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("a")).unwrap();
        std::fs::write(dir.path().join("a/b"), "text").unwrap();
        symlink("a", dir.path().join("folder")).unwrap();
        symlink("b", dir.path().join("a/file")).unwrap();
        let top = Dir::open_ambient_dir(dir.path(), ambient_authority()).unwrap();
        // The kernel is older than the flag for it, or does not remember the way.
        if let Some(mut file) = open(&top, "a/b") {
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            assert_eq!(text, "text");
        }
        for path in ["folder/b", "a/file", "a/none", "../etc/passwd"] {
            assert!(open(&top, path).is_none(), "{path}");
        }
    }

    #[test]
    fn what_the_kernel_makes_up_is_on_no_disk() {
        // Linux has such a folder.
        if let Ok(made_up) = Dir::open_ambient_dir("/proc", ambient_authority()) {
            assert!(!is_local(&made_up));
        }
    }
}
