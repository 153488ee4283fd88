//! Uploads to sites on disk, without a network: what is there after each.

mod places;

use std::fs;
use std::sync::Arc;

use super::*;
use crate::capsule::{self, Capsule};
use crate::content::{Folder, SourcePath};
use crate::exchange::{Declared, Identity, NotWritten, Refusal, Written};
use crate::fingerprint::Fingerprint;
use crate::form::Protocol;
use crate::generator::Options;
use crate::history::{Bounds, Kind};
use crate::origin::Origin;
use crate::path::CapsulePath;
use crate::state::HostState;
use crate::tests::folder_of;
use jiff::Timestamp;

struct Tried {
    dir: tempfile::TempDir,
    uploads: Uploads,
    _state: tempfile::TempDir,
}

fn identity(name: &str) -> Identity {
    Identity {
        certificate: Fingerprint::of(name.as_bytes()),
        public_key: Fingerprint::of(b"some key"),
        not_before: Timestamp::MIN,
        not_after: Timestamp::MAX,
        name: None,
    }
}

fn zone(path: &str, delete: bool) -> UploadZone {
    let writer = |name: &str| Writer {
        name: name.to_owned(),
        fingerprint: Fingerprint::of(name.as_bytes()),
    };
    UploadZone {
        path: CapsulePath::literal(path).unwrap(),
        writers: vec![writer("anna"), writer("bert")],
        delete,
        largest: 1000,
        quota: Quota { bytes: 1 << 30, files: 1 << 20 },
        kinds: Kinds::Any,
    }
}

impl Tried {
    fn new(zone: UploadZone, files: &[(&str, &str)]) -> Self {
        let (dir, state) = (folder_of(files), tempfile::tempdir().unwrap());
        let host = HostState::of(state.path(), "example.org");
        host.make().unwrap();
        let origin = Origin::new("example.org", [(Protocol::Gemini, 1965)]);
        let bounds = Bounds { days: 30, bytes: 1 << 20 };
        let uploads = Uploads::new(UploadZones::new(vec![zone]), host, bounds, origin);
        Self { dir, uploads, _state: state }
    }

    /// What is served now.
    fn capsule(&self) -> Arc<Capsule> {
        let folder = Arc::new(Folder::open(self.dir.path()).unwrap());
        let options = Options { listings: true, ..Options::default() };
        capsule::load(&folder, &options, None).unwrap().0
    }

    fn edit(&self, path: &str, who: &str) -> Written {
        let path = CapsulePath::literal(path).unwrap();
        self.uploads.edit(&self.capsule(), &path, Some(&identity(who))).unwrap()
    }

    /// The source that a client opens.
    fn opened(&self, path: &str, who: &str) -> String {
        match self.edit(path, who) {
            Written::Source { text, .. } => String::from_utf8(text.to_vec()).unwrap(),
            other @ (Written::Served(_)
            | Written::Said(_)
            | Written::Refused(_)
            | Written::NotWritten(_)) => panic!("{path}: {other:?}"),
        }
    }

    fn upload(&self, path: &str, bytes: &[u8], who: &str, mime: &str, token: &str) -> Written {
        let some = |text: &str| Some(text.to_owned()).filter(|it| !it.is_empty());
        let declared = Declared { size: bytes.len() as u64, mime: some(mime), token: some(token) };
        let (path, who) = (CapsulePath::literal(path).unwrap(), identity(who));
        let capsule = self.capsule();
        let permitted = match self.uploads.permit(&capsule, &path, &declared, Some(&who)) {
            Ok(permitted) => permitted,
            Err(refused) => return refused,
        };
        match self.uploads.write(&capsule, &permitted, bytes.to_vec()).unwrap() {
            Outcome::Refused(refused) => refused,
            Outcome::Done(pending) => {
                let capsule = self.capsule();
                self.uploads.answer(&capsule, &pending)
            }
        }
    }

    fn save(&self, path: &str, text: &str, who: &str) -> Written {
        self.upload(path, text.as_bytes(), who, "text/plain", "")
    }

    fn file(&self, name: &str) -> String {
        fs::read_to_string(self.dir.path().join(name)).unwrap()
    }

    fn has(&self, name: &str) -> bool {
        self.dir.path().join(name).exists()
    }

    /// Kind and text of each entry of the history.
    fn history(&self) -> Vec<(Kind, String)> {
        let numbers = self.uploads.history().entries().unwrap();
        let read = numbers.iter().map(|it| self.uploads.history().read(it.number).unwrap());
        read.map(|(facts, bytes)| (facts.kind, String::from_utf8_lossy(&bytes).into())).collect()
    }
}

fn served(path: &str) -> Written {
    Written::Served(CapsulePath::literal(path).unwrap())
}

fn is_blind(answer: &Written) -> bool {
    matches!(answer, Written::NotWritten(NotWritten::Blind { .. }))
}

