//! Versions of a folder, brought and read.

use std::fs;
use std::path::Path;

use super::on_disk::Next;
use super::place::Place;
use super::*;
use crate::content::{Folder, SourcePath};

fn record(version: u64, files: &[(&str, &str)]) -> Record {
    let entry = |text: &str| Entry::of(text.as_bytes(), 0o644, 1_700_000_000);
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), entry(text)));
    Record::of(version, files.collect()).unwrap()
}

/// Stages what the files of a version need.
fn stage(mirror: &Mirror, next: &Record, files: &[(&str, &str)]) {
    for (path, entry) in mirror.edits_to(next) {
        let Some(entry) = entry else { continue };
        let text = files.iter().find(|(name, _)| *name == path).unwrap().1;
        mirror.stage(&path, &entry, text.as_bytes()).unwrap();
    }
}

fn bring(mirror: &mut Mirror, version: u64, files: &[(&str, &str)]) {
    let next = record(version, files);
    stage(mirror, &next, files);
    mirror.bring(next).unwrap();
}

/// The files that are not hidden, with their texts.
fn seen(folder: &Path) -> Vec<(String, String)> {
    let tree = Tree::read(folder).unwrap();
    let text = |path: &String| fs::read_to_string(folder.join(path)).unwrap();
    tree.files.keys().map(|path| (path.clone(), text(path))).collect()
}

fn owned(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

const FIRST: &[(&str, &str)] = &[("a.md", "1"), ("b/c.md", "2"), ("gone.md", "3")];
const SECOND: &[(&str, &str)] = &[("a.md", "one"), ("b/c.md", "2"), ("new/d.md", "4")];

#[test]
fn a_folder_is_brought_from_version_to_version() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("copy");
    let mut mirror = Mirror::claim(&folder).unwrap();
    for (version, files) in [(1, FIRST), (2, SECOND), (3, FIRST), (9, &[][..]), (10, SECOND)] {
        bring(&mut mirror, version, files);
        assert_eq!(seen(&folder), owned(files), "{version}");
        drop(mirror);
        mirror = Mirror::claim(&folder).unwrap();
        assert_eq!(mirror.record(), &record(version, files));
    }
}

#[test]
fn who_has_read_one_version_goes_on_reading_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut mirror = Mirror::claim(dir.path()).unwrap();
    bring(&mut mirror, 1, FIRST);
    let reader = Folder::open(dir.path()).unwrap();
    reader.serve();
    let read = |folder: &Folder, name: &str| {
        let by_scan = folder.read_at_most(&SourcePath::new(name).unwrap(), 99);
        assert_eq!(by_scan.as_ref().ok(), folder.read(name).as_ref().ok(), "{name}");
        let at_once = folder.open_body_at_once(&SourcePath::new(name).unwrap());
        if let (Some(body), Ok(bytes)) = (&at_once, &by_scan) {
            assert_eq!(body.size(), bytes.len() as u64, "{name}");
        }
        by_scan.ok().map(|bytes| String::from_utf8(bytes).unwrap())
    };
    for (version, files) in [(2, SECOND), (3, &[("a.md", "once more")][..]), (4, &[])] {
        bring(&mut mirror, version, files);
        for (name, text) in FIRST {
            assert_eq!(read(&reader, name).as_deref(), Some(*text), "{name} at {version}");
        }
        let newcomer = Folder::open(dir.path()).unwrap();
        newcomer.serve();
        for (name, _) in FIRST {
            let text = files.iter().find(|(it, _)| it == name).map(|it| it.1);
            assert_eq!(read(&newcomer, name).as_deref(), text, "{name} at {version}");
        }
    }
}

#[test]
fn no_version_comes_while_a_folder_is_read_anew() {
    let dir = tempfile::tempdir().unwrap();
    let mut mirror = Mirror::claim(dir.path()).unwrap();
    bring(&mut mirror, 1, FIRST);
    let reader = Folder::open(dir.path()).unwrap();
    let next = record(2, SECOND);
    stage(&mirror, &next, SECOND);
    let bringing = std::thread::spawn(move || mirror.bring(next).unwrap());
    std::thread::sleep(std::time::Duration::from_millis(200));
    assert_eq!(seen(dir.path()), owned(FIRST));
    reader.serve();
    bringing.join().unwrap();
    assert_eq!(seen(dir.path()), owned(SECOND));
}

