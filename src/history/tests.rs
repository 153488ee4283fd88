//! A host's state on disk.

use std::fs::{self, FileTimes};
use std::time::{Duration, SystemTime};

use super::*;
use crate::fingerprint::Fingerprint;
use crate::state::HostState;

const WIDE: Bounds = Bounds { days: 30, bytes: 1 << 20 };

struct Tried {
    state: HostState,
    history: History,
    _folder: tempfile::TempDir,
}

impl Tried {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let state = HostState::of(folder.path(), "example.org");
        state.make().unwrap();
        let history = History::of(&state);
        Self { state, history, _folder: folder }
    }

    fn keep(&self, source: &str, bytes: &[u8], bounds: Bounds) -> u64 {
        let turn = self.state.turn().unwrap();
        self.history.keep(&turn, &facts(source), bytes, bounds).unwrap()
    }

    fn numbers(&self) -> Vec<u64> {
        self.history.entries().unwrap().iter().map(|entry| entry.number).collect()
    }

    /// Makes an entry older, as another process finds it.
    fn age(&mut self, number: u64, age: Duration) {
        self.history = History::of(&self.state);
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
        assert_eq!(tried.history.read(number).unwrap(), (facts("notes/a.md"), bytes.to_vec()));
    }
    let sizes: Vec<u64> = tried.history.entries().unwrap().iter().map(|it| it.size).collect();
    assert_eq!(sizes, [4, 0, 6]);
    assert!(tried.history.read(4).is_err());
}

#[test]
fn what_is_too_old_or_too_much_goes_and_the_newest_stays() {
    let mut tried = Tried::new();
    for _ in 0..3 {
        tried.keep("a.md", &[b'a'; 100], WIDE);
    }
    tried.age(1, Duration::from_secs(29 * 24 * 60 * 60));
    tried.keep("a.md", b"", WIDE);
    assert_eq!(tried.numbers(), [1, 2, 3, 4], "a month is not over");
    tried.age(2, Duration::from_secs(31 * 24 * 60 * 60));
    assert_eq!(tried.keep("a.md", b"", WIDE), 5);
    assert_eq!(tried.numbers(), [3, 4, 5], "what is older than an old one goes with it");
    let narrow = Bounds { bytes: 600, ..WIDE };
    tried.keep("a.md", &[b'a'; 400], narrow);
    assert_eq!(tried.numbers(), [6]);
    tried.keep("a.md", &[b'a'; 4000], narrow);
    assert_eq!(tried.numbers(), [7], "more than the bound, and the newest");
}

#[test]
fn what_another_process_has_kept_or_removed_is_seen() {
    let tried = Tried::new();
    let other = History::of(&tried.state);
    let turn = tried.state.turn().unwrap();
    let narrow = Bounds { bytes: 1000, ..WIDE };
    for number in 1..=20 {
        let history = if number % 3 == 0 { &other } else { &tried.history };
        let kept = history.keep(&turn, &facts("a.md"), &[b'a'; 20], narrow).unwrap();
        assert_eq!(kept, number, "no number is given twice");
    }
    let left = tried.numbers();
    assert!(left.ends_with(&[19, 20]) && left.len() < 5, "{left:?}");
    tried.history.take_back(&turn, 20);
    assert_eq!(other.keep(&turn, &facts("a.md"), b"", narrow).unwrap(), 20);
}

#[test]
fn what_is_of_today_is_found_without_reading_the_rest() {
    let tried = Tried::new();
    let turn = tried.state.turn().unwrap();
    for day in ["29", "30", "30"] {
        let facts = Facts { time: format!("2026-11-{day}T12:00:00Z"), ..facts("a.md") };
        tried.history.keep(&turn, &facts, b"", WIDE).unwrap();
    }
    let since = |time: &str| {
        let entries = tried.history.entries_since(time.parse().unwrap()).unwrap();
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
    let (read, bytes) = tried.history.read(1).unwrap();
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
        History::of(&other).keep(&turn, &facts("a.md"), b"second", WIDE).unwrap()
    });
    assert_eq!(tried.history.keep(&turn, &facts("a.md"), b"first", WIDE).unwrap(), 1);
    drop(turn);
    assert_eq!(waiting.join().unwrap(), 2);
}