#[test]
fn a_page_is_opened_changed_and_saved() {
    let tried = Tried::new(zone("/", false), &[("notes/pi.md", "---\ntitle: Pi\n---\nThree.\n")]);
    let text = tried.opened("/notes/pi", "anna");
    assert_eq!(text, "---\ntitle: Pi\n---\nThree.\n");
    assert_eq!(
        tried.save("/notes/pi", &text.replace("Three", "3.14"), "anna"),
        served("/notes/pi")
    );
    assert_eq!(tried.file("notes/pi.md"), "---\ntitle: Pi\n---\n3.14.\n");
    assert_eq!(tried.history(), [(Kind::Replaced, text)]);
    assert_eq!(fs::read_dir(tried.dir.path().join("notes")).unwrap().count(), 1);
}

#[test]
fn a_source_has_its_type_and_what_is_made_has_none() {
    let tried = Tried::new(
        zone("/", false),
        &[("2026-01-02-a.md", "# A\n"), ("b.gmi", "# B\n"), ("c.png", "\x01"), ("d.txt", "D\n")],
    );
    let mime = |path: &str| match tried.edit(path, "anna") {
        Written::Source { mime, .. } => mime,
        Written::NotWritten(why) => format!("{why:?}"),
        other @ (Written::Served(_) | Written::Said(_) | Written::Refused(_)) => {
            panic!("{path}: {other:?}")
        }
    };
    assert_eq!(mime("/2026-01-02-a"), "text/markdown");
    assert_eq!(mime("/b"), "text/gemini");
    assert_eq!(mime("/d.txt"), "text/plain");
    assert_eq!(mime("/c.png"), "NoText");
    assert!(mime("/posts/").starts_with("Made(") && mime("/feed.xml").starts_with("Made("));
    assert_eq!(mime("/new"), "text/markdown");
    assert!(tried.opened("/new-page", "anna").contains("title: \"New page\""));
}

#[test]
fn nothing_is_replaced_that_was_not_seen() {
    let before = "---\ntitle: Pi\n---\n**Three**.\n";
    let tried = Tried::new(zone("/", false), &[("pi.md", before), ("b.gmi", "# B\n")]);
    // What a client shows, and not the source.
    assert!(is_blind(&tried.save("/pi", "# Pi\n\nThree.\n", "anna")));
    assert_eq!(tried.file("pi.md"), before);
    // It is no right for ever, and not another's.
    tried.opened("/pi", "anna");
    assert!(is_blind(&tried.save("/pi", "Three.\n", "bert")));
    assert_eq!(tried.save("/pi", "Three!\n", "anna"), served("/pi"));
    assert!(is_blind(&tried.save("/pi", "# Pi\n", "anna")));
    assert_eq!(tried.file("pi.md"), "Three!\n");
    // A script says it on purpose; gemtext is what is shown.
    let replaced = tried.upload("/pi", b"Four.\n", "bert", "text/gemini", "replace");
    assert_eq!((replaced, tried.file("pi.md")), (served("/pi"), "Four.\n".to_owned()));
    assert_eq!(tried.save("/b", "# C\n", "bert"), served("/b"));
    assert_eq!(tried.file("b.gmi"), "# C\n");
}

#[test]
fn what_is_refused_is_kept() {
    let tried = Tried::new(zone("/", false), &[("pi.md", "old\n"), ("x.png", "")]);
    let answer = tried.save("/pi", "blind\n", "anna");
    let edit = "titan://example.org/pi;edit".to_owned();
    assert_eq!(answer, Written::NotWritten(NotWritten::Blind { edit, kept: 1 }));
    let not_utf8 = tried.upload("/new", b"caf\xe9\n", "anna", "", "");
    assert_eq!(not_utf8, Written::NotWritten(NotWritten::NotUtf8));
    let no_picture = tried.upload("/y.png", b"<html>", "anna", "image/png", "");
    assert_eq!(no_picture, Written::NotWritten(NotWritten::NotThatPicture));
    let kept = tried.history();
    assert!(kept.iter().all(|(kind, _)| *kind == Kind::Unwritten));
    assert_eq!(
        kept.iter().map(|(_, text)| &**text).collect::<Vec<_>>(),
        ["blind\n", "caf\u{fffd}\n", "<html>"]
    );
    assert!(!tried.has("new.md") && !tried.has("y.png"));
}