#[test]
fn what_was_begun_is_ended_by_the_next_process() {
    let renamed = [&[][..], &["a.md"], &["a.md", "new/d.md"]];
    for (renamed, is_whole) in renamed.iter().flat_map(|it| [(it, false), (it, true)]) {
        let dir = tempfile::tempdir().unwrap();
        let mut mirror = Mirror::claim(dir.path()).unwrap();
        bring(&mut mirror, 1, FIRST);
        let next = record(2, SECOND);
        stage(&mirror, &next, SECOND);
        // Killed before it is decided: it has not happened.
        drop(mirror);
        let mirror = Mirror::open(dir.path()).unwrap();
        assert_eq!((seen(dir.path()), mirror.record().version), (owned(FIRST), 1));
        stage(&mirror, &next, SECOND);
        drop(mirror);
        let place = Place { folder: dir.path().to_owned() };
        let edits = record(1, FIRST).edits_to(&next);
        let changed = if is_whole { 99 } else { 0 };
        Next::of(&place, &record(1, FIRST), &next, &edits, changed).unwrap().write(&place).unwrap();
        for name in *renamed {
            let file = dir.path().join(name);
            fs::rename(names::staged(&file), &file).unwrap();
        }
        Mirror::prepare(dir.path()).unwrap();
        assert_eq!(seen(dir.path()), owned(SECOND), "{renamed:?}");
        let mirror = Mirror::open(dir.path()).unwrap();
        assert_eq!(mirror.record(), &next);
    }
}

#[test]
fn a_folder_is_at_the_version_it_had_whatever_number_the_next_one_has() {
    let dir = tempfile::tempdir().unwrap();
    let mut mirror = Mirror::claim(dir.path()).unwrap();
    let many: Vec<String> = (0..400).map(|number| format!("p{number}.md")).collect();
    let mut files: Vec<(&str, &str)> = many.iter().map(|name| (&**name, "1")).collect();
    bring(&mut mirror, 1, &files);
    // One file at a time, often enough for the record to be written as a whole in between.
    for version in 2..150 {
        files[version % 400].1 = "2";
        bring(&mut mirror, version as u64, &files);
        if version % 40 == 0 {
            drop(mirror);
            mirror = Mirror::claim(dir.path()).unwrap();
            assert_eq!(mirror.record(), &record(version as u64, &files));
        }
    }
    let own = || fs::read_dir(dir.path().join(names::OWN)).unwrap().flatten();
    let changes = || own().filter_map(|it| it.file_name().into_string().ok());
    let changes = || changes().filter(|name| names::changed_version(name).is_some()).count();
    assert!((1..=64).contains(&changes()), "{}", changes());
    // A file is damaged and brought again, under the number that there is.
    fs::write(dir.path().join("p7.md"), "x").unwrap();
    assert_eq!(mirror.look(), ["p7.md"]);
    bring(&mut mirror, 149, &files);
    assert_eq!((seen(dir.path()), changes()), (seen_of(&files), 0));
    for version in 150..153 {
        files[0].1 = if version % 2 == 0 { "3" } else { "4" };
        bring(&mut mirror, version, &files);
    }
    assert!(changes() > 0);
    // The store was made anew, and counts from the beginning.
    bring(&mut mirror, 3, FIRST);
    bring(&mut mirror, 4, SECOND);
    drop(mirror);
    let mirror = Mirror::claim(dir.path()).unwrap();
    assert_eq!((mirror.record(), seen(dir.path())), (&record(4, SECOND), owned(SECOND)));
}

/// The same as [`owned`], in the order of [`seen`].
fn seen_of(files: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut files = owned(files);
    files.sort();
    files
}

