//! Files of all kinds, in the ways in which writing them fails.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::Path;

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
fn a_file_is_replaced_by_one_for_the_same_readers() {
    let dir = tempfile::tempdir().unwrap();
    let name = dir.path().join("file");
    fs::write(&name, "old text\n").unwrap();
    fs::set_permissions(&name, fs::Permissions::from_mode(0o640)).unwrap();
    // Only root can give files away.
    let _ = std::os::unix::fs::chown(&name, Some(12345), Some(12345));
    let readers = || {
        let it = fs::metadata(&name).unwrap();
        (it.uid(), it.gid(), it.mode())
    };
    let before = readers();
    for new in ["a longer text than that\n".repeat(1000), "short\n".to_owned(), String::new()] {
        replace(&File::open(&name).unwrap(), &name, new.as_bytes()).unwrap();
        assert_eq!(fs::read_to_string(&name).unwrap(), new);
        assert_eq!((readers(), names(dir.path())), (before, vec!["file".to_owned()]));
    }
}

#[test]
fn a_file_that_would_get_other_readers_stays() {
    let dir = tempfile::tempdir().unwrap();
    let (name, other) = (dir.path().join("file"), dir.path().join("other"));
    fs::write(&name, "old text\n").unwrap();
    fs::write(&other, "").unwrap();
    fs::set_permissions(&other, fs::Permissions::from_mode(0o604)).unwrap();
    // It stands for one whose owner nobody but root could keep.
    let error = replace(&File::open(&other).unwrap(), &name, b"new").unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
    assert_eq!(fs::read_to_string(&name).unwrap(), "old text\n");
    assert_eq!(names(dir.path()), ["file", "other"]);
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