#[test]
fn two_who_edit_one_page_lose_no_sentence() {
    let before = "one\n\ntwo\n\nthree\n\nfour\n";
    let tried = Tried::new(zone("/", false), &[("a.md", before)]);
    let (anna, bert) = (tried.opened("/a", "anna"), tried.opened("/a", "bert"));
    assert_eq!(tried.save("/a", &anna.replace("one", "ONE"), "anna"), served("/a"));
    let merged = tried.save("/a", &bert.replace("four", "FOUR"), "bert");
    assert!(matches!(&merged, Written::Said(text) if text.starts_with("# Merged\n")), "{merged:?}");
    assert_eq!(tried.file("a.md"), "ONE\n\ntwo\n\nthree\n\nFOUR\n");
    // The same line.
    let (anna, bert) = (tried.opened("/a", "anna"), tried.opened("/a", "bert"));
    assert_eq!(tried.save("/a", &anna.replace("two", "2"), "anna"), served("/a"));
    let conflict = tried.save("/a", &bert.replace("two", "II"), "bert");
    assert!(matches!(conflict, Written::NotWritten(NotWritten::Conflict { kept: 4, .. })));
    assert_eq!(tried.file("a.md"), "ONE\n\n2\n\nthree\n\nFOUR\n");
    assert_eq!(tried.history()[3].1, "ONE\n\nII\n\nthree\n\nFOUR\n");
    // A change on the disk is somebody's, too.
    let anna = tried.opened("/a", "anna");
    fs::write(tried.dir.path().join("a.md"), "by hand\n").unwrap();
    let conflict = tried.save("/a", &anna.replace("three", "3"), "anna");
    assert!(matches!(conflict, Written::NotWritten(NotWritten::Conflict { .. })), "{conflict:?}");
    assert_eq!(tried.file("a.md"), "by hand\n");
}

#[test]
fn of_two_hundred_rounds_by_two_no_sentence_is_lost() {
    let wide = UploadZone { largest: 1 << 20, ..zone("/", false) };
    let tried = Tried::new(wide, &[("a.md", "start\n")]);
    // A sequence that is the same at each run.
    let mut seed: u32 = 7;
    let mut next = |bound: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(seed >> 16).unwrap() % bound
    };
    let mut open: [Option<String>; 2] = [None, None];
    let mut said = Vec::new();
    for round in 0..200 {
        let who = next(2);
        let name = ["anna", "bert"][who];
        match open[who].take() {
            None => open[who] = Some(tried.opened("/a", name)),
            Some(text) => {
                let sentence = format!("Sentence {round} of {name}.");
                let mut lines: Vec<&str> = text.lines().collect();
                lines.insert(next(lines.len() + 1), &sentence);
                let _ = tried.save("/a", &(lines.join("\n") + "\n"), name);
                said.push(sentence);
            }
        }
    }
    assert!(said.len() > 50, "{}", said.len());
    let (text, history) = (tried.file("a.md"), tried.history());
    for sentence in said {
        let is_kept = history.iter().any(|(_, text)| text.contains(&sentence));
        assert!(text.contains(&sentence) || is_kept, "{sentence}");
    }
}

#[test]
fn deleting_needs_a_right_of_its_own_and_moves_to_the_history() {
    let files = &[("notes/a.md", "A\n")];
    let tried = Tried::new(zone("/", false), files);
    let refused = tried.save("/notes/a", "", "anna");
    assert_eq!(refused, Written::NotWritten(NotWritten::NoDeleting));
    let tried = Tried::new(zone("/", true), files);
    let mistaken = tried.upload("/notes/a", b"", "anna", "application/octet-stream", "");
    assert_eq!(mistaken, Written::NotWritten(NotWritten::Nothing));
    assert_eq!(tried.save("/notes/none", "", "anna"), Written::Refused(Refusal::NotFound));
    assert!(tried.has("notes/a.md"));
    assert_eq!(tried.save("/notes/a", "", "anna"), served("/notes/"));
    assert!(!tried.has("notes/a.md"));
    assert_eq!(tried.history(), [(Kind::Deleted, "A\n".to_owned())]);
}

#[test]
fn what_is_too_much_is_refused_before_it_comes() {
    let quota = Quota { bytes: 10, files: 2 };
    let tried = Tried::new(UploadZone { quota, ..zone("/", false) }, &[]);
    let large = tried.save("/a", &"a".repeat(1001), "anna");
    assert_eq!(large, Written::NotWritten(NotWritten::TooLarge(1000)));
    assert_eq!(tried.save("/a", "123456", "anna"), served("/a"));
    assert_eq!(tried.save("/b", "12345", "anna"), Written::NotWritten(NotWritten::Quota));
    assert_eq!(tried.save("/b", "12345", "bert"), served("/b"));
    let pictures = Tried::new(UploadZone { kinds: Kinds::Pictures, ..zone("/", false) }, &[]);
    assert_eq!(pictures.save("/a", "x", "anna"), Written::NotWritten(NotWritten::Kind("pictures")));
}

