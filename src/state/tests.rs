//! Versions that writers were given.

use std::fs;

use super::*;
use crate::fingerprint::Fingerprint;

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