#[test]
fn what_was_written_beside_is_not_written_again_and_goes_with_who_wrote_it() {
    let dir = tempfile::tempdir().unwrap();
    let mirror = Mirror::claim(dir.path()).unwrap();
    let next = record(1, FIRST);
    let entry = next.get("a.md").unwrap();
    assert!(!mirror.is_staged("a.md", entry));
    mirror.stage("a.md", entry, b"1").unwrap();
    assert!(mirror.is_staged("a.md", entry) && !mirror.is_staged("b/c.md", entry));
    // While it lives nobody else brings anything, and whoever is to serve goes on.
    Mirror::prepare(dir.path()).unwrap();
    assert!(mirror.is_staged("a.md", entry));
    drop(mirror);
    let mirror = Mirror::open(dir.path()).unwrap();
    assert!(!mirror.is_staged("a.md", entry));
}

#[test]
fn nobody_else_writes_to_a_copy() {
    let dir = tempfile::tempdir().unwrap();
    bring(&mut Mirror::claim(dir.path()).unwrap(), 1, FIRST);
    let (folder, name) = (Folder::open(dir.path()).unwrap(), SourcePath::new("a.md").unwrap());
    let new = SourcePath::new("x.md").unwrap();
    for done in
        [folder.replace(&name, b"x", 0o644), folder.remove(&name), folder.create(&new, b"x")]
    {
        assert!(done.unwrap_err().to_string().contains("a copy"));
    }
    assert_eq!(seen(dir.path()), owned(FIRST));
}

#[test]
fn a_folder_that_holds_other_files_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("mine.md"), "work of years").unwrap();
    let error = Mirror::claim(dir.path()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::DirectoryNotEmpty);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    assert!(Mirror::open(dir.path()).is_err());
}

#[test]
fn what_was_changed_by_others_is_brought_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut mirror = Mirror::claim(dir.path()).unwrap();
    bring(&mut mirror, 1, FIRST);
    assert!(mirror.look().is_empty());
    fs::write(dir.path().join("a.md"), "x").unwrap();
    fs::remove_file(dir.path().join("gone.md")).unwrap();
    assert_eq!(mirror.look(), ["a.md", "gone.md"]);
    bring(&mut mirror, 1, FIRST);
    assert_eq!(seen(dir.path()), owned(FIRST));
    assert!(mirror.look().is_empty());
}

#[test]
fn bytes_that_are_not_what_they_should_be_are_not_taken() {
    let dir = tempfile::tempdir().unwrap();
    let mut mirror = Mirror::claim(dir.path()).unwrap();
    let next = record(1, FIRST);
    assert!(mirror.stage("a.md", next.get("a.md").unwrap(), b"other").is_err());
    // Nor is a version of which a file is missing.
    assert!(mirror.bring(next).is_err());
    assert!(seen(dir.path()).is_empty());
    drop(mirror);
    assert_eq!(Mirror::open(dir.path()).unwrap().record().version, 0);
}

#[test]
fn a_tree_has_all_files_but_keys_and_links() {
    let dir = tempfile::tempdir().unwrap();
    let key = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n";
    for (name, text) in
        [("a.md", "a"), (".molly", "s"), (".git/HEAD", "x"), ("propus.toml", ""), ("key.pem", key)]
    {
        fs::create_dir_all(dir.path().join(name).parent().unwrap()).unwrap();
        fs::write(dir.path().join(name), text).unwrap();
    }
    std::os::unix::fs::symlink("a.md", dir.path().join("b.md")).unwrap();
    let tree = Tree::read(dir.path()).unwrap();
    assert_eq!(tree.files.keys().collect::<Vec<_>>(), [".molly", "a.md"]);
    let mut passed_over: Vec<_> = tree.passed_over.iter().map(|it| it.path.as_str()).collect();
    passed_over.sort_unstable();
    assert_eq!(passed_over, ["b.md", "key.pem"]);
    let entry = tree.files.get("a.md").unwrap();
    assert_eq!(tree.bytes("a.md", entry).unwrap(), b"a");
    fs::write(dir.path().join("a.md"), "b").unwrap();
    assert!(tree.bytes("a.md", entry).is_err());
}