#[test]
fn what_can_not_be_written_leaves_all_as_it_was() {
    let tried = Tried::new(zone("/", false), &[("notes/a.md", "old\n"), ("img", "a file\n")]);
    let no_name = Written::NotWritten(NotWritten::NoName);
    let long = format!("/notes/{}", "x".repeat(300));
    for path in ["/img/b.txt", "/notes/a.md/b", &long] {
        assert_eq!(tried.edit(path, "anna"), no_name, "{path}");
        assert_eq!(tried.save(path, "new", "anna"), no_name, "{path}");
    }
    assert_eq!(tried.file("img"), "a file\n");
    assert_eq!(tried.history(), vec![(Kind::Unwritten, "new".to_owned()); 3]);
    let (capsule, who) = (tried.capsule(), identity("anna"));
    let declared = Declared { size: 3, mime: None, token: None };
    let path = CapsulePath::literal("/notes/a").unwrap();
    tried.opened("/notes/a", "anna");
    let permitted = tried.uploads.permit(&capsule, &path, &declared, Some(&who)).unwrap();
    fs::remove_dir_all(tried.uploads.state().folder().join("history")).unwrap();
    assert!(tried.uploads.write(&capsule, &permitted, b"new".to_vec()).is_err());
    assert_eq!(tried.file("notes/a.md"), "old\n", "what was before could not be kept");
}

#[test]
fn a_server_that_was_replaced_writes_nothing_and_keeps_what_came() {
    let tried = Tried::new(zone("/", true), &[("a.md", "old\n")]);
    tried.opened("/a", "anna");
    tried.uploads.retire();
    for (path, kept) in [("/a", 1), ("/new", 2)] {
        let refused = Written::NotWritten(NotWritten::OtherRules { kept: Some(kept) });
        assert_eq!(tried.save(path, "new\n", "anna"), refused, "{path}");
    }
    let refused = Written::NotWritten(NotWritten::OtherRules { kept: None });
    assert_eq!(tried.save("/a", "", "anna"), refused);
    assert_eq!(tried.file("a.md"), "old\n");
    assert!(!tried.has("new.md"));
    assert_eq!(tried.history(), vec![(Kind::Unwritten, "new\n".to_owned()); 2]);
}

#[test]
fn a_quota_holds_through_a_restart() {
    let quota = Quota { bytes: 1000, files: 3 };
    let zone = || UploadZone { quota, ..zone("/", false) };
    let mut tried = Tried::new(zone(), &[("b.gmi", "# B\n")]);
    assert!(matches!(tried.save("/a", "# A\n", "anna"), Written::Served(_)));
    assert!(matches!(tried.save("/b.gmi", "# B, too\n", "anna"), Written::Served(_)));
    let Uploads { state, bounds, origin, .. } = tried.uploads;
    tried.uploads = Uploads::new(UploadZones::new(vec![zone()]), state, bounds, origin);
    assert!(matches!(tried.save("/c", "# C\n", "anna"), Written::Served(_)));
    let over = tried.save("/d", "# D\n", "anna");
    assert_eq!(over, Written::NotWritten(NotWritten::Quota));
    assert!(matches!(tried.save("/d", "# D\n", "bert"), Written::Served(_)));
}

#[test]
fn that_a_file_was_created_is_in_the_history() {
    let tried = Tried::new(zone("/", false), &[]);
    tried.save("/a", "# A\n", "anna");
    let entries = tried.uploads.history().entries().unwrap();
    let kinds: Vec<_> = entries.iter().map(|it| (it.facts.kind, it.size, it.facts.came)).collect();
    assert_eq!(kinds, [(Kind::Created, 0, 4)]);
}

/// Others may write it between the upload and the reading.
#[test]
fn what_became_of_a_file_after_an_upload_counts_as_read() {
    let tried = Tried::new(zone("/", false), &[("b.gmi", "# B\n")]);
    let before = tried.capsule();
    let who = identity("anna");
    let path = CapsulePath::literal("/b").unwrap();
    let declared = Declared { size: 4, mime: None, token: None };
    let permitted = tried.uploads.permit(&before, &path, &declared, Some(&who)).unwrap();
    let written = tried.uploads.write(&before, &permitted, b"# C\n".to_vec()).unwrap();
    let Outcome::Done(pending) = written else { panic!("it is refused") };
    let after = tried.capsule();
    assert!(!pending.is_in(&before) && pending.is_in(&after));
    let source = SourcePath::new("b.gmi").unwrap();
    // The system's clock of files has steps.
    let is_later = |_: &usize| {
        fs::write(tried.dir.path().join("b.gmi"), "# Another\n").unwrap();
        std::thread::sleep(std::time::Duration::from_millis(1));
        let changed = |capsule: &Capsule| capsule.stamp(&source).unwrap().changed;
        changed(&tried.capsule()) > changed(&after)
    };
    assert!((0..1000).any(|turn| is_later(&turn)));
    assert!(pending.is_in(&tried.capsule()));
}
