//! Files of all kinds, in the ways in which writing them fails.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;

use super::*;

fn names(folder: &Path) -> Vec<String> {
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

/// Who can't become somebody else has nothing to try here.
#[test]
fn what_root_writes_belongs_to_whom_it_is_for() {
    use std::os::unix::fs::chown;
    let dir = tempfile::tempdir().unwrap();
    let (old, new) = (dir.path().join("old"), dir.path().join("new"));
    fs::write(&old, "").unwrap();
    if chown(&old, Some(12345), Some(12345)).is_err() {
        return;
    }
    let owner = |file: &Path| fs::metadata(file).unwrap().uid();
    write(&old, b"", 0o644).unwrap();
    write(&new, b"", 0o644).unwrap();
    assert_eq!((owner(&old), owner(&new)), (12345, 0));
    chown(dir.path(), Some(23456), None).unwrap();
    write(&new, b"", 0o644).unwrap();
    assert_eq!((owner(&old), owner(&new)), (12345, 23456));
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
    draft.place().unwrap();
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
    let unwritable = File::open(&name).unwrap();
    let error = overwrite(&unwritable, "", "new").unwrap_err().to_string();
    assert_eq!(fs::read_to_string(&name).unwrap(), "", "{error}");
}
