//! Files of all kinds, in the ways in which writing them fails.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::Path;
use std::process::Command;

use super::*;

/// The names in a folder, in order.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn mode(file: &Path) -> u32 {
    fs::metadata(file).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_file_is_made_and_replaced_and_keeps_its_rights() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    write(&file, b"one", 0o600).unwrap();
    assert_eq!((fs::read(&file).unwrap(), mode(&file)), (b"one".to_vec(), 0o600));
    for (before, most, after) in [(0o640, 0o644, 0o640), (0o640, 0o600, 0o600)] {
        fs::set_permissions(&file, fs::Permissions::from_mode(before)).unwrap();
        write(&file, b"two", most).unwrap();
        assert_eq!((fs::read(&file).unwrap(), mode(&file)), (b"two".to_vec(), after));
    }
    assert_eq!(names(dir.path()), ["file"]);
}

#[test]
fn a_full_disk_is_named_by_its_folder() {
    let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
    let said = advice_on_room(Path::new("/var/lib/propus/key"), &full);
    assert_eq!(said, "; make room on the disk of /var/lib/propus");
    let here = std::env::current_dir().unwrap();
    assert_eq!(
        advice_on_room(Path::new("key"), &full),
        format!("; make room on the disk of {}", here.display())
    );
    let other = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
    assert_eq!(advice_on_room(Path::new("key"), &other), "");
}

#[test]
fn what_root_writes_belongs_to_whom_it_is_for() {
    if !rustix::process::geteuid().is_root() {
        // Past what holds back the words of tests that pass.
        let _ = writeln!(io::stderr(), "NOT TRIED, for it needs root: owners of files");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    let set = |path: &Path, (user, group)| chown(path, Some(user), Some(group)).unwrap();
    let owner = |path: &Path| {
        let found = fs::metadata(path).unwrap();
        (found.uid(), found.gid())
    };
    let folders = [(0, 0), (0, 34567), (23456, 34567)];
    for folder in folders {
        set(dir.path(), folder);
        write(&file, b"", 0o640).unwrap();
        assert_eq!(owner(&file), folder, "there is none before");
        for before in [(12345, 12345), (12345, 0), (0, 12345), (0, 0)] {
            set(&file, before);
            write(&file, b"", 0o640).unwrap();
            assert_eq!((owner(&file), mode(&file)), (before, 0o640), "in a folder of {folder:?}");
        }
        fs::remove_file(&file).unwrap();
    }
}

#[test]
fn what_can_not_be_written_leaves_all_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("folder");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("inside"), "").unwrap();
    assert!(write(&folder, b"text", 0o644).is_err());
    assert!(write(&dir.path().join("none/file"), b"text", 0o644).is_err());
    drop(Draft::write(&dir.path().join("file"), b"text", 0o644).unwrap());
    assert_eq!((names(dir.path()), names(&folder)), (vec!["folder".into()], vec!["inside".into()]));
}

#[test]
fn what_was_left_beside_goes_and_what_is_being_written_stays() {
    let dir = tempfile::tempdir().unwrap();
    let (file, other) = (dir.path().join("file"), dir.path().join("other"));
    fs::write(&other, "dear").unwrap();
    fs::write(beside(&file, UNFINISHED), "left over").unwrap();
    write(&file, b"one", 0o644).unwrap();
    symlink(&other, beside(&file, UNFINISHED)).unwrap();
    write(&file, b"two", 0o644).unwrap();
    assert_eq!(fs::read_to_string(&other).unwrap(), "dear", "no link is followed");
    let draft = Draft::write(&file, b"three", 0o644).unwrap();
    let waiting = {
        let file = file.clone();
        std::thread::spawn(move || write(&file, b"four", 0o644))
    };
    // However far the other one has come: it takes nothing away.
    std::thread::yield_now();
    draft.commit().unwrap();
    waiting.join().unwrap().unwrap();
    assert_eq!((fs::read_to_string(&file).unwrap(), names(dir.path()).len()), ("four".into(), 2));
}

#[test]
fn many_who_write_one_file_take_turns() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    let writers: Vec<_> = (0..8)
        .map(|number| {
            let file = file.clone();
            std::thread::spawn(move || {
                (0..20).try_for_each(|_| write(&file, &[number; 9000], 0o644))
            })
        })
        .collect();
    writers.into_iter().for_each(|it| it.join().unwrap().unwrap());
    let content = fs::read(&file).unwrap();
    assert!(content.len() == 9000 && content.iter().all(|byte| *byte == content[0]));
    assert_eq!(names(dir.path()), ["file"]);
}

#[test]
fn a_text_is_replaced_in_the_same_file_by_a_longer_and_a_shorter_one() {
    let dir = tempfile::tempdir().unwrap();
    let name = dir.path().join("file");
    fs::write(&name, "old text\n").unwrap();
    let file = File::options().read(true).write(true).open(&name).unwrap();
    let before = fs::metadata(&name).unwrap().ino();
    let mut old = "old text\n".to_owned();
    for new in ["a longer text than that\n".repeat(1000), "short\n".to_owned(), String::new()] {
        overwrite(&file, &old, &new).unwrap();
        assert_eq!(fs::read_to_string(&name).unwrap(), new);
        old = new;
    }
    assert_eq!(fs::metadata(&name).unwrap().ino(), before);
}

#[test]
fn a_text_that_can_not_be_replaced_stays() {
    let dir = tempfile::tempdir().unwrap();
    let name = dir.path().join("file");
    fs::write(&name, "old text\n").unwrap();
    let unwritable = File::open(&name).unwrap();
    overwrite(&unwritable, "old text\n", "new").unwrap_err();
    assert_eq!(fs::read_to_string(&name).unwrap(), "old text\n");
}

/// Says to a test that its process may not write files beyond [`LIMIT`], and to which file.
const LIMITED: &str = "DURABLE_LIMITED";
/// Bytes: eight blocks of a shell's `ulimit`.
const LIMIT: usize = 4096;

/// A part is written, and then there is no room. The limit is for a process, so the test runs once
/// more, in one of its own.
#[test]
fn a_text_of_which_half_was_written_is_put_back() {
    let old = "old\n".repeat(LIMIT / 4 - 1);
    if let Some(name) = std::env::var_os(LIMITED) {
        let file = File::options().write(true).open(name).unwrap();
        let error = overwrite(&file, &old, &"new\n".repeat(LIMIT)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{error}");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let name = dir.path().join("file");
    fs::write(&name, &old).unwrap();
    let limited = Command::new("sh")
        .args(["-c", "trap '' XFSZ && ulimit -f 8 && exec \"$@\"", "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", std::thread::current().name().unwrap()])
        .env(LIMITED, &name)
        .output()
        .unwrap();
    let remarks = String::from_utf8_lossy(&limited.stdout);
    assert!(limited.status.success() && remarks.contains("1 passed"), "{remarks}");
    assert_eq!(fs::read_to_string(&name).unwrap(), old);
}

#[test]
fn a_file_that_was_replaced_is_no_longer_the_one_of_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let (name, other) = (folder.path().join("a"), folder.path().join("b"));
    fs::write(&name, "1").unwrap();
    let opened = fs::File::open(&name).unwrap();
    assert!(is_at(&opened, &name) && !is_at(&opened, &other));
    fs::write(&other, "2").unwrap();
    assert!(!is_at(&opened, &other));
    fs::rename(&other, &name).unwrap();
    assert!(!is_at(&opened, &name));
    fs::remove_file(&name).unwrap();
    assert!(!is_at(&opened, &name));
}
