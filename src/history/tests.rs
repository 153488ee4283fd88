//! A host's state on disk.

use std::fs::{self, FileTimes};
use std::time::{Duration, SystemTime};

use super::*;
use crate::fingerprint::Fingerprint;

const WIDE: Bounds = Bounds { days: 30, bytes: 1 << 20 };

struct Tried {
    state: HostState,
    _folder: tempfile::TempDir,
}

impl Tried {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let state = HostState::of(folder.path(), "example.org");
        state.make().unwrap();
        Self { state, _folder: folder }
    }

    fn keep(&self, source: &str, bytes: &[u8], bounds: Bounds) -> u64 {
        let turn = self.state.turn().unwrap();
        self.state.keep(&turn, &facts(source), bytes, bounds).unwrap()
    }

    fn numbers(&self) -> Vec<u64> {
        self.state.entries().unwrap().iter().map(|entry| entry.number).collect()
    }

    fn age(&self, number: u64, age: Duration) {
        let file = self.state.folder().join(format!("history/{number:012}.version"));
        let file = fs::File::options().write(true).open(file).unwrap();
        file.set_times(FileTimes::new().set_modified(SystemTime::now() - age)).unwrap();
    }
}

fn facts(source: &str) -> Facts {
    Facts {
        source: source.to_owned(),
        path: "/a".to_owned(),
        time: "2026-11-30T12:00:00Z".to_owned(),
        who: "anna".to_owned(),
        kind: Kind::Replaced,
        mode: 0o644,
        writer: Some(Fingerprint::of(b"anna")),
        came: 3,
    }
}

#[test]
fn what_is_kept_is_read_again_as_it_was() {
    let tried = Tried::new();
    for (number, bytes) in [(1, &b"one\n"[..]), (2, b""), (3, b"\xff\x00\n\n{}")] {
        assert_eq!(tried.keep("notes/a.md", bytes, WIDE), number);
        assert_eq!(tried.state.read(number).unwrap(), (facts("notes/a.md"), bytes.to_vec()));
    }
    let sizes: Vec<u64> = tried.state.entries().unwrap().iter().map(|it| it.size).collect();
    assert_eq!(sizes, [4, 0, 6]);
    assert!(tried.state.read(4).is_err());
}

#[test]
fn what_is_too_old_or_too_much_goes_and_the_newest_stays() {
    let tried = Tried::new();
    for _ in 0..3 {
        tried.keep("a.md", &[b'a'; 100], WIDE);
    }
    tried.age(2, Duration::from_secs(31 * 24 * 60 * 60));
    assert_eq!(tried.keep("a.md", b"", WIDE), 4);
    assert_eq!(tried.numbers(), [3, 4], "what is older than an old one goes with it");
    let narrow = Bounds { bytes: 600, ..WIDE };
    tried.keep("a.md", &[b'a'; 400], narrow);
    assert_eq!(tried.numbers(), [5]);
    tried.keep("a.md", &[b'a'; 4000], narrow);
    assert_eq!(tried.numbers(), [6], "more than the bound, and the newest");
}

#[test]
fn what_is_of_today_is_found_without_reading_the_rest() {
    let tried = Tried::new();
    let turn = tried.state.turn().unwrap();
    for day in ["29", "30", "30"] {
        let facts = Facts { time: format!("2026-11-{day}T12:00:00Z"), ..facts("a.md") };
        tried.state.keep(&turn, &facts, b"", WIDE).unwrap();
    }
    let since = |time: &str| {
        let entries = tried.state.entries_since(time.parse().unwrap()).unwrap();
        entries.iter().map(|entry| entry.number).collect::<Vec<_>>()
    };
    assert_eq!(since("2026-11-30T00:00:00Z"), [3, 2]);
    assert_eq!(since("2026-11-29T00:00:00Z"), [3, 2, 1]);
    assert_eq!(since("2026-12-01T00:00:00Z"), [0; 0]);
}

#[test]
fn an_entry_of_an_older_server_is_read() {
    let tried = Tried::new();
    let old = "{\"source\":\"a.md\",\"path\":\"/a\",\"time\":\"2026-11-30T12:00:00Z\",\
               \"who\":\"anna\",\"kind\":\"replaced\",\"mode\":420}\nold\n";
    fs::write(tried.state.folder().join("history/000000000001.version"), old).unwrap();
    let (read, bytes) = tried.state.read(1).unwrap();
    assert_eq!((read.writer, read.came, bytes.as_slice()), (None, 0, b"old\n".as_slice()));
}

#[test]
fn a_file_that_is_no_entry_is_left_alone() {
    let tried = Tried::new();
    for name in ["note.txt", "000000000009.version.bak", "x.version"] {
        fs::write(tried.state.folder().join("history").join(name), "mine").unwrap();
    }
    fs::write(tried.state.folder().join("history/000000000003.version"), "no facts").unwrap();
    assert_eq!(tried.numbers(), [0; 0]);
    assert_eq!(tried.keep("a.md", b"", WIDE), 4);
    assert_eq!(fs::read_dir(tried.state.folder().join("history")).unwrap().count(), 5);
}

#[test]
fn two_who_write_take_turns() {
    let tried = Tried::new();
    let turn = tried.state.turn().unwrap();
    let other = tried.state.clone();
    let waiting = std::thread::spawn(move || {
        let turn = other.turn().unwrap();
        other.keep(&turn, &facts("a.md"), b"second", WIDE).unwrap()
    });
    assert_eq!(tried.state.keep(&turn, &facts("a.md"), b"first", WIDE).unwrap(), 1);
    drop(turn);
    assert_eq!(waiting.join().unwrap(), 2);
}

#[test]
fn a_version_is_remembered_for_whom_it_was_given_and_of_what() {
    let tried = Tried::new();
    let [anna, bert] = [b"anna", b"bert"].map(|who| Fingerprint::of(who));
    let turn = tried.state.turn().unwrap();
    tried.state.remember(&turn, &anna, "a.md", b"old").unwrap();
    tried.state.remember(&turn, &anna, "a.md", b"new").unwrap();
    assert_eq!(tried.state.given(&anna, "a.md").as_deref(), Some(&b"new"[..]));
    assert_eq!(tried.state.given(&anna, "b.md"), None);
    assert_eq!(tried.state.given(&bert, "a.md"), None);
    tried.state.forget(&turn, &anna, "a.md");
    assert_eq!(tried.state.given(&anna, "a.md"), None);
}

#[test]
fn versions_that_were_given_are_bounded() {
    let tried = Tried::new();
    let anna = Fingerprint::of(b"anna");
    let turn = tried.state.turn().unwrap();
    let folder = tried.state.folder().join("given");
    for number in 0..510 {
        fs::write(folder.join(number.to_string()), "x").unwrap();
    }
    tried.state.remember(&turn, &anna, "a.md", b"x").unwrap();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 500);
    assert!(tried.state.given(&anna, "a.md").is_some());
    for name in ["large", "larger"] {
        fs::File::create(folder.join(name)).unwrap().set_len(40 << 20).unwrap();
    }
    tried.state.remember(&turn, &anna, "b.md", b"x").unwrap();
    assert!(tried.state.given(&anna, "b.md").is_some());
    assert!(!folder.join("large").exists(), "the older of two large ones");
}
